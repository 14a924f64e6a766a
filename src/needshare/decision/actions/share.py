"""Approving, in full or in part: what is shared, with whom, how and on what conditions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from needshare.accounts import queries as accounts
from needshare.agreements import queries as agreements
from needshare.assessment import queries as assessment
from needshare.assessment.rules import authority_lasts
from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.decision import queries, rules
from needshare.decision.models import DecidedItem, DecidedRecipient, Decision
from needshare.decision.rules import Approval, Methods, Reasoning, RecipientChoice
from needshare.decision.sitting import Sitting, conclude, draw_up, faults, sit
from needshare.decision.terms import DecisionOutcome, ItemOutcome, RecipientKind, Route
from needshare.intake import queries as intake
from needshare.kernel import Actor, FieldError, Invalid, Unknown, gettext_noop as _, require
from needshare.pathway import queries as pathway
from needshare.policy import current_pack
from needshare.policy.markings import carried_by
from needshare.search.rules import words_of
from needshare.subjects import queries as subjects

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@recorded(Operation.ALTERATION)
def approve(*, reference: str, approval: Approval, reasoning: Reasoning, by: Actor, at: datetime) -> Decision:
    """Approve sharing everything gathered, to named recipients, on one basis.

    Raises:
        Blocked: no authority, not independent, or a finding stands against the sharing.
        Invalid: a reason, a mark, an item or a recipient is missing.
        Conflict: the case is not awaiting a decision; somebody else decided first.
    """
    return _share(DecisionOutcome.DISCLOSE_FULL, reference, approval, reasoning, by=by, at=at)


@recorded(Operation.ALTERATION)
def approve_in_part(
    *, reference: str, approval: Approval, reasoning: Reasoning, by: Actor, at: datetime
) -> Decision:
    """Approve sharing some of what was gathered, with a reason for each item withheld.

    Raises: as `approve`.
    """
    return _share(DecisionOutcome.DISCLOSE_PARTIAL, reference, approval, reasoning, by=by, at=at)


def _share(
    outcome: DecisionOutcome,
    reference: str,
    approval: Approval,
    reasoning: Reasoning,
    *,
    by: Actor,
    at: datetime,
) -> Decision:
    sitting = sit(reference, outcome, by=by, at=at, basis_id=approval.basis)
    basis = assessment.basis(sitting.assessment, approval.basis)
    has_agreement = bool(basis.agreement_reference)
    methods = _methods(sitting, approval, basis.agreement_reference, on=pathway.day_of(at))
    recipients = _recipients(
        approval.recipients, sitting.case, by, methods=methods, has_agreement=has_agreement
    )
    wrong = [
        *faults(sitting, outcome, reasoning, basis),
        *rules.items_are_decided(
            approval.items,
            gathered=[each.number for each in sitting.gathered],
            in_part=outcome is DecisionOutcome.DISCLOSE_PARTIAL,
        ),
        *_not_in_full(outcome, sitting),
        *rules.is_not_the_other_party([each.name for each in recipients], _other_parties(sitting, by)),
        *_faulty_conditions(approval, at),
    ]
    if wrong:
        raise Invalid(*wrong)
    shared = _shared(approval)
    require(*rules.nothing_stops_sharing(basis.findings, shared=shared))
    lost = assessment.no_longer_authorised(sitting.case, sitting.assessment, numbers=shared, at=at)
    require(authority_lasts(lost))
    decision = draw_up(
        sitting,
        outcome,
        reasoning,
        basis,
        by=by,
        at=at,
        route=Route.AGREEMENT if has_agreement else Route.ONE_OFF,
        agreement_reference=basis.agreement_reference,
        gateways=list(basis.gateways),
        conditions=_conditions(approval, sitting),
        lapses_at=pathway.due_at("approval_lapse", jurisdiction=sitting.case.owner.jurisdiction, at=at),
    )
    return _bind(sitting, decision, approval, recipients, by=by, at=at)


def _not_in_full(outcome: DecisionOutcome, sitting: Sitting) -> list[FieldError]:
    if outcome is not DecisionOutcome.DISCLOSE_FULL:
        return []
    asked = intake.items_of(intake.request_of(sitting.case))
    return rules.everything_is_there(
        asked={each.pk for each in asked},
        gathered={
            each.requested_item_id
            for each in sitting.gathered
            if not each.item_version.item.held_elsewhere_as
        },
    )


def _other_parties(sitting: Sitting, by: Actor) -> list[frozenset[str]]:
    """Name, each as its words, the people whom gathered items are about and nobody asked about (SCN-28)."""
    asked = {each.subject_id for each in assessment.matches_of(sitting.case)}
    linked = {link.subject_id for each in sitting.gathered for link in each.item_version.item.links.all()}
    if not linked - asked:
        return []
    people = subjects.subjects_by_id(linked - asked, viewer=by)
    return [frozenset(words_of(name)) for each in people for name in (each.name, *each.aliases)]


def _shared(approval: Approval) -> frozenset[int]:
    return frozenset(each.number for each in approval.items if each.outcome is ItemOutcome.SHARE)


def _faulty_conditions(approval: Approval, at: datetime) -> list[FieldError]:
    known, today = current_pack().conditions, pathway.day_of(at)
    if any(each.code not in known for each in approval.conditions):
        return [FieldError("conditions", _("Choose conditions from those offered."))]
    if any(each.on is not None and each.on < today for each in approval.conditions):
        return [FieldError("conditions", _("Give a condition a date that is not in the past."))]
    return []


def _conditions(approval: Approval, sitting: Sitting) -> list[dict[str, str]]:
    """Join the conditions chosen with those the policy always attaches."""
    dates = {each.code: each.on.isoformat() if each.on else "" for each in approval.conditions}
    for code in assessment.default_conditions(sitting.assessment, approval.basis):
        dates.setdefault(code, "")
    known = {**assessment.pack_of(sitting.assessment).conditions, **current_pack().conditions}
    return [{"code": code, "on": dates[code], "text": known[code].text} for code in sorted(dates)]


def _bind(
    sitting: Sitting,
    decision: Decision,
    approval: Approval,
    recipients: list[DecidedRecipient],
    *,
    by: Actor,
    at: datetime,
) -> Decision:
    """Store what the approval covers, under a hash of exactly that."""
    for recipient in recipients:
        recipient.decision = decision
    shared = _shared(approval)
    decision.content_hash = rules.content_hash(
        queries.approved_content(
            case=str(sitting.case.pk),
            basis={
                "route": decision.route,
                "agreement": decision.agreement_reference,
                "gateways": decision.gateways,
            },
            items=[each for each in sitting.gathered if each.number in shared],
            recipients=recipients,
            conditions=decision.conditions,
        )
    )
    conclude(sitting, decision, by=by, at=at)
    DecidedRecipient.objects.bulk_create(recipients)
    gathered = {each.number: each for each in sitting.gathered}
    DecidedItem.objects.bulk_create(
        DecidedItem(
            owner_id=decision.owner_id,
            decision=decision,
            gathered_item=gathered[each.number],
            outcome=each.outcome,
            reason_code=each.reason_code,
            reason=each.reason,
            data_key=decision.data_key,
        )
        for each in approval.items
    )
    detail(
        content_hash=decision.content_hash,
        items=[{"number": each.number, "outcome": each.outcome.value} for each in approval.items],
        recipients=[str(each.account_id or each.kind) for each in recipients],
    )
    return decision


def _methods(sitting: Sitting, approval: Approval, agreement_reference: str, *, on: date) -> Methods:
    """Gather what each recipient's method must be fit for: the highest marking shared, and the agreement."""
    pack, case, shared = current_pack(), sitting.case, _shared(approval)
    ranks = pack.ranks["marking"]
    standing = (
        agreements.standing(
            agreement_reference, owner=case.owner_id, organisation=case.requesting_organisation_id, on=on
        )
        if agreement_reference
        else None
    )
    markings = [ranks[each.item_version.item.marking] for each in sitting.gathered if each.number in shared]
    return Methods(
        carries=carried_by(pack),
        marking=max(markings, default=0),
        allowed=standing.methods if standing else None,
    )


def _recipients(
    choices: Sequence[RecipientChoice],
    case: SharingCase,
    by: Actor,
    *,
    methods: Methods,
    has_agreement: bool,
) -> list[DecidedRecipient]:
    wrong = rules.recipients_are_named(choices, methods=methods, has_agreement=has_agreement)
    if wrong:
        raise Invalid(*wrong)
    return [_recipient(number, each, case, by) for number, each in enumerate(choices, start=1)]


def _recipient(number: int, choice: RecipientChoice, case: SharingCase, by: Actor) -> DecidedRecipient:
    named = DecidedRecipient(
        owner_id=case.owner_id, number=number, kind=choice.kind, method=choice.method, data_key=case.data_key
    )
    if choice.kind is RecipientKind.MEMBER_OF_PUBLIC:
        named.name, named.address, named.email = choice.name, choice.address, choice.email.strip()
        named.identity_evidence = choice.identity_evidence
        return named
    try:
        account = accounts.person(choice.username, by)
    except Unknown as absent:
        raise Invalid.field(
            f"recipients.{number - 1}.username", _("Name a person of the partner's by sign-in name.")
        ) from absent
    if account.owner_id == case.owner_id:
        raise Invalid.field(f"recipients.{number - 1}.username", _("A recipient must be outside the force."))
    named.account, named.organisation_id, named.name = account, account.owner_id, account.name
    named.kind = rules.kind_of(account.owner.legal_type)
    return named
