"""Look-ups that were picked at random: for each, who is asked, what they say, and what a reviewer finds (A3)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText

from .terms import LookUpKind, ReviewVerdict


class PickedLookUp(OwnedRecord):
    """One look-up that was picked: its entry in the log, the reason declared then, the fuller one, the verdict.

    What was looked for and what was found stand in the log alone.
    """

    entry = models.UUIDField()
    kind = models.CharField(max_length=24, choices=LookUpKind.choices())
    case_reference = models.CharField(max_length=40, blank=True, default="")
    reason = SealedText()
    looked_at = models.DateTimeField()
    looked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    answer_due_at = models.DateTimeField()
    answer = SealedText(null=True, default=None)
    answered_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=16, choices=ReviewVerdict.choices(), blank=True, default="")
    verdict_words = SealedText(null=True, default=None)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "entry": "plain",
        "kind": "plain",
        "case_reference": "plain",
        "reason": "sensitive",
        "looked_at": "personal",
        "looked_by": "personal",
        "answer_due_at": "plain",
        "answer": "sensitive",
        "answered_at": "personal",
        "verdict": "personal",
        "verdict_words": "sensitive",
        "reviewed_at": "plain",
        "reviewed_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "picked_look_up"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "entry"], name="a_look_up_is_picked_once"),
            models.CheckConstraint(
                name="a_look_up_is_answered_in_words",
                condition=Q(answered_at__isnull=True, answer__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False),
            ),
            models.CheckConstraint(
                name="a_picked_look_up_has_verdict_words_time_and_person",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, verdict="")
                & Q(verdict_words__isnull=True)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False, verdict_words__isnull=False)
                & ~Q(verdict=""),
            ),
            models.CheckConstraint(
                name="nobody_reviews_their_own_look_up",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("looked_by")),
            ),
        )
        indexes = (
            models.Index(
                fields=["owner", "id"], condition=Q(reviewed_at__isnull=True), name="look_ups_to_review"
            ),
            models.Index(
                fields=["looked_by", "id"],
                condition=Q(answered_at__isnull=True, reviewed_at__isnull=True),
                name="look_ups_to_answer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} ({self.looked_at:%Y-%m-%d})"
