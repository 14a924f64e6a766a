"""Searches that met a case which was hidden from who searched: kept for whoever answers for the case (A3, B13)."""

from typing import ClassVar

from django.db import models

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText


class HiddenHit(OwnedRecord):
    """One search that would have shown a case, had it not been hidden: who, when, and for which declared reason.

    Who searched never learns of it; what they typed is not kept here.
    """

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="hidden_hits")
    inquiry = models.UUIDField()
    searched_at = models.DateTimeField()
    searched_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    reason = SealedText()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "sensitive",
        "inquiry": "plain",
        "searched_at": "personal",
        "searched_by": "personal",
        "reason": "sensitive",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "access_request"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "case", "inquiry"], name="a_search_meets_a_case_once"),
        )

    def __str__(self) -> str:
        return f"hidden hit {self.id}"
