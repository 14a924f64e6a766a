"""Proposals to put a case into a compartment or to take it out, each decided by a second person (A3, C8)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText


class EnclosureProposal(OwnedRecord):
    """One proposal about a case and a compartment: into it, or out of it; nothing changes until it is approved."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="enclosures")
    compartment = models.ForeignKey("accounts.Compartment", models.PROTECT, related_name="+", db_index=False)
    is_out = models.BooleanField()
    reason = SealedText()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_approved = models.BooleanField(default=False)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case", "compartment")
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "compartment": "sensitive",
        "is_out": "plain",
        "reason": "sensitive",
        "proposed_at": "plain",
        "proposed_by": "personal",
        "decided_at": "plain",
        "decided_by": "personal",
        "is_approved": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "case"],
                condition=Q(decided_at__isnull=True),
                name="one_open_enclosure_of_a_case",
            ),
            models.CheckConstraint(
                name="enclosure_decided_at_and_by_together",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_enclosure_is_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="an_approved_enclosure_is_decided",
                condition=Q(is_approved=False) | Q(decided_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["owner", "id"], condition=Q(decided_at__isnull=True), name="enclosures_to_decide"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} ({self.proposed_at:%Y-%m-%d})"
