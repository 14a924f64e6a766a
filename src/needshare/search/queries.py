"""Find records by the keyed index. Searching is an act: the caller is `@consulted`.

The index alone shows nothing: what it finds is narrowed to the viewer by the register's own query, in
the same statement, before anything is counted, ordered or read.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from needshare.agencies.prepared import Prepared
from needshare.crypto.indexing import key_id, token
from needshare.crypto.keys import Destroyed
from needshare.crypto.sealing import Tampered
from needshare.policy import current_pack

from .models import IndexedRecord, Inquiry, holding
from .rules import (
    MOST_TOKENS,
    Asked,
    Condition,
    Details,
    Kin,
    asked_again,
    closely,
    kin_of,
    loosely,
    tokens_of,
)
from .terms import Register, TakenUp

# What reading something ends with that is damaged for good, or whose key was destroyed.
UNREADABLE: Final = (Tampered, Destroyed, KeyError, TypeError, ValueError)
MOST = 200
READ = MOST + 1  # one more tells that there is more
FLAG: Mapping[TakenUp, str] = {TakenUp.COMPARED: "is_compared", TakenUp.TOLD: "is_told"}
JOINED: Mapping[str, Mapping[str, str]] = {
    "sqlite": {"all": " AND ", "any": " OR "},
    "postgresql": {"all": " & ", "any": " | "},
}


class Seen(NamedTuple):
    """What a viewer may know of in a register: their condition, and the statement kept for it (`kept_for`)."""

    statement: Prepared
    condition: Q


class Candidates(NamedTuple):
    """Records that may answer a search, the likeliest first, and whether there are more than are looked at."""

    ids: list[UUID]
    has_more: bool


def candidates(
    register: Register, asked: Asked, *, narrowed: QuerySet[Any, Any] | Seen, owners: Iterable[UUID]
) -> Candidates:
    """Find up to MOST records of a register that may answer what is asked: those that agree best first.

    `narrowed` is what the viewer may know of in the register. Two statements at most, whatever the number.
    """
    owners = list(owners)
    found: dict[UUID, None] = {}
    for condition in (closely(asked, names()), loosely(asked, names())):
        if condition is None or not owners or len(found) > MOST:
            continue
        found |= dict.fromkeys(_matching(register, condition, narrowed, owners))
    ids = list(found)
    return Candidates(ids[:MOST], len(ids) > MOST)


def kept_for(register: Register, records: Callable[[Q], QuerySet[Any, Any]]) -> Prepared:
    """Keep the statement that finds records of a register; `records` narrows them to a viewer's condition."""

    def build(condition: Q, *, match: str) -> QuerySet[Any, Any]:
        return _found(register, match, records(condition))

    return Prepared(build)


def _matching(
    register: Register, condition: Condition, narrowed: QuerySet[Any, Any] | Seen, owners: list[UUID]
) -> list[UUID]:
    match = in_words_of(connection.vendor, condition, owners)
    if isinstance(narrowed, Seen):
        rows = narrowed.statement.rows(narrowed.condition, match=match)
    else:
        rows = list(_found(register, match, narrowed))
    return [record for (record,) in rows]


def _found(register: Register, match: str, narrowed: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    seen = Exists(narrowed.filter(pk=OuterRef("record_id")))
    rows = IndexedRecord.objects.filter(seen, register=register)
    found: QuerySet[Any, Any] = holding(rows, match, vendor=connection.vendor).values_list("record_id")
    return found[:READ]


def in_words_of(vendor: str, condition: Condition, owners: Iterable[UUID]) -> str:
    """Write a condition as the database's full text reads it, in tokens; another owner has other tokens."""
    words = JOINED[vendor]
    return words["any"].join(f"({_written(condition, words, owner)})" for owner in owners)


def _written(part: Any, words: Mapping[str, str], owner: UUID) -> str:
    if not isinstance(part, Condition):
        sort, text = part
        return token(owner, sort, text)
    inner = [_written(each, words, owner) for each in part.parts]
    return inner[0] if len(inner) == 1 else f"({words[part.joined].join(inner)})"


def row_of(held: Iterable[Details], *, owner: UUID) -> str:
    """Write down what a record is found by, as the tokens of its owner."""
    found = {each for details in held for each in tokens_of(details, names())}
    return " ".join(sorted({token(owner, sort, text) for sort, text in sorted(found)[:MOST_TOKENS]}))


def names() -> Kin:
    """Return which names are forms of one name, as the policy pack says."""
    return _kin(current_pack().sha256)


@lru_cache(maxsize=2)
def _kin(sha256: str) -> Kin:  # noqa: ARG001 - another pack has another digest
    members = current_pack().lists["name_form"].members.values()
    return kin_of((member.id, member.columns["forms"]) for member in members)


def not_indexed(
    register: Register, records: QuerySet[Any, Any], *, limit: int, known_as: str = "pk"
) -> QuerySet[Any, Any]:
    """Narrow records to some that the index does not hold under the present key, the oldest first.

    `known_as` names the column of the id that the index knows them by.
    """
    indexed = IndexedRecord.objects.filter(register=register, key_id=key_id(), record_id=OuterRef(known_as))
    return records.filter(~Exists(indexed)).order_by("pk")[:limit]


def is_inquiry(row: object) -> bool:
    """Tell a search that was made from anything else that is compared."""
    return isinstance(row, Inquiry)


def said_in(inquiry: Inquiry) -> dict[str, Any] | None:
    """Return what an inquiry says; None for one that cannot be read, now or later.

    A key store that does not answer is another matter: that is raised.
    """
    try:
        said: dict[str, Any] = inquiry.content
        asked = [asked_again(each) for each in said["asked"]]
        read = (UUID(said["by"]["id"]), datetime.fromisoformat(said["at"]), said["kind"], said["reason"])
    except UNREADABLE:
        return None
    return said if all(part is not None for part in (*asked, *read)) else None


def inquiries(*, purpose: TakenUp, limit: int) -> list[Inquiry]:
    """Return what was looked for and not taken up yet for a purpose, the oldest first, for the worker."""
    waiting = Inquiry.objects.filter(**{FLAG[purpose]: False})
    return list(waiting.select_related("data_key").order_by("id")[:limit])
