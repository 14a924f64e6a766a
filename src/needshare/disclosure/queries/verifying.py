"""Who of an approval's recipients is verified, by which check, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from needshare.accounts import queries as accounts
from needshare.agencies import queries as agencies
from needshare.decision import queries as decisions
from needshare.disclosure.models import Delivery, RecipientVerification
from needshare.disclosure.rules import NO_CHECK
from needshare.intake import queries as intake
from needshare.intake.terms import VerificationOutcome
from needshare.kernel import Actor, Conflict, Unknown, gettext_noop as _
from needshare.pathway import queries as pathway
from needshare.pathway.stages import NOT_YET_RELEASED
from needshare.policy import current_pack

if TYPE_CHECKING:
    from needshare.decision.models import DecidedRecipient, Decision
    from needshare.disclosure.models import Package
    from needshare.intake.models import Verification
    from needshare.pathway.models import SharingCase


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientCheck:
    """A named recipient with the newest check there is of this person, and whether it holds now."""

    recipient: DecidedRecipient
    check: RecipientVerification | Verification | None
    is_verified: bool
    is_requester: bool


def recipient_methods() -> dict[str, str]:
    """Return the ways a recipient may be verified, with their labels; not checking is none of them."""
    methods = current_pack().words("verification_method")
    return {word: label for word, label in methods.items() if word != NO_CHECK}


def recipient_of(decision: Decision, number: int) -> DecidedRecipient:
    """Return one recipient of an approval, by number.

    Raises:
        Unknown: there is none.
    """
    for each in decisions.recipients_of(decision):
        if each.number == number:
            return each
    raise Unknown


def purposes_given(package: Package, recipient: DecidedRecipient) -> set[str]:
    """Name the purposes for which something was released to this account before, in other packages."""
    if recipient.account_id is None:
        return set()
    found = Delivery.objects.filter(owner_id=package.owner_id, account_id=recipient.account_id)
    found = found.exclude(package_id=package.pk)
    return set(found.values_list("package__case__purpose", flat=True).distinct())


def destination_of(recipient: DecidedRecipient, *, at: datetime) -> str:
    """Tell whether the recipient's own address is at a verified domain; empty for a member of the public."""
    if recipient.account_id is None or recipient.organisation_id is None:
        return ""
    domain = accounts.standing_of(recipient.account_id, at=at).email_domain
    return agencies.destination(domain, organisation_id=recipient.organisation_id, at=at).value


def newest_check(
    case: SharingCase, recipient: DecidedRecipient
) -> RecipientVerification | Verification | None:
    """Return the newest check of a recipient in this case: as a recipient, else as the requester.

    An account that was checked before the decision was made again stays checked; a member of the public
    is known only as written in one decision, and is checked for each.
    """
    same = Q(recipient=recipient)
    if recipient.account_id is not None:
        same = Q(recipient__account=recipient.account_id)
    found = RecipientVerification.objects.filter(same, case=case).select_related(
        "verified_by", "verified_by__data_key", "data_key"
    )
    own = found.order_by("-id").first()
    if own is not None or recipient.account_id is None or recipient.account_id != case.requester_id:
        return own
    return intake.newest_verification(case)


def is_verified(case: SharingCase, recipient: DecidedRecipient, *, at: datetime) -> bool:
    """Tell whether somebody has verified this recipient for this case, and the check has not run out."""
    return _holds(newest_check(case, recipient), at=at)


def _holds(check: RecipientVerification | Verification | None, *, at: datetime) -> bool:
    return check is not None and check.outcome == VerificationOutcome.VERIFIED and check.valid_until >= at


def verifying(reference: str, *, viewer: Actor, at: datetime) -> tuple[SharingCase, Sequence[RecipientCheck]]:
    """List the recipients of a case's approval, each with the newest check of that person.

    Raises: as `case_to_verify`.
    """
    case = case_to_verify(reference, viewer=viewer)
    return case, recipients_checked(case, at=at)


def case_to_verify(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case whose approval waits for its release, to somebody who verifies recipients.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer does not verify recipients.
        Conflict: no approval waits for its release.
    """
    case = pathway.case_for_step(reference, "recipient.verify", viewer=viewer)
    if case.stage not in NOT_YET_RELEASED:
        raise Conflict(_("No approval of this case waits for its release."))
    return case


def recipients_checked(case: SharingCase, *, at: datetime) -> Sequence[RecipientCheck]:
    """List the recipients of a case's approval, each with the newest check of that person."""
    decision = decisions.approval_in_force(case)
    return [_check_of(case, each, at=at) for each in decisions.recipients_of(decision)]


def _check_of(case: SharingCase, recipient: DecidedRecipient, *, at: datetime) -> RecipientCheck:
    check = newest_check(case, recipient)
    is_requester = recipient.account_id is not None and recipient.account_id == case.requester_id
    return RecipientCheck(
        recipient=recipient, check=check, is_verified=_holds(check, at=at), is_requester=is_requester
    )
