"""Handling an asking: verify who asks, return, redirect, withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.accounts.terms import Role
from needshare.agencies import queries as agencies
from needshare.agencies.terms import Destination
from needshare.agreements import queries as agreements
from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.intake import access, queries
from needshare.intake.models import SharingRequest, Verification
from needshare.intake.terms import VerificationOutcome
from needshare.kernel import Actor, Invalid, gettext_noop as _
from needshare.notices.actions import queue
from needshare.notices.terms import NoticeKind
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task, notice_to_requester
from needshare.pathway.terms import Stage, Urgency
from needshare.policy import current_pack
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verifier did: the method, what each layer showed, and the evidence in words."""

    method: str
    is_organisation_confirmed: bool
    is_person_confirmed: bool
    is_authority_confirmed: bool
    words: str


@recorded(Operation.ALTERATION)
def verify(*, reference: str, evidence: Evidence, by: Actor, at: datetime) -> Verification:
    """Record the check of organisation, person, authority and destination (domain reference 1.8).

    Every layer confirmed takes the case on to assessment. Anything short of that puts it on hold
    with the codes of what fails, and asks for a call to the published switchboard; a look-alike
    domain is reported to information security. In an emergency the handler may put the check off:
    the case goes on to assessment, and the call is made afterwards. Nothing is shown to the requester either way.

    Raises:
        Invalid: no such method, or no evidence.
        Blocked: the actor does not verify requesters.
        Conflict: the case is not at verification.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("request.verify", case, by)
    _evidence_is_given(evidence)
    sharing_request = queries.request_of(case)
    destination = agencies.destination(
        sharing_request.requester_email,
        organisation_id=case.requesting_organisation_id,
        at=at,
    )
    codes = _what_fails(case, sharing_request, evidence, destination, at)
    confirmed = not codes or codes == [NOT_NAMED]
    found = Verification(
        owner_id=case.owner_id,
        case=case,
        outcome=VerificationOutcome.VERIFIED if confirmed else VerificationOutcome.NOT_VERIFIED,
        method=evidence.method,
        is_organisation_confirmed=evidence.is_organisation_confirmed,
        is_person_confirmed=evidence.is_person_confirmed,
        is_authority_confirmed=evidence.is_authority_confirmed,
        destination=destination,
        codes=codes,
        evidence=evidence.words,
        verified_at=at,
        verified_by_id=by.id,
        valid_until=pathway.due_at("verification_validity", jurisdiction=case.owner.jurisdiction, at=at),
        data_key=case.data_key,
    )
    found.save(force_insert=True)
    detail(outcome=found.outcome, method=evidence.method, codes=codes)
    _after_verification(case, found, by=by, at=at)
    return found


NOT_NAMED = "requester_not_named_contact"
DEFERRED = "not_verified_emergency"
ASKED_ABOUT_WHO = (TaskKind.CALL_BACK, TaskKind.ASK_CONTACT_POINT)


def _evidence_is_given(evidence: Evidence) -> None:
    if evidence.method not in current_pack().words("verification_method"):
        raise Invalid.field("method", _("Choose how the requester was verified."))
    if not evidence.words.strip():
        raise Invalid.field(
            "evidence", _("Say what was seen or heard, and where the number or address came from.")
        )


def _what_fails(
    case: SharingCase, sharing_request: SharingRequest, evidence: Evidence, destination: str, at: datetime
) -> list[str]:
    named = not sharing_request.agreement_reference or agreements.is_named_user(
        sharing_request.agreement_reference,
        owner=case.owner_id,
        account=case.requester_id,
        name=sharing_request.requester_name,
        organisation=case.requesting_organisation_id,
        on=pathway.day_of(at),
    )
    failures = (
        (not evidence.is_organisation_confirmed, "org_unverified"),
        (not evidence.is_person_confirmed, "requester_unverified"),
        (not named, NOT_NAMED),
        (not evidence.is_authority_confirmed, "authority_missing"),
        (destination != Destination.VERIFIED, "destination_mismatch"),
    )
    return [code for failed, code in failures if failed]


def _after_verification(case: SharingCase, found: Verification, *, by: Actor, at: datetime) -> None:
    is_verified = found.outcome == VerificationOutcome.VERIFIED
    is_deferred = case.urgency == Urgency.EMERGENCY and found.method == DEFERRED
    if is_verified or is_deferred:
        moves.move(case=case, to=Stage.UNDER_ASSESSMENT, act="intake.verify", by=by, at=at)
    else:
        moves.move(
            case=case,
            to=Stage.ON_HOLD,
            act="intake.verify",
            by=by,
            at=at,
            held_from=Stage.VERIFYING_REQUESTER,
            is_shown_to_requester=False,
        )
    if not is_verified:
        _ask_who_it_is(case, found, by=by, at=at)


def _ask_who_it_is(case: SharingCase, found: Verification, *, by: Actor, at: datetime) -> None:
    """Have the switchboard called and the contact point asked; report a domain that imitates another."""
    due_at = pathway.due_at(f"unclaimed_{case.urgency}", jurisdiction=case.owner.jurisdiction, at=at)
    handler = case.handler_id or by.id
    for kind in ASKED_ABOUT_WHO:
        open_task(task=case_task(case, kind, due_at=due_at, account=handler), by=by, at=at)
    if found.destination == Destination.LOOKALIKE:
        task = case_task(case, TaskKind.LOOKALIKE_DOMAIN, due_at=due_at, role=Role.INFORMATION_MANAGEMENT)
        open_task(task=task, by=by, at=at)


@recorded(Operation.ALTERATION)
def return_for_more(*, reference: str, what: str, by: Actor, at: datetime) -> SharingCase:
    """Return a request to its sender, naming what is missing; the sender is told.

    Raises:
        Invalid: it is not said what is missing.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("request.return", case, by)
    if not what.strip():
        raise Invalid.field("what", _("Say what the requester must add or correct."))
    moves.move(case=case, to=Stage.RETURNED_FOR_MORE, act="intake.return_for_more", by=by, at=at, note=what)
    _tell_requester(case, NoticeKind.REQUEST_RETURNED, by=by, at=at)
    return case


@recorded(Operation.ALTERATION)
def redirect(*, reference: str, route: str, by: Actor, at: datetime) -> SharingCase:
    """Answer that another route is the right one, and say which.

    Raises:
        Invalid: the route is not one of the pack's.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("request.redirect", case, by)
    pack = current_pack()
    routes = pack.words("wrong_route")
    if route not in routes:
        raise Invalid.field("route", _("Choose the route that is right for this request."))
    detail(route=route)
    signpost = pack.column("wrong_route", route, "signpost")
    note = f"{routes[route]}. {signpost}" if signpost else routes[route]
    moves.move(case=case, to=Stage.REDIRECTED, act="intake.redirect", by=by, at=at, note=note)
    _tell_requester(case, NoticeKind.REQUEST_REDIRECTED, by=by, at=at)
    return case


@recorded(Operation.ALTERATION)
def withdraw(*, reference: str, reason: str, by: Actor, at: datetime) -> SharingCase:
    """Withdraw a request that has not been decided; its record stays.

    Raises:
        Blocked: the request is another organisation's.
        Conflict: it has been decided already.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("request.withdraw", case, by)
    moves.move(case=case, to=Stage.WITHDRAWN, act="intake.withdraw", by=by, at=at, note=reason)
    return case


def _tell_requester(case: SharingCase, kind: NoticeKind, *, by: Actor, at: datetime) -> None:
    address = "" if case.requester_id else queries.request_of(case).requester_email
    queue(notice=notice_to_requester(case, kind, address), by=by, at=at)
