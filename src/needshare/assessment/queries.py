"""Reads of what was searched, gathered and found, and the facts put before the policy engine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from needshare import policy
from needshare.accounts import queries as accounts
from needshare.agencies import queries as agencies
from needshare.agreements import queries as agreements
from needshare.documents import queries as documents
from needshare.intake import queries as intake
from needshare.intake.models import RequestedItem, RequestSubject, SharingRequest, Verification
from needshare.kernel import Actor, Invalid, Outcome, gettext_noop as _
from needshare.pathway import queries as pathway
from needshare.pathway.models import SharingCase
from needshare.subjects.models import Subject

from .models import Assessment, GatheredItem, Search, SubjectMatch
from .rules import Answers
from .terms import Answer, HarmLevel, SubjectTold

FIRST_REQUESTED = 1001


def gathered_items(case: SharingCase) -> list[GatheredItem]:
    """List what is gathered for a case now, in order, with item, version and links."""
    return list(
        GatheredItem.objects.filter(case=case, removed_at__isnull=True)
        .select_related(
            "item_version", "item_version__item", "item_version__item__data_key", "requested_item", "data_key"
        )
        .prefetch_related("item_version__item__links", "item_version__item__links__subject")
        .order_by("number")
    )


def newest_versions(item_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Map each item to its newest version."""
    return documents.newest_versions(item_ids)


def newest_assessment(case: SharingCase) -> Assessment | None:
    """Return the last assessment of a case, or None before the first."""
    found = Assessment.objects.filter(case=case).select_related(
        "assessed_by", "assessed_by__data_key", "data_key"
    )
    return found.order_by("-number").first()


def searches_of(case: SharingCase) -> list[Search]:
    """List the recorded searches of a case, the first first."""
    return list(Search.objects.filter(case=case).select_related("data_key", "searched_by").order_by("id"))


def search_found_nothing(case: SharingCase) -> bool:
    """Tell whether a search is recorded and the last one found nothing."""
    last = Search.objects.filter(case=case).order_by("-id").first()
    return last is not None and not last.has_found


def matches_of(case: SharingCase) -> list[SubjectMatch]:
    """List the people matched for a case."""
    found = SubjectMatch.objects.filter(case=case).select_related(
        "subject", "subject__data_key", "request_subject"
    )
    return list(found.order_by("id"))


def match_of(asked: RequestSubject, held: Subject) -> SubjectMatch | None:
    """Return the match of a person held to a person asked about, if there is one."""
    return SubjectMatch.objects.filter(request_subject=asked, subject=held).first()


def items_found(case: SharingCase, *, viewer: Actor) -> list[Any]:
    """List the items held about the people matched for a case."""
    return documents.items_about([each.subject_id for each in matches_of(case)], viewer=viewer)


# --- the stored findings --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One stored finding, with everything a page or a decision shows of it."""

    test: str
    label: str
    heading: str
    item: int | None
    outcome: Outcome
    codes: tuple[str, ...]
    reason: str
    clauses: tuple[str, ...]
    sources: tuple[str, ...]
    agreement_clauses: tuple[str, ...]
    duties: tuple[str, ...]
    refer_to: str

    @property
    def code(self) -> str:
        """The first code, as stored."""
        return self.codes[0] if self.codes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One basis of a stored assessment: an agreement or a gateway alone, with its findings."""

    id: str
    agreement_reference: str
    gateways: tuple[str, ...]
    outcome: Outcome
    findings: tuple[Found, ...]
    default_conditions: tuple[str, ...]

    def shown_for(self, items: Iterable[int]) -> tuple[Found, ...]:
        """List the findings of the whole request and of these items."""
        wanted = {None, *items}
        return tuple(each for each in self.findings if each.item in wanted)

    @property
    def codes(self) -> tuple[str, ...]:
        """List every code of the basis once."""
        return tuple(dict.fromkeys(code for each in self.findings for code in each.codes))


def _result(stored: Assessment) -> policy.Assessment:
    """Assess the stored facts again under the pack they were assessed with; it gives the same findings."""
    return policy.assess(pack_of(stored), policy.facts_from_canonical(stored.facts))


def pack_of(stored: Assessment) -> policy.Pack:
    """Return the pack an assessment was made with."""
    return policy.pack_by_hash(stored.pack_hash)


def bases(stored: Assessment) -> list[Basis]:
    """List every basis of an assessment: the one relied on first, then the best, then the others."""
    result = _result(stored)
    first = dict.fromkeys((result.relied_on.id, result.best.id))
    ordered = sorted(
        result.bases,
        key=lambda each: (
            each.id not in first,
            list(first).index(each.id) if each.id in first else 0,
            each.id,
        ),
    )
    return [_basis(result, each) for each in ordered]


def relied_on(stored: Assessment) -> Basis:
    """Return the basis the requester relied on."""
    result = _result(stored)
    return _basis(result, result.relied_on)


def basis(stored: Assessment, basis_id: str) -> Basis:
    """Return one basis of an assessment.

    Raises:
        Invalid: there is none of that name.
    """
    result = _result(stored)
    for each in result.bases:
        if each.id == basis_id:
            return _basis(result, each)
    raise Invalid.field("basis", _("Choose one of the bases that were assessed."))


def _basis(result: policy.Assessment, each: policy.Basis) -> Basis:
    conditions = policy.conditions_for(result.pack, result.facts, basis=each)
    gateways = (each.gateway,) if each.gateway else ()
    return Basis(
        id=each.id,
        agreement_reference=each.agreement.reference if each.agreement else "",
        gateways=gateways,
        outcome=each.outcome,
        findings=tuple(_found(finding) for finding in policy.findings(result, each)),
        default_conditions=tuple(condition.id for condition in conditions),
    )


def _found(finding: policy.TestFinding) -> Found:
    return Found(
        test=finding.test,
        label=finding.label,
        heading=finding.heading,
        item=finding.item,
        outcome=finding.outcome,
        codes=finding.codes,
        reason=finding.reason,
        clauses=finding.clauses,
        sources=finding.legal_sources,
        agreement_clauses=finding.agreement_clauses,
        duties=finding.duties,
        refer_to=finding.refer_to,
    )


def authority_for(
    stored: Assessment, *, basis_id: str = "", outcome: str | None = None
) -> policy.AuthorityNeeded:
    """Return who may decide, on a basis and for the decision in mind."""
    result = _result(stored)
    chosen = next((each for each in result.bases if each.id == basis_id), result.relied_on)
    return policy.authority_needed(result.pack, result.facts, basis=chosen, outcome=outcome)


def answers_of(stored: Assessment) -> Answers:
    """Return what the preparer answered for the case as a whole."""
    kept = stored.answers
    return Answers(
        sharing_harm={code: HarmLevel(level) for code, level in kept["sharing_harm"].items()},
        not_sharing_harm={code: HarmLevel(level) for code, level in kept["not_sharing_harm"].items()},
        harm_words=kept["harm_words"],
        subject_told=SubjectTold(kept["subject_told"]),
        fairness_words=kept["fairness_words"],
        is_conflicted=kept["is_conflicted"],
    )


def numbered_items(case: SharingCase) -> dict[int, tuple[str, str]]:
    """Map each number of a finding's item to its category and what it is: gathered, or only asked for."""
    gathered = gathered_items(case)
    sharing_request = intake.request_of(case)
    found = {each.number: (each.item_version.item.category, "gathered") for each in gathered}
    for each in _not_gathered(intake.items_of(sharing_request), gathered):
        found[FIRST_REQUESTED + each.number - 1] = (each.category, "requested")
    return found


# --- the facts ------------------------------------------------------------------------------


def facts_of(case: SharingCase, *, answers: Answers, viewer: Actor, at: datetime) -> policy.AssessmentFacts:
    """Put together everything the tests look at, at this instant, from the case as it stands."""
    sharing_request = intake.request_of(case)
    asked = intake.items_of(sharing_request)
    subjects = intake.subjects_of(sharing_request)
    verification = intake.newest_verification(case)
    return policy.AssessmentFacts(
        at=at,
        request=_request(case, sharing_request, answers, subjects, at=at),
        requester=_requester(case, sharing_request, verification, at=at),
        handler=_handler(case, answers, at=at),
        harm=policy.HarmFacts(
            sharing=tuple((code, level.value) for code, level in answers.sharing_harm.items()),
            not_sharing=tuple((code, level.value) for code, level in answers.not_sharing_harm.items()),
        ),
        items=_items(case, asked, subjects, answers, at=at),
        agreements=agreements.facts_between(
            owner=case.owner_id,
            organisation=case.requesting_organisation_id,
            requester=case.requester_id,
            requester_name=sharing_request.requester_name,
            on=pathway.day_of(at),
        ),
    )


def _request(
    case: SharingCase,
    asked: SharingRequest,
    answers: Answers,
    subjects: list[RequestSubject],
    *,
    at: datetime,
) -> policy.RequestFacts:
    told: Any = policy.UNKNOWN if answers.subject_told == SubjectTold.UNKNOWN else answers.subject_told.value
    return policy.RequestFacts(
        direction=case.direction,
        purpose=asked.purpose or None,
        purpose_is_described=bool(asked.purpose_text.strip()),
        gateways=frozenset(asked.gateways),
        objective_is_stated=bool(asked.objective.strip()),
        necessity_is_stated=bool(asked.necessity.strip()),
        proportionality_is_stated=bool(asked.proportionality.strip()),
        consequence_is_stated=bool(asked.consequence.strip()),
        retention_is_stated=bool(asked.retention.strip()),
        declarations_are_made=asked.declares_correct
        and asked.declares_purpose_only
        and asked.declares_offence_known,
        onward_sharing="with_consent" if asked.is_onward_sharing else "none",
        identifies_one_person=any(
            each.name and (each.date_of_birth or each.identifiers) for each in subjects
        ),
        urgency=asked.urgency,
        is_overdue=case.due_at is not None and at > case.due_at,
        highest_marking_held=asked.highest_marking or None,
        method=asked.return_method or None,
        wrong_route=None,
        subject_is_told=told,
        relies_on=asked.agreement_reference or None,
        jurisdiction=case.owner.jurisdiction,
        subjects=max(1, len(subjects)),
    )


def _requester(
    case: SharingCase, asked: SharingRequest, verification: Verification | None, *, at: datetime
) -> policy.RequesterFacts:
    today = pathway.day_of(at)
    organisation = case.requesting_organisation
    standing = accounts.standing_of(case.requester_id, on=today) if case.requester_id else None
    verified: Any = policy.UNKNOWN
    authorised: Any = policy.UNKNOWN
    if verification is not None:
        verified = verification.outcome == "verified" and verification.valid_until >= at
        authorised = verification.is_authority_confirmed
    return policy.RequesterFacts(
        is_verified=verified,
        organisation_type=organisation.legal_type,
        is_relevant_authority=organisation.is_relevant_authority,
        destination=agencies.destination(
            asked.requester_email, organisation_id=organisation.pk, on=today
        ).value,
        declares_no_conflict=asked.declares_no_conflict,
        training_until=standing.training_until if standing else None,
        clearance=standing.clearance.value if standing else None,
        clearance_until=standing.clearance_until if standing else None,
        is_authorised=authorised,
    )


def _handler(case: SharingCase, answers: Answers, *, at: datetime) -> policy.HandlerFacts:
    standing = accounts.standing_of(case.handler_id, on=pathway.day_of(at)) if case.handler_id else None
    return policy.HandlerFacts(
        training_until=standing.training_until if standing else None, is_conflicted=answers.is_conflicted
    )


def _items(
    case: SharingCase,
    asked: list[RequestedItem],
    subjects: list[RequestSubject],
    answers: Answers,
    *,
    at: datetime,
) -> tuple[policy.ItemFacts, ...]:
    gathered = gathered_items(case)
    role = subjects[0].role if subjects else "other"
    return (
        *(_gathered(each, at=at) for each in gathered),
        *(_requested(each, role, answers) for each in _not_gathered(asked, gathered)),
    )


def _not_gathered(asked: list[RequestedItem], gathered: list[GatheredItem]) -> list[RequestedItem]:
    found = {each.requested_item_id for each in gathered}
    return [each for each in asked if each.pk not in found]


YES_NO: dict[str, Any] = {Answer.YES: True, Answer.NO: False, Answer.UNKNOWN: policy.UNKNOWN}


def _gathered(each: GatheredItem, *, at: datetime) -> policy.ItemFacts:
    item, today = each.item_version.item, pathway.day_of(at)
    links = list(item.links.all())
    roles = {link.role for link in links}
    return policy.ItemFacts(
        number=each.number,
        category=item.category,
        marking=item.marking,
        as_at=item.as_at.date(),
        accuracy="disputed" if item.disputed_at else each.accuracy,
        identity_match=each.identity_match,
        sensitive_condition=each.sensitive_condition or None,
        is_relevant=YES_NO[each.is_relevant],
        is_excessive=each.is_excessive,
        is_misleading=each.is_misleading,
        subject_role=links[0].role if links else "other",
        is_child="child" in roles or any(link.subject.is_child(on=today) for link in links),
        is_vulnerable="vulnerable_person" in roles,
        is_live_investigation=item.is_live_investigation,
        label=item.label,
        blocks=frozenset(item.blocks),
        is_depersonalised=item.category in ("aggregate_stats", "depersonalised"),
    )


def _requested(each: RequestedItem, role: str, answers: Answers) -> policy.ItemFacts:
    """Judge what is asked for and not gathered by its category alone; what only content shows is unknown."""
    return policy.ItemFacts(
        number=FIRST_REQUESTED + each.number - 1,
        category=each.category,
        marking="official_sensitive",
        as_at=None,
        accuracy=policy.UNKNOWN,
        identity_match=policy.UNKNOWN,
        sensitive_condition=answers.conditions.get(each.number) or None,
        is_relevant=policy.UNKNOWN,
        is_excessive=False,
        is_misleading=False,
        subject_role=role,
        is_child=role == "child",
        is_vulnerable=role == "vulnerable_person",
        is_live_investigation=False,
        label="fact",
        blocks=frozenset(),
        is_depersonalised=each.category in ("aggregate_stats", "depersonalised"),
    )
