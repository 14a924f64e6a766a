"""The keyed index: digests of details, never the details, each leading to one record of a register."""

from typing import ClassVar

from django.db import models

from needshare.agencies.ownership import OwnedRecord

from .terms import IndexKind, Register


class IndexedTerm(OwnedRecord):
    """One detail of one record, as a keyed digest; without the index key it says nothing."""

    register = models.CharField(max_length=24, choices=Register.choices())
    record_id = models.UUIDField()
    kind = models.CharField(max_length=24, choices=IndexKind.choices())
    digest = models.CharField(max_length=32)

    PRIVACY: ClassVar[dict[str, str]] = {
        "register": "plain",
        "record_id": "plain",
        "kind": "plain",
        "digest": "personal",
    }
    RETENTION: ClassVar[str] = "subject"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "register", "kind", "digest", "record_id"],
                name="a_detail_is_indexed_once",
            ),
        )
        indexes = (models.Index(fields=["owner", "register", "record_id"], name="indexed_term_by_record"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.record_id}"
