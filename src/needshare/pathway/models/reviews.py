"""Openings that somebody else looks at afterwards: those in an emergency, and those picked at random (A3)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.challenges.terms import ReviewVerdict
from needshare.crypto.fields import SealedText
from needshare.pathway.terms import ReviewCause


class OpeningReview(OwnedRecord):
    """One opening under review: why it is reviewed, the fuller justification where one was asked, the verdict.

    Who was picked at random gets `opening` only once they have given the fuller justification.
    """

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="opening_reviews")
    person = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    opening = models.ForeignKey(
        "pathway.CaseAudience", models.PROTECT, null=True, related_name="+", db_index=False
    )
    cause = models.CharField(max_length=24, choices=ReviewCause.choices())
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=16, choices=ReviewVerdict.choices(), blank=True, default="")
    verdict_words = SealedText(null=True, default=None)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case", "opening")
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "person": "personal",
        "opening": "plain",
        "cause": "plain",
        "asked_at": "personal",
        "verdict": "personal",
        "verdict_words": "sensitive",
        "reviewed_at": "plain",
        "reviewed_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "case", "person"],
                condition=Q(opening__isnull=True),
                name="one_challenge_of_a_person_at_a_time",
            ),
            models.UniqueConstraint(fields=["owner", "opening"], name="an_opening_is_reviewed_once"),
            models.CheckConstraint(
                name="a_review_has_verdict_words_time_and_person",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, verdict="")
                & Q(verdict_words__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, verdict_words__isnull=False)
                & ~Q(verdict=""),
            ),
            models.CheckConstraint(
                name="nobody_reviews_their_own_opening",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("person")),
            ),
        )
        indexes = (
            models.Index(
                fields=["owner", "id"], condition=Q(reviewed_at__isnull=True), name="openings_to_review"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cause} ({self.asked_at:%Y-%m-%d})"
