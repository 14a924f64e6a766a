"""Earlier cases of the organisation that asks: what a new request is compared with (domain reference 1.13)."""

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage

# What was given up or sent elsewhere was never answered here.
NEVER_ANSWERED: Final = (Stage.DRAFT, Stage.WITHDRAWN, Stage.REDIRECTED)


def earlier_cases(case: SharingCase, *, since: datetime) -> QuerySet[SharingCase]:
    """Return what the same organisation asked from an instant on and before this case, the newest first.

    What is in a compartment is compared with nothing outside of it.
    """
    if case.received_at is None:
        return SharingCase.objects.none()
    return (
        SharingCase.objects.filter(
            Q(compartment=None) | Q(compartment=case.compartment_id),
            owner_id=case.owner_id,
            requesting_organisation_id=case.requesting_organisation_id,
            received_at__gte=since,
            received_at__lt=case.received_at,
        )
        .exclude(pk=case.pk)
        .exclude(stage__in=NEVER_ANSWERED)
        .order_by("-received_at")
    )


def given_out(case: SharingCase, reference: str) -> bool:
    """Tell whether something was released to the organisation that asks, under a reference it names."""
    found = SharingCase.objects.filter(
        owner_id=case.owner_id,
        requesting_organisation_id=case.requesting_organisation_id,
        reference=reference.strip().upper(),
        steps__to_stage=Stage.RELEASED,
    )
    return found.exclude(pk=case.pk).exists()
