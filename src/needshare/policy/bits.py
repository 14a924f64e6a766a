"""Bits: which rules hold, eight to a byte, for many rows at once (ADR 0049).

Only distinct rows are combined and weighed; each row points to the one it has.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from .columns import Array
from .pack import Test
from .results import MANY, MET, NOT_MET, PERSON, Row

SPARSE: Final = 8  # keys spread wider than this over their rows are sorted, not marked


class Bits(NamedTuple):
    """Some rows by their distinct bits: which of `distinct` each row has."""

    of: Array
    distinct: Array

    def at(self, places: Array) -> "Bits":
        """Give the bits of other rows, each of which has one of these."""
        return Bits(self.of[places], self.distinct)


def put(planes: dict[int, Array], bit: int, held: Array) -> None:
    """Add one rule, its rows told by `held`, to the bytes of a row."""
    byte, shift = bit >> 3, bit & 7
    plane = held.view(np.uint8) << shift if held.ndim else np.uint8(int(held) << shift)
    planes[byte] = planes[byte] | plane if byte in planes else np.asarray(plane)


def distinct_of(planes: Mapping[int, Array], width: int, count: int) -> Bits:
    """Find the distinct rows among some bytes that stand side by side."""
    found = Bits(np.zeros(count, np.int32), np.zeros((1, width), np.uint8))
    for byte, plane in planes.items():
        if plane.any():
            one = np.zeros((256, width), np.uint8)
            one[:, byte] = np.arange(256)
            found = both(found, Bits(plane, one))
    return found


def both(a: Bits, b: Bits) -> Bits:
    """Combine two sets of bits row by row, and find what is distinct among them."""
    size = len(b.distinct)
    key = a.of.astype(np.int64) * size + b.of
    places, of = compact(key, len(a.distinct) * size)
    return Bits(of, a.distinct[places // size] | b.distinct[places % size])


def narrowed(bits: Bits) -> Bits:
    """Leave out what no row has."""
    places, of = compact(bits.of.astype(np.int64), len(bits.distinct))
    return Bits(of, bits.distinct[places])


def compact(key: Array, size: int) -> tuple[Array, Array]:
    """Find the distinct keys below `size`, and of each row which it has."""
    if size > max(SPARSE * len(key), 1 << 16):
        values, inverse = np.unique(key, return_inverse=True)
        return values, inverse.astype(np.int32)
    seen = np.zeros(size, bool)
    seen[key] = True
    values = np.flatnonzero(seen)
    order = np.zeros(size, np.int32)
    order[values] = np.arange(len(values), dtype=np.int32)
    return values, order[key]


def lowest_of(values: Array, firsts: Array) -> Array:
    """Find, of each stretch, the place of its lowest value, the first of equals; -1 for an empty one."""
    found = np.full(len(firsts) - 1, -1, np.int64)
    filled = np.flatnonzero(np.diff(firsts))
    if len(filled):
        size = np.int64(1 << max(len(values), 1).bit_length())
        ranked = values.astype(np.int64) * size + np.arange(len(values))
        found[filled] = np.minimum.reduceat(ranked, firsts[:-1][filled]) % size
    return found


class Weigher:
    """The rules of `interpreter` for a family of tests, over bits."""

    def __init__(self, tests: Sequence[Test], places: Mapping[int, int]) -> None:
        self.tests = tests
        self.size = sum(len(test.rules) for test in tests)
        self.places = [[places[id(rule)] for rule in test.rules] for test in tests]
        self.ordinals = [self._sorted(test, own) for test, own in zip(tests, self.places, strict=True)]

    def _sorted(self, test: Test, places: Sequence[int]) -> dict[Any, list[int]]:
        found: dict[Any, list[int]] = {
            "met": [],
            "needs_a_person": [],
            "tightens": [],
            **{n: [] for n in range(3)},
        }
        for rule, place in zip(test.rules, places, strict=True):
            found[rule.outcome.rank if rule.kind == "restrict" else rule.kind].append(place)
            if rule.tightens:
                found["tightens"].append(place)
        return found

    def tallies(self, distinct: Array) -> Array:
        """Weigh each distinct row."""
        outcomes = self.outcomes(distinct)
        found: Array = MANY * (outcomes == NOT_MET).sum(1, np.int64) + (outcomes == PERSON).sum(1, np.int64)
        return found

    def outcomes(self, distinct: Array) -> Array:
        """Work out each test of each distinct row."""
        flat = np.unpackbits(distinct, axis=1, bitorder="little").astype(bool)
        held, unsure = flat[:, : self.size], flat[:, self.size :]
        found = np.empty((len(distinct), len(self.tests)), np.uint8)
        for number, (test, own) in enumerate(zip(self.tests, self.ordinals, strict=True)):
            grounds = [*own["met"], *own["needs_a_person"]]
            base = np.full(len(distinct), test.default.rank, np.uint8)
            base[held[:, grounds].any(1) | unsure[:, grounds].any(1)] = PERSON
            base[held[:, own["met"]].any(1)] = MET
            person = held[:, own[PERSON]].any(1) | unsure[:, own["tightens"]].any(1)
            worst = np.where(held[:, own[NOT_MET]].any(1), NOT_MET, np.where(person, PERSON, MET))
            found[:, number] = np.maximum(base, worst)
        return found

    def row(self, bits: bytes) -> Row:
        """Give distinct bits as the answers they stand for."""
        distinct = np.frombuffer(bits, np.uint8)[None, :]
        outcomes = self.outcomes(distinct)[0].tolist()
        flat = np.unpackbits(distinct[0], bitorder="little")
        held, unknown = (
            tuple(
                tuple(number for number, place in enumerate(own) if flat[start + place])
                for own in self.places
            )
            for start in (0, self.size)
        )
        tally = MANY * outcomes.count(NOT_MET) + outcomes.count(PERSON)
        return Row(tuple(outcomes), held, unknown, tally)
