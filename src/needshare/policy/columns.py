"""Columns: the facts of many assessments laid out fact by fact, so that all of them are judged at once.

Every value is a number: a word its place in a dictionary, a day its ordinal, a set of words the place of
that set. Two numbers stand apart: `MISSING` for what there is none of, `UNSURE` for what nobody knows
(ADR 0049). Columns belong to no pack; a pack is compiled for them by `vectors`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from .facts import SCOPES, AgreementFacts, AssessmentFacts, FactsError
from .facts_check import gateways_of
from .kinds import UNKNOWN, Kind, kinds_in

Array = npt.NDArray[Any]

MISSING: Final = -1
UNSURE: Final = -2
OF_REQUEST: Final = ("request", "requester", "handler", "harm")
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
NAMES: Final = "id"  # references and ids share one dictionary
_WIDTHS: Final[Mapping[str, Any]] = {"bool": np.int8, "enum": np.int16, "instant": np.int64}


class Words:
    """The words of one list met so far, and the sets of them, each numbered as it came."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}
        self.sets: dict[frozenset[str], int] = {}
        self.masks: list[int] = []  # of each set, a bit for each word

    def code(self, word: str) -> int:
        """Give the number of a word."""
        return self.codes.setdefault(word, len(self.codes))

    def set_code(self, words: frozenset[str]) -> int:
        """Give the number of a set of words."""
        found = self.sets.get(words)
        if found is None:
            found = self.sets[words] = len(self.sets)
            self.masks.append(sum(1 << self.code(word) for word in words))
        return found

    def by_word(self, values: Mapping[str, int]) -> Array:
        """Lay out a value for each word; by the numbers -1 and -2 it is missing and unsure."""
        return _by_place([values.get(word, MISSING) for word in self.codes])

    def bits(self) -> Array:
        """Lay out each set as bits, a row each; the last two rows are empty."""
        width = 8 * -(-max(len(self.codes), 1) // 64)
        flat = b"".join(mask.to_bytes(width, "little") for mask in (*self.masks, 0, 0))
        return np.frombuffer(flat, "<u8").reshape(len(self.masks) + 2, -1)


def _by_place(values: Sequence[int]) -> Array:
    return np.array([*values, UNSURE, MISSING], np.int64)


class Dictionary(dict[str, Words]):
    """The words of every list."""

    def __missing__(self, name: str) -> Words:
        made = self[name] = Words()
        return made

    def encoder(self, kind: Kind) -> Callable[[Any], int]:
        """Give what turns a value of a kind into its number."""
        plain = self._plain(kind)

        def encode(value: Any) -> int:
            if value is None:
                return MISSING
            return UNSURE if value is UNKNOWN else plain(value)

        return encode

    def _plain(self, kind: Kind) -> Callable[[Any], int]:
        words = self[list_of(kind)]
        known: Mapping[str, Callable[[Any], int]] = {
            "bool": int,
            "int": _count,
            "date": lambda value: int(value.toordinal()),
            "instant": microseconds,
            "map": lambda _value: 0,
            "set": lambda value: words.set_code(frozenset(value)),
        }
        return known.get(kind.name, words.code)


def list_of(kind: Kind) -> str:
    """Name the dictionary in which values of a kind are numbered."""
    return kind.of if kind.name in ("enum", "set") and kind.of else NAMES


def microseconds(at: datetime) -> int:
    """Give the number of an instant."""
    return (at - EPOCH) // timedelta(microseconds=1)


def _count(value: int) -> int:
    if value < 0:
        raise FactsError(f"{value}: a number among the facts is never below nought")
    return value


def spans(starts: Array, counts: Array) -> Array:
    """List the places of several stretches, one after the other.

    >>> spans(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()))


@dataclass(frozen=True)
class Table:
    """Many assessments in columns: a row for each, for each of its items, each agreement, each gateway.

    `first_…` say where the rows of each begin (and the last where all end). Agreements stand in the order
    of their ids, gateways of their names; `agreements` holds each distinct one once.
    """

    dictionary: Dictionary
    columns: Mapping[str, Array]
    first_item: Array
    first_agreement: Array
    first_gateway: Array
    agreement: Array
    gateway: Array
    agreements: tuple[AgreementFacts, ...]

    def __len__(self) -> int:
        return len(self.first_item) - 1

    @property
    def items(self) -> int:
        """Count the items of all assessments."""
        return int(self.first_item[-1])

    def take(self, places: Array) -> "Table":
        """Give the assessments at these places, in this order; one may be named twice."""
        counted = {name: np.diff(getattr(self, name)) for name in _FIRSTS}
        index = {
            name: spans(getattr(self, name)[:-1][places], counts[places]) for name, counts in counted.items()
        }
        firsts: dict[str, Any] = {name: _firsts(counts[places]) for name, counts in counted.items()}
        columns = {
            path: column
            if path.startswith("agreement.")
            else column[index["first_item"] if path.startswith("item.") else places]
            for path, column in self.columns.items()
        }
        return replace(
            self,
            columns=columns,
            agreement=self.agreement[index["first_agreement"]],
            gateway=self.gateway[index["first_gateway"]],
            **firsts,
        )

    def with_agreements(self, agreements: Sequence[AgreementFacts]) -> "Table":
        """Give the same assessments with these agreements in the places of those they had."""
        columns = {**self.columns, **_agreement_columns(self.dictionary, agreements)}
        return replace(self, columns=columns, agreements=tuple(agreements))

    def with_day(self, at: datetime) -> "Table":
        """Give the same assessments as if they were made at another instant."""
        return replace(self, columns={**self.columns, "at": np.full(len(self), microseconds(at), np.int64)})

    def resting_on(self, reference: str) -> Array:
        """List the places of the assessments that look at an agreement."""
        wanted = np.array([each.reference == reference for each in self.agreements], bool)
        rows = np.repeat(np.arange(len(self)), np.diff(self.first_agreement))
        return np.unique(rows[wanted[self.agreement]]) if len(wanted) else rows[:0]


_FIRSTS: Final = ("first_item", "first_agreement", "first_gateway")


def _firsts(counts: Array) -> Array:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


class Layout:
    """Takes the facts of assessments one by one, and lays them out."""

    def __init__(self) -> None:
        self.dictionary = Dictionary()
        self.values: dict[str, list[int]] = {"at": []}
        self.counts: dict[str, list[int]] = {name: [] for name in _FIRSTS}
        self.agreement: list[int] = []
        self.gateway: list[int] = []
        self.agreements: list[AgreementFacts] = []
        self._known: dict[Any, int] = {}
        self._writers = {scope: list(self._writers_of(scope)) for scope in (*OF_REQUEST, "item")}
        self._gateway = self.dictionary.encoder(Kind("enum", "gateway", optional=True))

    def _writers_of(self, scope: str) -> Iterable[tuple[str, Callable[[int], None], Callable[[Any], int]]]:
        for name, kind in kinds_in(SCOPES[scope]).items():
            column = self.values[f"{scope}.{name}"] = []
            yield name, column.append, self.dictionary.encoder(kind)

    def add(self, facts: AssessmentFacts) -> None:
        """Lay out one more assessment."""
        for scope in OF_REQUEST:
            self._write(scope, getattr(facts, scope))
        for item in facts.items:
            self._write("item", item)
        self.values["at"].append(microseconds(facts.at))
        self.agreement += [self._place(each) for each in sorted(facts.agreements, key=lambda each: each.id)]
        gateways = gateways_of(facts)
        self.gateway += [self._gateway(each) for each in gateways]
        counts = (len(facts.items), len(facts.agreements), len(gateways))
        for name, count in zip(_FIRSTS, counts, strict=True):
            self.counts[name].append(count)

    def _write(self, scope: str, record: Any) -> None:
        for name, append, encode in self._writers[scope]:
            append(encode(getattr(record, name)))

    def _place(self, agreement: AgreementFacts) -> int:
        key = tuple(
            tuple(sorted(value.items())) if isinstance(value, dict) else value
            for value in (getattr(agreement, each.name) for each in fields(agreement))
        )
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self.agreements)
            self.agreements.append(agreement)
        return found

    def table(self) -> Table:
        """Give everything laid out so far."""
        kinds = {
            f"{scope}.{name}": kind
            for scope in (*OF_REQUEST, "item")
            for name, kind in kinds_in(SCOPES[scope]).items()
        }
        kinds["at"] = Kind("instant")
        columns = {path: _column(values, kinds[path]) for path, values in self.values.items()}
        firsts: dict[str, Any] = {name: _firsts(np.array(self.counts[name], np.int64)) for name in _FIRSTS}
        return Table(
            dictionary=self.dictionary,
            columns={**columns, **_agreement_columns(self.dictionary, self.agreements)},
            agreement=np.array(self.agreement, np.int64),
            gateway=np.array(self.gateway, np.int64),
            agreements=tuple(self.agreements),
            **firsts,
        )


def _column(values: Sequence[int], kind: Kind) -> Array:
    return np.array(values, _WIDTHS.get(kind.name, np.int32))


def _agreement_columns(dictionary: Dictionary, agreements: Sequence[AgreementFacts]) -> dict[str, Array]:
    made = {}
    for name, kind in kinds_in(AgreementFacts).items():
        encode = dictionary.encoder(kind)
        made[f"agreement.{name}"] = _column([encode(getattr(each, name)) for each in agreements], kind)
    return made
