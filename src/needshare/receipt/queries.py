"""Every read of receipts, narrowed to the recipient and the force that sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.audit.sealing import covering_checkpoint
from needshare.authorisations import queries as authorisations
from needshare.disclosure import queries as disclosure
from needshare.kernel import Actor, Unknown, require
from needshare.kernel.actors import NOBODY
from needshare.pathway import queries as pathway

from .models import Receipt, Reminder
from .rules import LinkFacts, OpeningFacts, authority_stands, link_lives, sharing_stands
from .terms import ReminderStep

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery
    from needshare.pathway.models import SharingCase


def receipt_of(delivery: Delivery) -> Receipt | None:
    """Return what the recipient did with a delivery so far, or None."""
    return Receipt.objects.filter(delivery=delivery).select_related("data_key").first()


def receipt_for(delivery: Delivery, *, viewer: Actor) -> Receipt | None:
    """Return what the recipient did so far with a delivery that is the viewer's: by account or by link.

    Raises:
        Unknown: it is addressed to somebody else.
    """
    must_be_addressed(delivery, viewer=viewer)
    return receipt_of(delivery)


def must_be_addressed(delivery: Delivery, *, viewer: Actor) -> None:
    """Go on only for the recipient of a delivery: by account or by link.

    Raises:
        Unknown: it is addressed to somebody else.
    """
    is_by_link = viewer.id == NOBODY and bool(delivery.link_digest)
    if not is_by_link and delivery.account_id != viewer.id:
        raise Unknown


def receipts_of(case: SharingCase) -> list[Receipt]:
    """List the receipts of a case's deliveries."""
    found = Receipt.objects.filter(delivery__package__case=case).select_related("delivery", "data_key")
    return list(found.order_by("id"))


def delivery_of_link(link: str, *, viewer: Actor, at: datetime) -> Delivery:
    """Return the delivery a one-time link leads to, by the digest of its token, while the link lives.

    Raises:
        Unknown: no such link, or it is used, expired or blocked, or the force that gave it is suspended.
    """
    delivery = disclosure.delivery_by_link(link)
    receipt = receipt_of(delivery)
    facts = LinkFacts(
        expires_at=delivery.expires_at,
        wrong_codes=delivery.wrong_codes,
        opened_at=receipt.opened_at if receipt else None,
        acknowledged_at=receipt.acknowledged_at if receipt else None,
        code_given_at=viewer.confirmed_at,
    )
    if not link_lives(facts, at=at) or not delivery.package.case.owner.is_active:
        raise Unknown
    return delivery


def opening_facts(
    delivery: Delivery, receipt: Receipt | None, *, is_named: bool, at: datetime
) -> OpeningFacts:
    """Gather, at this instant, what decides whether a package opens."""
    today = pathway.day_of(at)
    active = True
    if delivery.account_id:
        active = accounts.standing_of(delivery.account_id, at=at).is_active
    entry = delivery.package.release_entry
    return OpeningFacts(
        at=at,
        is_named_recipient=is_named,
        has_accepted_conditions=receipt is not None,
        expires_at=delivery.expires_at,
        is_covered_by_checkpoint=entry is not None and covering_checkpoint(entry) is not None,
        is_person_active=active,
        is_agreement_standing=disclosure.agreement_stands(delivery, on=today),
        is_authority_standing=not authorisations.is_withdrawn_from(delivery.package.case),
    )


def must_still_be_shared(delivery: Delivery, *, viewer: Actor, at: datetime) -> None:
    """Go on, as the recipient, only while the agreement a package was shared under stands, and nothing was revoked.

    Raises:
        Unknown: it is addressed to somebody else.
        Blocked: it does not (codes `isa_suspended`, `authorisation_ended`).
    """
    must_be_addressed(delivery, viewer=viewer)
    stands = disclosure.agreement_stands(delivery, on=pathway.day_of(at))
    is_withdrawn = authorisations.is_withdrawn_from(delivery.package.case)
    require(
        sharing_stands(is_agreement_standing=stands),
        authority_stands(is_authority_standing=not is_withdrawn),
    )


def reminder_due(delivery: Delivery, *, at: datetime) -> ReminderStep | None:
    """Return what is due to be said of a delivery that waits and was not said yet; None for nothing.

    The times run from its sending by the clocks of the pack, and it lapses when its own time is over.
    """
    case = delivery.package.case
    jurisdiction, force = case.owner.jurisdiction, case.owner_id
    due = None
    for step in ReminderStep:
        falls_at = (
            delivery.expires_at
            if step is ReminderStep.LAPSED
            else pathway.due_at(step.value, jurisdiction=jurisdiction, force=force, at=delivery.sent_at)
        )
        due = step if falls_at < at else due
    said = set(Reminder.objects.filter(delivery=delivery).values_list("step", flat=True)) if due else set()
    return None if due in said else due


def lapsed(deliveries: Iterable[Delivery]) -> set[UUID]:
    """Name those of these deliveries of which the last thing was said."""
    found = Reminder.objects.filter(delivery__in=[each.pk for each in deliveries], step=ReminderStep.LAPSED)
    return set(found.values_list("delivery_id", flat=True))
