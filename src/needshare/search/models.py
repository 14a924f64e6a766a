"""The keyed index: for each record the tokens it is found by, never a word that can be read.

The tokens of a row are one text; the database's own full-text index lies over it in the table `search_token`,
kept by triggers: FTS5 on SQLite, a GIN index of tsvector on PostgreSQL (ADR 0038).
"""

from typing import Any, ClassVar

from django.db import models

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON
from needshare.kernel import new_number

from .terms import Register


class IndexedRecord(OwnedRecord):
    """One record of a register, by what it is found: keyed tokens, and the key they were made with."""

    number = models.BigIntegerField(default=new_number)
    register = models.CharField(max_length=24, choices=Register.choices())
    record_id = models.UUIDField()
    key_id = models.CharField(max_length=16)
    tokens = models.TextField()

    PRIVACY: ClassVar[dict[str, str]] = {
        "number": "plain",
        "register": "plain",
        "record_id": "plain",
        "key_id": "plain",
        "tokens": "personal",
    }
    RETENTION: ClassVar[str] = "indexed_record"

    class Meta:
        constraints = (
            # The number first: rows of the full-text index are found by it.
            models.UniqueConstraint(fields=["number", "owner"], name="an_indexed_record_has_its_number"),
            models.UniqueConstraint(
                fields=["record_id", "register", "owner"], name="a_record_is_indexed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.register} {self.record_id}"


class Inquiry(OwnedRecord):
    """What somebody looked for, until the worker has taken it up; every search leaves one, hit or not.

    It is compared with what is kept apart, and with the cases that were hidden from who looked. One that
    cannot be read is set aside and kept.
    """

    content = SealedJSON()
    is_compared = models.BooleanField(default=False)
    is_told = models.BooleanField(default=False)
    set_aside_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "content": "sensitive",
        "is_compared": "plain",
        "is_told": "plain",
        "set_aside_at": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "inquiry"

    def __str__(self) -> str:
        return str(self.id)


def holding(rows: "models.QuerySet[IndexedRecord]", match: str, *, vendor: str) -> Any:
    """Narrow rows, newest first, to those whose tokens meet a condition in the database's own words.

    `match` is made of tokens, brackets and joining words alone; it is a parameter all the same.
    """
    if vendor == "sqlite":
        found, joined, newest = "search_token MATCH %s", '"number" = "search_token"."rowid"', "rowid"
    else:
        found, joined, newest = (
            '"search_token"."tokens" @@ %s::tsquery',
            '"id" = "search_token"."id"',
            "number",
        )
    return rows.extra(  # noqa: S610 - fixed texts  # nosec B610
        tables=["search_token"],
        where=[found, f'"search_indexedrecord".{joined}'],
        params=[match],
        order_by=[f"-search_token.{newest}"],
    )
