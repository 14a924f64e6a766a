"""Every read of receipts, narrowed to the recipient and the force that sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.accounts import queries as accounts
from needshare.audit.sealing import covering_checkpoint
from needshare.disclosure import queries as disclosure
from needshare.pathway import queries as pathway

from .models import Receipt
from .rules import OpeningFacts

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery
    from needshare.pathway.models import SharingCase


def receipt_of(delivery: Delivery) -> Receipt | None:
    """Return what the recipient did with a delivery so far, or None."""
    return Receipt.objects.filter(delivery=delivery).select_related("data_key").first()


def receipts_of(case: SharingCase) -> list[Receipt]:
    """List the receipts of a case's deliveries."""
    found = Receipt.objects.filter(delivery__package__case=case).select_related("delivery", "data_key")
    return list(found.order_by("id"))


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
    )
