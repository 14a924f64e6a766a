"""The facts put before the policy engine: everything the tests look at, at one instant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from needshare import policy
from needshare.accounts import queries as accounts
from needshare.agencies import queries as agencies
from needshare.agreements import queries as agreements
from needshare.assessment.models import Assessment, GatheredItem
from needshare.assessment.rules import Answers, no_surer
from needshare.assessment.terms import Answer, SubjectTold
from needshare.consultations import queries as consultations
from needshare.intake import queries as intake
from needshare.pathway import queries as pathway
from needshare.policy.schemes import said

from .authorised import authorised, covers_of
from .earlier import before
from .findings import answers_of
from .records import FIRST_REQUESTED, gathered_items, matches_of, not_gathered

if TYPE_CHECKING:
    from needshare.assessment.models import SubjectMatch
    from needshare.authorisations.rules import Cover
    from needshare.intake.models import RequestedItem, RequestSubject, SharingRequest, Verification
    from needshare.pathway.models import SharingCase


DEPERSONALISED = ("aggregate_stats", "depersonalised")


def facts_of(case: SharingCase, *, answers: Answers, at: datetime) -> policy.AssessmentFacts:
    """Put together everything the tests look at, at this instant, from the case as it stands."""
    sharing_request = intake.request_of(case)
    asked = intake.items_of(sharing_request)
    subjects = intake.subjects_of(sharing_request)
    verification = intake.newest_verification(case)
    return policy.AssessmentFacts(
        at=at,
        request=_request(case, sharing_request, answers, subjects, asked, at=at),
        requester=_requester(case, sharing_request, verification, at=at),
        handler=_handler(case, answers, at=at),
        harm=policy.HarmFacts(
            sharing=tuple((code, level.value) for code, level in answers.sharing_harm.items()),
            not_sharing=tuple((code, level.value) for code, level in answers.not_sharing_harm.items()),
            scores=tuple(
                (code, each.likelihood, each.severity, bool(each.mitigation.strip()))
                for code, each in answers.scores.items()
            ),
            alternatives=frozenset(answers.alternatives),
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


def still_stands(case: SharingCase, stored: Assessment, *, at: datetime) -> bool:
    """Tell whether what an assessment rests on is as it was: the work, the facts, and whoever judged them.

    Who handles the case meanwhile, and whether it waited, is none of it.
    """
    if pathway.is_worked_on_since(case, version=stored.number):
        return False
    if pathway.has_conflict(case, stored.assessed_by_id):
        return False
    now = replace(facts_of(case, answers=answers_of(stored), at=at), at=stored.assessed_at)
    return policy.facts_to_canonical(now) == bytes(stored.facts)


def _request(
    case: SharingCase,
    asked: SharingRequest,
    answers: Answers,
    subjects: list[RequestSubject],
    items: list[RequestedItem],
    *,
    at: datetime,
) -> policy.RequestFacts:
    earlier = before(case, asked, categories={each.category for each in items}, matches=matches_of(case))
    told: Any = policy.UNKNOWN if answers.subject_told == SubjectTold.UNKNOWN else answers.subject_told.value
    return policy.RequestFacts(
        direction=case.direction,
        purpose=asked.purpose or None,
        purpose_is_described=bool(asked.purpose_text.strip()),
        gateways=frozenset(asked.gateways) | frozenset(answers.gateways),
        objective_is_stated=bool(asked.objective.strip()),
        necessity_is_stated=bool(asked.necessity.strip()),
        proportionality_is_stated=bool(asked.proportionality.strip()),
        consequence_is_stated=bool(asked.consequence.strip()),
        retention_is_stated=bool(asked.retention.strip()),
        declarations_are_made=asked.has_declared_correct
        and asked.has_declared_purpose_only
        and asked.has_declared_offence_known,
        onward_sharing="named" if asked.is_onward_sharing else "none",
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
        regime=answers.regime or _regime_read(case, asked),
        lawful_basis=answers.lawful_basis or None,
        recipient_basis=answers.recipient_basis or None,
        has_interests_stated=are_stated(answers, [each.number for each in subjects]),
        is_duplicate_suspected=earlier.is_asked_again,
        changes_purpose=earlier.is_for_another_purpose,
        passes_on_released=earlier.is_released,
        route_spoken_of=route_spoken_of(asked.purpose_text, asked.information_sought),
        **_scheme(asked),
        **_consulted(case, at=at),
        **_transfer(case, answers),
    )


def _scheme(asked: SharingRequest) -> dict[str, Any]:
    """Tell under which scheme of the policy in force it is asked, and what was answered to its questions."""
    scheme = policy.current_pack().schemes.get(asked.scheme)
    return {"scheme": scheme.id if scheme else None, "scheme_said": said(scheme, asked.scheme_answers or {})}


def _consulted(case: SharingCase, *, at: datetime) -> dict[str, Any]:
    """Tell who was asked about a case and has answered, whether a question is open, and of an objection."""
    found = consultations.consulted_about(case, at=at)
    return {
        "consulted": found.places,
        "has_question_open": found.has_open,
        "has_objection": found.has_objection,
    }


def are_stated(answers: Answers, numbers: Iterable[int]) -> bool:
    """Tell whether it is said for each of these people what is best for them."""
    asked = list(numbers)
    return bool(asked) and all(answers.best_interests.get(number, "").strip() for number in asked)


def _regime_read(case: SharingCase, asked: SharingRequest) -> str | None:
    """Give the regime where the force reads it otherwise than the purpose has it."""
    pack = policy.current_pack()
    if asked.purpose not in pack.words("purpose"):
        return None
    found = policy.regime_of(pack, asked.purpose, case.requesting_organisation.legal_type)
    return found if found and found != pack.column("purpose", asked.purpose, "regime") else None


def route_spoken_of(*texts: str) -> str | None:
    """Name the other route that the words of a request speak of, as the policy lists what gives it away."""
    pack, said = policy.current_pack(), " ".join(texts).casefold()
    for route in pack.words("wrong_route"):
        spoken_of = pack.column("wrong_route", route, "spoken_of") or ""
        if any(each.strip() in said for each in spoken_of.casefold().split(";") if each.strip()):
            return str(route)
    return None


def _transfer(case: SharingCase, answers: Answers) -> dict[str, Any]:
    told = answers.transfer
    kind = case.requesting_organisation.legal_type
    is_overseas = bool(policy.current_pack().column("requester_type", kind, "is_overseas"))
    if told is None:
        return {"is_international": is_overseas}
    return {
        "is_international": is_overseas or bool(told.country.strip()),
        "transfer_is_necessary": bool(told.country.strip() and told.necessity.strip()),
        "transfer_ground": told.ground or None,
        "transfer_recipient": told.recipient or None,
        "originator_agreed": told.originator or None,
        "transfer_risk": told.risk or None,
    }


def _requester(
    case: SharingCase, asked: SharingRequest, verification: Verification | None, *, at: datetime
) -> policy.RequesterFacts:
    organisation = case.requesting_organisation
    standing = accounts.standing_of(case.requester_id, at=at) if case.requester_id else None
    clearance, clearance_until = cleared(standing) if standing else (None, None)
    verified: Any = policy.UNKNOWN
    authorised: Any = policy.UNKNOWN
    if verification is not None:
        verified = verification.outcome == "verified" and verification.valid_until >= at
        authorised = verification.is_authority_confirmed
    return policy.RequesterFacts(
        is_verified=verified,
        organisation_type=organisation.legal_type,
        is_relevant_authority=organisation.is_relevant_authority,
        destination=agencies.destination(asked.requester_email, organisation_id=organisation.pk, at=at).value,
        declares_no_conflict=asked.has_declared_no_conflict
        and not pathway.has_conflict(case, case.requester_id),
        training_until=standing.training_until if standing else None,
        clearance=clearance,
        clearance_until=clearance_until,
        is_authorised=authorised,
    )


def cleared(standing: accounts.Standing) -> tuple[str, date | None]:
    """Return the higher of a person's clearance and police vetting, with the day it ends."""
    held = (
        (standing.clearance.value, standing.clearance_until),
        (standing.vetting.value, standing.vetting_until),
    )
    ranks = policy.current_pack().ranks["clearance"]
    return max(held, key=lambda each: ranks[each[0]])


def _handler(case: SharingCase, answers: Answers, *, at: datetime) -> policy.HandlerFacts:
    standing = accounts.standing_of(case.handler_id, at=at) if case.handler_id else None
    return policy.HandlerFacts(
        training_until=standing.training_until if standing else None,
        is_conflicted=answers.is_conflicted or pathway.has_conflict(case, case.handler_id),
    )


def _items(
    case: SharingCase,
    asked: list[RequestedItem],
    subjects: list[RequestSubject],
    answers: Answers,
    *,
    at: datetime,
) -> tuple[policy.ItemFacts, ...]:
    gathered, matches = gathered_items(case), matches_of(case)
    role = subjects[0].role if subjects else "other"
    is_stated_of_all = are_stated(answers, [each.number for each in subjects])
    found, named = covers_of(case, at=at), {each.pk for each in subjects}
    return (
        *(_gathered(each, answers, matches, found, at=at) for each in gathered),
        *(
            replace(
                _requested(each, role, answers, is_stated_of_all),
                **authorised(found, category=each.category, asked=named, shown=named),
            )
            for each in not_gathered(asked, gathered)
        ),
    )


YES_NO: dict[str, Any] = {Answer.YES: True, Answer.NO: False, Answer.UNKNOWN: policy.UNKNOWN}


def _gathered(
    each: GatheredItem,
    answers: Answers,
    matches: Sequence[SubjectMatch],
    found: Sequence[Cover],
    *,
    at: datetime,
) -> policy.ItemFacts:
    item, today = each.item_version.item, pathway.day_of(at)
    links = list(item.links.all())
    roles = {link.role for link in links}
    asked = [match for match in matches if match.subject_id in {link.subject_id for link in links}]
    people = {match.subject_id for match in asked}
    numbers = {match.subject_id: match.request_subject.number for match in asked}
    return policy.ItemFacts(
        number=each.number,
        category=item.category,
        marking=item.marking,
        held_elsewhere_as=item.held_elsewhere_as or None,
        as_at=item.as_at.date(),
        accuracy="disputed" if item.disputed_at else each.accuracy,
        identity_match=no_surer(each.identity_match, [match.confidence for match in asked]),
        asked_roles=frozenset(match.request_subject.role for match in asked),
        shown_roles=frozenset(link.role for link in links if link.subject_id in people),
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
        is_depersonalised=item.category in DEPERSONALISED,
        has_best_interests=are_stated(answers, {numbers.get(link.subject_id, 0) for link in links} or {0}),
        **authorised(found, category=item.category, asked=people, shown={link.subject_id for link in links}),
    )


def _requested(each: RequestedItem, role: str, answers: Answers, is_stated_of_all: bool) -> policy.ItemFacts:
    """Judge what is asked for and not gathered by its category alone; what only content shows is unknown."""
    return policy.ItemFacts(
        number=FIRST_REQUESTED + each.number - 1,
        category=each.category,
        marking=policy.usual_marking(),
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
        is_depersonalised=each.category in DEPERSONALISED,
        has_best_interests=is_stated_of_all,
    )
