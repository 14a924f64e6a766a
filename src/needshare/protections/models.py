"""What is kept apart, the alerts about it, and what the specialist unit decided: all of it sealed.

A row says nothing but whose it is. No other table refers to these, and no query of another capability
can join them: what is hidden is not in the ordinary tables at all.
"""

from typing import ClassVar

from django.db import models

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON


class KeptApart(OwnedRecord):
    """One silent flag with its reason and authority, and whatever it took out of the registers."""

    content = SealedJSON()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {"content": "sensitive", "data_key": "plain"}
    RETENTION: ClassVar[str] = "protection"

    def __str__(self) -> str:
        return str(self.id)


class Alert(OwnedRecord):
    """Somebody looked for whom a silent flag hides: who, when, for which case and reason."""

    content = SealedJSON()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {"content": "sensitive", "data_key": "plain"}
    RETENTION: ClassVar[str] = "protection"

    def __str__(self) -> str:
        return str(self.id)


class SpecialistAssessment(OwnedRecord):
    """What the specialist unit weighed and decided of an alert, under a key of its own."""

    alert = models.ForeignKey("protections.Alert", models.PROTECT, related_name="assessments")
    content = SealedJSON()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("alert",)
    PRIVACY: ClassVar[dict[str, str]] = {"alert": "plain", "content": "sensitive", "data_key": "plain"}
    RETENTION: ClassVar[str] = "protection"

    def __str__(self) -> str:
        return str(self.id)


class LookedAt(OwnedRecord):
    """A person of a request whom the worker has compared; every one gets a row, so that it tells nothing."""

    request_subject = models.UUIDField()

    PRIVACY: ClassVar[dict[str, str]] = {"request_subject": "plain"}
    RETENTION: ClassVar[str] = "inquiry"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["request_subject", "owner"], name="a_person_is_compared_once"),
        )

    def __str__(self) -> str:
        return str(self.request_subject)
