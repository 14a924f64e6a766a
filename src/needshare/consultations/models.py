"""Consultations of a case: what was asked of whom, what they were shown, and what they answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText

from .terms import ConsultationAnswer


class Consultation(OwnedRecord):
    """One question about one case: to a person or role of the force, or by a link to somebody outside.

    `is_silent`: what was answered is for those who answer there alone; others see from `shown_from` on that
    it was answered, whatever was. `shown` is all that who is asked sees of the case.
    """

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=48)
    is_silent = models.BooleanField(default=False)
    asked_account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    asked_role = models.CharField(max_length=40, blank=True, default="")
    outsider_name = SealedText(default="")
    outsider_organisation = SealedText(default="")
    outsider_email = SealedText(default="")
    link_digest = models.CharField(max_length=64, blank=True, default="")
    code_digest = models.CharField(max_length=64, blank=True, default="")
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    question = SealedText()
    shown = SealedText(default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    shown_from = models.DateTimeField(null=True)
    answer = models.CharField(max_length=16, blank=True, default="", choices=ConsultationAnswer.choices())
    reason = SealedText(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "number",
                "place",
                "is_silent",
                "asked_role",
                "link_digest",
                "code_digest",
                "wrong_codes",
                "asked_at",
                "due_at",
                "expires_at",
                "shown_from",
                "answered_at",
                "withdrawn_at",
                "data_key",
            ),
            "plain",
        ),
        "asked_account": "personal",
        "outsider_name": "personal",
        "outsider_organisation": "personal",
        "outsider_email": "personal",
        "asked_by": "personal",
        "answered_by": "personal",
        "question": "sensitive",
        "shown": "sensitive",
        "answer": "sensitive",
        "reason": "sensitive",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "case", "number"], name="consultations_are_numbered_once"
            ),
            models.CheckConstraint(
                name="one_is_asked_by_name_role_or_link",
                condition=Q(asked_account__isnull=False, asked_role="", link_digest="")
                | (Q(asked_account__isnull=True, link_digest="") & ~Q(asked_role=""))
                | (
                    Q(asked_account__isnull=True, asked_role="", expires_at__isnull=False)
                    & ~Q(link_digest="")
                ),
            ),
            models.CheckConstraint(
                name="an_answer_has_its_time",
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
            ),
        )
        indexes = (
            models.Index(fields=["case", "number"], name="consultation_by_case"),
            models.Index(fields=["link_digest"], name="consultation_by_link", condition=~Q(link_digest="")),
            models.Index(
                fields=["id"],
                name="consultation_open",
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"consultation {self.number} of {self.case_id}"

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for an answer."""
        return self.answered_at is None and self.withdrawn_at is None
