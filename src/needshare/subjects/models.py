"""The people information is about: everything that says who they are is sealed."""

from datetime import date
from typing import ClassVar

from django.db import models

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON, SealedText

from .rules import is_child_on


class Subject(OwnedRecord):
    """One person, as one controller knows them; a second controller keeps its own record."""

    name = SealedText()
    aliases = SealedJSON(default=list)
    date_of_birth = SealedText(default="")
    addresses = SealedJSON(default=list)
    identifiers = SealedJSON(default=list)
    open_flags = SealedJSON(default=list)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "name": "personal",
        "aliases": "personal",
        "date_of_birth": "personal",
        "addresses": "personal",
        "identifiers": "personal",
        "open_flags": "sensitive",
        "entered_at": "plain",
        "entered_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "subject"

    class Meta:
        indexes = (models.Index(fields=["owner", "-id"], name="subject_by_owner_newest"),)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def born_on(self) -> date | None:
        """Return the date of birth, or None where it is not known."""
        return date.fromisoformat(self.date_of_birth) if self.date_of_birth else None

    def is_child(self, *, on: date) -> bool | None:
        """Tell whether the person is under 18 on a day; None where the date of birth is unknown."""
        return is_child_on(self.born_on, on=on)
