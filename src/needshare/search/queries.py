"""Find records by the keyed index. Searching is an act: the caller is `@consulted`.

The index alone shows nothing: what it finds is narrowed to the viewer by the register's own query, in
the same statement, before anything is counted, ordered or read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import starmap
from typing import Any, Final, Literal, NamedTuple, Self, TypeAlias
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from needshare.agencies.prepared import Prepared, Value, shape_of
from needshare.crypto.indexing import key_id, token
from needshare.crypto.keys import Destroyed
from needshare.crypto.sealing import Tampered
from needshare.policy import current_pack

from .models import IndexedRecord, Inquiry, holding
from .rules import (
    MOST_TOKENS,
    WEIGHT,
    Asked,
    Condition,
    Details,
    Kin,
    asked_again,
    closely,
    faintly,
    is_one_name,
    kin_of,
    loosely,
    signs_of,
    tokens_of,
)
from .terms import Register, TakenUp

# What reading something ends with that is damaged for good, or whose key was destroyed.
UNREADABLE: Final = (Tampered, Destroyed, KeyError, TypeError, ValueError)
MOST = 200
READ = MOST + 1  # one more tells that there is more
FEW = 10  # as many as a page opens
FLAG: Mapping[TakenUp, str] = {TakenUp.COMPARED: "is_compared", TakenUp.TOLD: "is_told"}
JOINED: Mapping[str, Mapping[str, str]] = {
    "sqlite": {"all": " AND ", "any": " OR "},
    "postgresql": {"all": " & ", "any": " | "},
}


Way: TypeAlias = Callable[[Asked, Kin], Condition | None]
Statements: TypeAlias = Literal["ranked", "alike", "few"]


class Kept(NamedTuple):
    """The statements kept for a register: with the tokens that records are ranked by; without, all or the first few."""

    ranked: Prepared
    alike: Prepared
    few: Prepared


class Seen(NamedTuple):
    """What a viewer may know of in a register, what of it they may open if not all, and the statements kept for it."""

    statements: Kept
    known: Q
    opened: Q | None

    @classmethod
    def of(cls, statements: Kept, known: Q, opened: Q) -> Self:
        """Say it so that what is asked twice is asked once: most may open whatever they may know of."""
        ids: tuple[list[Value], list[Value]] = ([], [])
        is_all = shape_of(known, ids[0]) == shape_of(opened, ids[1]) and ids[0] == ids[1]
        return cls(statements, known, None if is_all else opened)


class Candidates(NamedTuple):
    """Records that may answer a search, the likeliest first, and whether there are more than are looked at.

    Those that the viewer may only know of come last, the newest first: their place says nothing of them.
    `opened` are those that the viewer may open.
    """

    ids: list[UUID]
    has_more: bool
    opened: frozenset[UUID] = frozenset()


class Row(NamedTuple):
    """A record that the index leads to, its tokens where it is ranked, and whether the viewer may open it."""

    record: UUID
    tokens: str
    is_open: bool = True


def candidates(
    register: Register,
    asked: Asked,
    *,
    narrowed: QuerySet[Any, Any] | Seen,
    owners: Iterable[UUID],
    most: int = MOST,
) -> Candidates:
    """Find up to MOST records of a register that may answer what is asked, those that agree best first.

    `narrowed` is what the viewer may know of in the register, `most` how many of the first are looked at: of a
    common name, which many records agree with alike, no more are read than those and the next. Three
    statements at most, whatever the number.
    """
    made = Tokens(owners)

    def meeting(way: Way, kept: Statements = "ranked") -> dict[UUID, Row]:
        condition = way(asked, names()) if made.owners else None
        if condition is None:
            return {}
        rows = _matching(register, made.match(condition, connection.vendor), narrowed, kept)
        return {row.record: row for row in rows}

    exact: dict[UUID, Row] = {}
    if is_one_name(asked):
        is_short = most <= FEW and isinstance(narrowed, Seen) and narrowed.opened is None
        alike = list(meeting(closely, "few" if is_short else "alike").values())
        if len(alike) > (FEW if is_short else MOST):  # nobody else is looked for, and all agree alike
            shown = sorted(alike[:MOST], key=lambda row: not row.is_open)
            opened = frozenset(row.record for row in shown if row.is_open)
            return Candidates([row.record for row in shown], not is_short, opened)
    elif len(asked.elements) == 1:
        exact = meeting(closely)
    found = exact
    if len(exact) <= MOST:
        found = meeting(loosely) or meeting(faintly)
        if len(found) > MOST:  # the newest of them are not all: what agrees best comes before them
            found = (exact or meeting(closely)) | found
    rows = list(found.values())[:MOST]
    opened = frozenset(row.record for row in rows if row.is_open)
    return Candidates(_likeliest_first(rows, asked, made), len(found) > MOST, opened)


def _likeliest_first(rows: list[Row], asked: Asked, made: "Tokens") -> list[UUID]:
    """Order records by the tokens they agree in, so that a page of them can be opened without the others."""
    signs = [
        [(WEIGHT[likeness], made.tests(condition)) for likeness, condition in signs_of(each, names())]
        for each in (*asked.elements, *asked.alone)
    ]

    def weight(row: Row) -> int:
        return -sum(_agreement(row.tokens, sign) for sign in signs)

    opened = [row for row in rows if row.is_open]
    if len(opened) > 1:
        opened.sort(key=weight)
    return [row.record for row in opened] + [row.record for row in rows if not row.is_open]


def _agreement(tokens: str, sign: Iterable[tuple[int, list[list[str]]]]) -> int:
    """Return the weight of the surest way in which tokens agree; 0 where they do not."""
    for weight, ways in sign:
        for way in ways:
            if (way[0] in tokens) if len(way) == 1 else all(each in tokens for each in way):
                return weight
    return 0


def kept_for(register: Register, records: Callable[[Q], QuerySet[Any, Any]]) -> Kept:
    """Keep the statements that find records of a register; `records` narrows them to a viewer's condition."""

    def build(
        conditions: tuple[Q, ...], match: str, columns: tuple[str, ...], read: int
    ) -> QuerySet[Any, Any]:
        known, *opened = map(records, conditions)
        rows = _found(register, match, known)
        if opened:
            rows, columns = rows.annotate(is_open=_leading_to(opened[0])), (*columns, "is_open")
        found: QuerySet[Any, Any] = rows.values_list(*columns)
        return found[:read]

    def keep(columns: tuple[str, ...], read: int) -> Prepared:
        return Prepared(lambda conditions, *, match: build(conditions, match, columns, read))

    ranked, alike = keep(("record_id", "tokens"), READ), keep(("record_id",), READ)
    return Kept(ranked, alike, few=keep(("record_id",), FEW + 1))


def _matching(
    register: Register, match: str, narrowed: QuerySet[Any, Any] | Seen, kept: Statements
) -> Iterator[Row]:
    """Return what matches, the newest first; its tokens only where it is ranked."""
    if not isinstance(narrowed, Seen):
        rows = _found(register, match, narrowed).values_list("record_id", "tokens")[:READ]
        return starmap(Row, rows)
    conditions = (narrowed.known,) if narrowed.opened is None else (narrowed.known, narrowed.opened)
    found = getattr(narrowed.statements, kept).rows(conditions, match=match)
    return starmap(Row, found) if kept == "ranked" else (Row(each[0], "", *each[1:]) for each in found)


def _found(register: Register, match: str, narrowed: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    rows = IndexedRecord.objects.filter(_leading_to(narrowed), register=register)
    found: QuerySet[Any, Any] = holding(rows, match, vendor=connection.vendor)
    return found


def _leading_to(records: QuerySet[Any, Any]) -> Exists:
    return Exists(records.filter(pk=OuterRef("record_id")))


class Tokens:
    """The tokens of a search, each computed once for each owner; another owner has other tokens."""

    def __init__(self, owners: Iterable[UUID]) -> None:
        self.owners = list(owners)
        self._made: dict[tuple[UUID, str, str], str] = {}

    def match(self, condition: Condition, vendor: str) -> str:
        """Write a condition as the database's full text reads it."""
        words = JOINED[vendor]
        return words["any"].join(f"({self._written(condition, words, owner)})" for owner in self.owners)

    def tests(self, condition: Condition) -> list[list[str]]:
        """List the ways to meet a condition of plain tokens: in each, all of these must be there."""
        ways = [[self._of(owner, part) for part in condition.parts] for owner in self.owners]
        return ways if condition.joined == "all" else [[each] for way in ways for each in way]

    def _written(self, part: Any, words: Mapping[str, str], owner: UUID) -> str:
        if not isinstance(part, Condition):
            return self._of(owner, part)
        inner = [self._written(each, words, owner) for each in part.parts]
        return inner[0] if len(inner) == 1 else f"({words[part.joined].join(inner)})"

    def _of(self, owner: UUID, part: Any) -> str:
        sort, text = part
        place = (owner, sort, text)
        if place not in self._made:
            self._made[place] = token(owner, sort, text)
        return self._made[place]


def row_of(held: Iterable[Details], *, owner: UUID) -> str:
    """Write down what a record is found by, as the tokens of its owner."""
    found = {each for details in held for each in tokens_of(details, names())}
    return " ".join(sorted({token(owner, sort, text) for sort, text in sorted(found)[:MOST_TOKENS]}))


def names() -> Kin:
    """Return which names are forms of one name, as the policy pack says."""
    return _kin(current_pack().sha256)


@lru_cache(maxsize=8)
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
