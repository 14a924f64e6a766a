"""Which account somebody is who signs in at their organisation's provider."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord

from .terms import Way


class ProviderIdentity(OwnedRecord):
    """A person's identity at a provider, tied once to their account; what the provider says of them is not kept."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    provider = models.CharField(max_length=40)
    subject_index = models.CharField(max_length=64)
    way = models.CharField(max_length=16, choices=Way.choices())
    tied_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    account_id: UUID

    contained_in: ClassVar[tuple[str, ...]] = ("account",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "account": "personal",
        "provider": "plain",
        "subject_index": "personal",
        "way": "plain",
        "tied_at": "personal",
        "ended_at": "personal",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "provider", "subject_index"],
                name="one_account_per_provider_identity",
                condition=Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["owner", "provider", "account"],
                name="one_provider_identity_per_account",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(name="way_of_tying_is_known", condition=Q(way__in=[*Way.labels()])),
            models.CheckConstraint(
                name="an_identity_ends_after_it_was_tied",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("tied_at")),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
