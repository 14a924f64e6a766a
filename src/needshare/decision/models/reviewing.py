"""The review of a refusal: who asked for it and why, who took it up, and what they found (clause C10)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText
from needshare.decision.terms import ReviewOutcome


class RefusalReview(OwnedRecord):
    """One review of one refusal, in whole or in part; `resubmission` is the request that came after it."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="+", db_index=False)
    decision = models.ForeignKey("decision.Decision", models.PROTECT, related_name="+")
    grounds = SealedText()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=16, blank=True, default="", choices=ReviewOutcome.choices())
    reasons = SealedText(default="")
    told_to_requester = SealedText(default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    resubmission = models.ForeignKey(
        "pathway.SharingCase", models.PROTECT, null=True, related_name="+", db_index=False
    )
    linked_at = models.DateTimeField(null=True)
    linked_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case", "decision", "resubmission")
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "decision": "plain",
        "grounds": "sensitive",
        "asked_at": "plain",
        "asked_by": "personal",
        "due_at": "plain",
        "taken_at": "plain",
        "taken_by": "personal",
        "outcome": "plain",
        "reasons": "sensitive",
        "told_to_requester": "sensitive",
        "settled_at": "plain",
        "settled_by": "personal",
        "resubmission": "plain",
        "linked_at": "plain",
        "linked_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "decision"], name="a_refusal_is_reviewed_once"),
            models.CheckConstraint(
                name="review_taken_at_and_by_together",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_settled_review_says_what_and_by_whom",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, outcome="")
                | Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="resubmission_linked_at_and_by_together",
                condition=Q(resubmission__isnull=True, linked_at__isnull=True, linked_by__isnull=True)
                | Q(resubmission__isnull=False, linked_at__isnull=False, linked_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["owner", "-id"], name="review_by_owner_newest"),
            models.Index(fields=["case", "-id"], name="review_by_case_newest"),
        )

    def __str__(self) -> str:
        return f"review of {self.decision_id}"
