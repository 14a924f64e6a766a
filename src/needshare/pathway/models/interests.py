"""What people declare of themselves, and whether it touches a case they have a part in (domain reference 1.12)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON, SealedText
from needshare.pathway.terms import InterestOutcome


class InterestDeclaration(OwnedRecord):
    """What one person declares: their names, addresses, telephones, household and relations, all sealed."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    content = SealedJSON()
    declared_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "account": "personal",
        "content": "sensitive",
        "declared_at": "personal",
        "reminded_at": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "declaration"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "owner"], name="one_declaration_of_a_person"),
        )

    def __str__(self) -> str:
        return str(self.id)


class InterestCheck(OwnedRecord):
    """Whether what a person declared touches a case they have a part in, and what somebody independent found."""

    case = models.ForeignKey(
        "pathway.SharingCase", models.PROTECT, related_name="interest_checks", db_index=False
    )
    person = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    checked_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=InterestOutcome.choices())
    words = SealedText(null=True, default=None)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "person": "personal",
        "checked_at": "plain",
        "outcome": "sensitive",
        "words": "sensitive",
        "settled_at": "plain",
        "settled_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "person", "owner"], name="one_check_of_a_person_in_a_case"
            ),
            models.CheckConstraint(
                name="a_settled_check_has_words_time_and_person",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, words__isnull=True)
                & Q(outcome__in=[InterestOutcome.CLEAR, InterestOutcome.MATCHED])
                | Q(settled_at__isnull=False, settled_by__isnull=False, words__isnull=False)
                & Q(outcome__in=[InterestOutcome.EXPLAINED, InterestOutcome.CONFIRMED]),
            ),
            models.CheckConstraint(
                name="nobody_settles_their_own_interest",
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("person")),
            ),
        )
        indexes = (
            models.Index(
                fields=["owner", "id"],
                condition=Q(outcome=InterestOutcome.MATCHED),
                name="interests_to_settle",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} ({self.checked_at:%Y-%m-%d})"
