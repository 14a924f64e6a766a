"""Verifying a named recipient: that this is the person, and that the organisation lets them receive (C3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import access, queries, rules
from needshare.disclosure.models import RecipientVerification
from needshare.disclosure.rules import RecipientEvidence
from needshare.intake.terms import VerificationOutcome
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.stages import NOT_YET_RELEASED

if TYPE_CHECKING:
    from needshare.decision.models import DecidedRecipient
    from needshare.pathway.models import SharingCase


def _admitted_case(*, reference: str, by: Actor, **_asked: object) -> SharingCase:
    """Find the case and judge whether the actor verifies its recipients, before they are read."""
    case = queries.case_to_verify(reference, viewer=by)
    about(case=case.reference, owner=case.owner_id, reason="recipient.verify")
    return case


@consulted(Operation.CONSULTATION, admitted_by=_admitted_case)
def open_recipients(
    case: SharingCase,
    *,
    reference: str,
    by: Actor,
    at: datetime,
) -> tuple[SharingCase, Sequence[queries.RecipientCheck]]:
    """Look at who receives what was approved, and who of them is verified.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor does not verify recipients.
        Conflict: no approval waits for its release.
    """
    return case, queries.recipients_checked(case, at=at)


@recorded(Operation.ALTERATION)
def verify_recipient(
    *, reference: str, number: int, evidence: RecipientEvidence, by: Actor, at: datetime
) -> RecipientVerification:
    """Record the check of one named recipient of the approval in force, by the recipient's number.

    Of a member of the public only the person is checked: what is said of an organisation is left out.
    A check that fails is kept too; the newest one counts, until it runs out.

    Raises:
        Invalid: no such method, no evidence, or a layer is not answered.
        Blocked: the actor does not verify recipients.
        Conflict: no approval waits for its release.
        Unknown: the approval has no recipient of this number.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("recipient.verify", case, by)
    if case.stage not in NOT_YET_RELEASED:
        raise Conflict(_("No approval of this case waits for its release."))
    recipient = queries.recipient_of(queries.approval_of(case), number)
    is_public = recipient.account_id is None
    wrong = rules.evidence_is_given(evidence, methods=queries.recipient_methods(), is_public=is_public)
    if wrong:
        raise Invalid(*wrong)
    destination = queries.destination_of(recipient, at=at)
    codes = rules.what_fails(evidence, destination=destination, is_public=is_public)
    found = RecipientVerification(
        owner_id=case.owner_id,
        case=case,
        recipient=recipient,
        outcome=VerificationOutcome.NOT_VERIFIED if codes else VerificationOutcome.VERIFIED,
        method=evidence.method,
        is_organisation_confirmed=None if is_public else evidence.is_organisation_confirmed,
        is_person_confirmed=evidence.is_person_confirmed,
        is_authority_confirmed=None if is_public else evidence.is_authority_confirmed,
        destination=destination,
        codes=codes,
        evidence=evidence.words,
        verified_at=at,
        verified_by_id=by.id,
        valid_until=pathway.due_at("verification_validity", jurisdiction=case.owner.jurisdiction, at=at),
        data_key=case.data_key,
    )
    found.save(force_insert=True)
    moves.note_step(case=case, act="disclosure.verify_recipient", by=by, at=at)
    detail(recipient=_named(recipient), outcome=found.outcome, method=evidence.method, codes=codes)
    return found


def _named(recipient: DecidedRecipient) -> str:
    return str(recipient.account_id or recipient.kind)
