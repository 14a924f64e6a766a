"""Closed circles inside a force."""

from typing import ClassVar

from django.db import models

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText

from .people import together


class Compartment(OwnedRecord):
    """A closed circle inside the force: its code name is all that shows, its purpose is sealed."""

    code_name = models.CharField(max_length=60)
    purpose = SealedText()
    sponsor = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("sponsor",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "code_name": "plain",
        "purpose": "sensitive",
        "sponsor": "personal",
        "opened_at": "plain",
        "opened_by": "personal",
        "ended_at": "plain",
        "ended_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "code_name"], name="one_compartment_per_code_name"),
            models.CheckConstraint(
                name="compartment_ended_at_and_by_together", condition=together("ended_at", "ended_by")
            ),
        )

    def __str__(self) -> str:
        return self.code_name
