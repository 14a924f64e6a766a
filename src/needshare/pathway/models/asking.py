"""What somebody asks to be shown by a reference they typed, whether or not there is anything under it (A3, B13)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText
from needshare.pathway.terms import AskingOutcome, AskingVerdict


class AccessRequest(OwnedRecord):
    """One asking for access, of the force asked; `case` is found by the worker afterwards, if there is one.

    What the asker is told is the `outcome`: it is the same for a reference of nothing, for a case whose
    handler declined, and for one that nobody answered in time.
    """

    number = models.CharField(max_length=24)
    typed = SealedText()
    purpose = models.CharField(max_length=48)
    words = SealedText()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    answer_due_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, null=True, related_name="access_requests")
    verdict = models.CharField(max_length=16, choices=AskingVerdict.choices(), blank=True, default="")
    verdict_words = SealedText(null=True, default=None)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    open_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=AskingOutcome.choices(), blank=True, default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "number": "plain",
        "typed": "sensitive",
        "purpose": "plain",
        "words": "sensitive",
        "asked_at": "personal",
        "asked_by": "personal",
        "answer_due_at": "plain",
        "looked_at": "plain",
        "case": "sensitive",
        "verdict": "sensitive",
        "verdict_words": "sensitive",
        "answered_at": "plain",
        "answered_by": "personal",
        "open_until": "plain",
        "outcome": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "access_request"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "number"], name="one_asking_per_number"),
            models.CheckConstraint(
                name="an_answer_has_its_verdict_words_and_person",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, verdict="")
                & Q(verdict_words__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, verdict_words__isnull=False)
                & ~Q(verdict=""),
            ),
            models.CheckConstraint(
                name="nobody_gives_themselves_access",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="access_given_has_its_end",
                condition=~Q(verdict=AskingVerdict.GRANTED)
                | Q(open_until__isnull=False, case__isnull=False, outcome=AskingOutcome.GRANTED),
            ),
        )
        indexes = (
            models.Index(fields=["asked_by", "-id"], name="askings_of_person_newest"),
            models.Index(fields=["id"], condition=Q(looked_at__isnull=True), name="askings_to_look_for"),
            models.Index(fields=["answer_due_at"], condition=Q(outcome=""), name="askings_to_tell"),
        )

    def __str__(self) -> str:
        return self.number
