"""The columnar form of a pack: every test of many assessments at once, as `compiled` answers it for one (ADR 0049)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from .bits import Bits, Weigher, both, distinct_of, lowest_of, narrowed, put
from .columns import EPOCH, NAMES, Array, Table
from .compiled import GATEWAY_ITEMS, GATEWAY_REQUESTS, ITEMS, REQUESTS, Compiled
from .facts import schema
from .facts_check import chosen_facts, day_of
from .pack import Pack, Test
from .results import MANY, MET, NOT_MET, PERSON, Row
from .vectors import (
    AGREEMENT,
    GATE,
    GATE_ITEM,
    GATEWAY,
    OF_ITEM,
    REQUEST,
    SIGNED,
    SIGNED_ITEM,
    Judge,
    Rows,
    relied_on,
)

AT_ONCE: Final = 32_768  # rows of items and agreements judged together: what fits into a processor's memory
SCHEMA: Final = schema()
QUARTER: Final = 15 * 60 * 1_000_000  # every zone changes its offset on a quarter of an hour
_SIDES: Final[Mapping[int, tuple[int, ...]]] = {
    SIGNED: (REQUEST, AGREEMENT),
    GATE: (REQUEST, GATEWAY),
    OF_ITEM: (REQUEST,),
    SIGNED_ITEM: (OF_ITEM, SIGNED),
    GATE_ITEM: (OF_ITEM, GATE),
}


class Found(NamedTuple):
    """What a part of a table was found to be: a basis relied on for each request, and its bits by family."""

    relied: Array
    best: Array
    basis: Array
    bits: tuple[Bits, Bits, Bits, Bits]


@dataclass(frozen=True)
class Replayed:
    """Many assessments judged: by request the tally of the basis relied on and of the best, and what it rests on.

    `basis` is the place of an agreement among those of the table, or, below nought, that of a gateway (see
    `basis_of`).
    `rows` points, for each family, from each request or item into `distinct`. What `is_judged` leaves out
    is in words this pack does not know.
    """

    families: tuple[tuple[Test, ...], ...]
    relied: Array
    best: Array
    basis: Array
    rows: tuple[Array, ...]
    is_judged: Array
    weighers: tuple[Weigher, ...]
    kept: tuple[tuple[bytes, ...], ...]

    @cached_property
    def distinct(self) -> tuple[tuple[Row, ...], ...]:
        """Give the distinct answers of each family, in the order in which `rows` points to them."""
        return tuple(
            tuple(weigher.row(bits) for bits in known)
            for weigher, known in zip(self.weighers, self.kept, strict=True)
        )

    def outcomes(self) -> Array:
        """Give the outcome of the basis relied on, by rank: 0 met, 1 needs a person, 2 not met."""
        return outcome_of_tally(self.relied)

    def basis_of(self, place: int, table: Table) -> str:
        """Name the basis an assessment relies on, as `Basis.id` does."""
        found = int(self.basis[place])
        if found >= 0:
            return f"agreement:{table.agreements[found].id}"
        words = list(table.dictionary["gateway"].codes)
        return f"one_off:{words[-2 - found] if found < -1 else 'none'}"


def outcome_of_tally(tally: Array) -> Array:
    """Turn counts of tests not met and needing a person into the outcome of the whole."""
    found: Array = np.where(tally >= MANY, NOT_MET, np.where(tally > 0, PERSON, MET))
    return found


class Columnar:
    """One pack, made ready for tables of facts: call `replay`."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.pack = compiled.pack
        self.families = compiled.families.all()
        self.sizes = compiled.sizes
        self.weighers = [Weigher(tests, self._places(family)) for family, tests in enumerate(self.families)]

    def _places(self, family: int) -> Mapping[int, int]:
        return {id(bit.rule): bit.place for bit in self.compiled.bits if bit.family == family}

    def replay(self, table: Table) -> Replayed:
        """Judge every assessment of a table."""
        kept: tuple[dict[bytes, int], ...] = ({}, {}, {}, {})
        found: list[tuple[Found, list[Array]]] = []
        judges = Judge(self.pack, table), Judge(self.pack, table, absent=True)
        days, ages = days_of(self.pack, table.columns["at"]), ages_of(table)
        for places in parts(table):
            part = table.take(places)
            one = _Part(self, judges, Rows(part, days[places]), ages).found()
            found.append((one, [_kept(known, bits) for known, bits in zip(kept, one.bits, strict=True)]))
        relied, best, basis = (
            _together([getattr(one, name) for one, _rows in found]) for name in ("relied", "best", "basis")
        )
        return Replayed(
            families=self.families,
            relied=relied,
            best=best,
            basis=basis,
            rows=tuple(_together([rows[family] for _one, rows in found]) for family in range(4)),
            is_judged=is_known(self.pack, table),
            weighers=tuple(self.weighers),
            kept=tuple(tuple(known) for known in kept),
        )


def _together(parts_of: Sequence[Array]) -> Array:
    return np.concatenate(parts_of) if parts_of else np.zeros(0, np.int64)


def _kept(known: dict[bytes, int], bits: Bits) -> Array:
    """Give distinct bits their numbers across parts, and each row its own."""
    numbers = np.array([known.setdefault(row.tobytes(), len(known)) for row in bits.distinct], np.int32)
    found: Array = numbers[bits.of]
    return found


def parts(table: Table) -> Iterator[Array]:
    """Divide the assessments into parts of about as much work each."""
    work = 1 + np.diff(table.first_item) * (1 + np.diff(table.first_agreement) // 4)
    part = np.cumsum(work) // AT_ONCE
    edges = np.flatnonzero(np.diff(part)) + 1
    yield from (each for each in np.split(np.arange(len(table)), edges) if len(each))


def days_of(pack: Pack, at: Array) -> Array:
    """Give the calendar day of each instant where a pack is in force, as its ordinal."""
    quarters, places = np.unique(at // QUARTER, return_inverse=True)
    start = EPOCH.timestamp()
    days = [
        day_of(pack, datetime.fromtimestamp(start + int(quarter) * (QUARTER // 1_000_000), UTC)).toordinal()
        for quarter in quarters
    ]
    found: Array = np.array(days, np.int32)[places]
    return found


def ages_of(table: Table) -> Array:
    """Rank the agreements by version, then by id: the newest has the highest."""
    order = sorted(range(len(table.agreements)), key=lambda n: _age(table, n))
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order))
    return found


def _age(table: Table, place: int) -> tuple[int, str]:
    return table.agreements[place].version, table.agreements[place].id


def is_known(pack: Pack, table: Table) -> Array:
    """Tell of each assessment whether every word of its facts is one that a pack knows."""
    good = np.ones(len(table), bool)
    requests = {
        "item": np.repeat(np.arange(len(table)), np.diff(table.first_item)),
        "agreement": np.repeat(np.arange(len(table)), np.diff(table.first_agreement)),
    }
    for scope, chosen in chosen_facts(pack).items():
        for name, is_set, words in chosen:
            path = f"{scope}.{name}"
            if path not in table.columns:
                continue
            wrong = ~_are_known(table, path, words, is_set=is_set)
            if scope == "agreement":
                wrong = wrong[table.agreement]
            good[requests[scope][wrong] if scope in requests else wrong] = False
    return good


def _are_known(table: Table, path: str, words: frozenset[str], *, is_set: bool) -> Array:
    known = table.dictionary[_list_in(path)]
    good = [each <= words for each in known.sets] if is_set else [word in words for word in known.codes]
    found: Array = np.array([*good, True, True], bool)[table.columns[path]]
    return found


def _list_in(path: str) -> str:
    return SCHEMA[path].of or NAMES


class _Part:
    """One part of a table being judged."""

    def __init__(self, form: Columnar, judges: tuple[Judge, Judge], rows: Rows, ages: Array) -> None:
        self.form = form
        self.ages = ages
        self.rows = rows
        self.table = rows.table
        self.signed, self.absent = judges
        for judge in judges:
            judge.look_at(rows)
        self.counts = {
            REQUEST: len(rows.table),
            AGREEMENT: len(rows.table.agreements),
            GATEWAY: len(rows.table.dictionary["gateway"].codes) + 2,
            OF_ITEM: rows.table.items,
            SIGNED: len(rows.table.agreement),
            GATE: len(rows.table.gateway),
            **{sort: len(pair[0]) for sort, pair in rows.paired.items()},
        }

    def found(self) -> Found:
        """Weigh every basis whole, and choose as an assessment does."""
        gates, gate_items = self.bits(GATEWAY_REQUESTS, GATE), self.bits(GATEWAY_ITEMS, GATE_ITEM)
        gate = self.tally(GATEWAY_REQUESTS, gates) + self.sums(
            GATE_ITEM, self.tally(GATEWAY_ITEMS, gate_items)
        )
        whole, items = self.bits(REQUESTS, SIGNED), self.bits(ITEMS, SIGNED_ITEM)
        signed = self.tally(REQUESTS, whole) + self.sums(SIGNED_ITEM, self.tally(ITEMS, items))
        alone, alone_items = self.bits(REQUESTS, REQUEST), self.bits(ITEMS, OF_ITEM)
        one_off = self.tally(REQUESTS, alone) + self.sums(OF_ITEM, self.tally(ITEMS, alone_items))
        lowest = lowest_of(gate, self.table.first_gateway)
        signed = signed + gate[lowest][self.rows.request_of[SIGNED]]
        one_off = one_off + gate[lowest]
        named = self.named()
        is_signed = named >= 0
        relied = np.where(is_signed, _at(signed, named), one_off)
        first = lowest_of(signed, self.table.first_agreement)
        best = np.where(first >= 0, np.minimum(_at(signed, first), one_off), one_off)
        agreement, gateway = _at(self.table.agreement, named), self.table.gateway[lowest]
        basis = np.where(is_signed, agreement, -2 - gateway)
        request_bits = self.either(alone, whole, is_signed, named)
        item_bits = self.either_of_items(alone_items, items, is_signed, named)
        gate_bits = gates.at(lowest)
        return Found(
            relied, best, basis, (request_bits, item_bits, gate_bits, self.of_gate(gate_items, lowest))
        )

    def named(self) -> Array:
        """Find the agreement relied on, of each request: its newest version, or -1."""
        is_named = relied_on(self.rows)
        age = np.where(is_named, -self.ages[self.table.agreement], 1)
        newest = lowest_of(age, self.table.first_agreement)
        return np.where((newest >= 0) & (_at(is_named, newest) != 0), newest, -1)

    def bits(self, family: int, sort: int) -> Bits:
        """Give the bits of a family over rows of one sort: the rules that hold, and those unknown."""
        planes: dict[int, dict[int, Array]] = {}
        size = self.form.sizes[family]
        is_alone = sort in (REQUEST, OF_ITEM)
        for bit in self.form.compiled.bits:
            if bit.family == family:
                judge = self.absent if is_alone and "agreement" in bit.looks_at else self.signed
                truth = judge.truth(bit.rule.condition.node)
                own = planes.setdefault(truth.rows, {})
                put(own, bit.place, truth.held)
                if truth.unsure is not None:
                    put(own, size + bit.place, truth.unsure)
        width = -(-2 * size // 8)
        found = self.gathered(sort, planes, width)
        for byte, plane in planes.get(0, {}).items():
            found.distinct[:, byte] |= plane
        return found

    def gathered(self, sort: int, planes: Mapping[int, Mapping[int, Array]], width: int) -> Bits:
        """Combine what was answered for rows of fewer sorts, each made distinct first, with these rows' own."""
        found = distinct_of(planes.get(sort, {}), width, self.counts[sort])
        for side in _SIDES.get(sort, ()):
            more = self.gathered(side, planes, width)
            if more.distinct.any():
                found = both(Bits(self.rows.lift(more.of, side, sort), more.distinct), found)
        return found

    def tally(self, family: int, bits: Bits) -> Array:
        """Weigh the rows: how many tests are not met and how many need a person, in one number."""
        found: Array = self.form.weighers[family].tallies(bits.distinct)[bits.of]
        return found

    def sums(self, sort: int, tally: Array) -> Array:
        """Add up over the items of each request, or of each basis of each request."""
        if sort == OF_ITEM:
            counts = self.rows.items
        else:
            counts = self.rows.items[self.rows.request_of[SIGNED if sort == SIGNED_ITEM else GATE]]
        ends = np.cumsum(counts)
        total = np.concatenate(([0], np.cumsum(tally)))
        found: Array = total[ends] - total[ends - counts]
        return found

    def either(self, alone: Bits, signed: Bits, is_signed: Array, named: Array) -> Bits:
        """Take the bits of the agreement relied on, or those without one."""
        of = np.where(is_signed, _at(signed.of, named) + len(alone.distinct), alone.of)
        return narrowed(Bits(of, np.concatenate((alone.distinct, signed.distinct))))

    def either_of_items(self, alone: Bits, signed: Bits, is_signed: Array, named: Array) -> Bits:
        """Do the same for each item."""
        of = self.rows.request_of[OF_ITEM]
        starts = np.cumsum(self.rows.items[self.rows.request_of[SIGNED]])
        starts = np.concatenate(([0], starts))[:-1]
        place = np.arange(len(of)) - self.table.first_item[:-1][of]
        of_signed = np.where(is_signed[of], _at(starts, named)[of] + place, -1)
        return self.either(alone, signed, is_signed[of], of_signed)

    def of_gate(self, items: Bits, lowest: Array) -> Bits:
        """Take the bits of each item by the best gateway of its request."""
        of = self.rows.request_of[OF_ITEM]
        starts = np.concatenate(([0], np.cumsum(self.rows.items[self.rows.request_of[GATE]])))[:-1]
        place = np.arange(len(of)) - self.table.first_item[:-1][of]
        return narrowed(items.at(starts[lowest][of] + place))


def _at(values: Array, places: Array) -> Array:
    """Look up, with nought where there is no place."""
    if not len(values):
        return np.zeros(len(places), values.dtype)
    found: Array = np.where(places >= 0, values[places], 0)
    return found
