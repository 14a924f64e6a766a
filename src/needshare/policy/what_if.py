"""What-if: a pack, a gateway or an agreement as it would be, and what past assessments would then find (ADR 0049).

Nothing here is kept: a changed pack is loaded with every check, judged by, and let go.
"""

import copy
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from .columnar import Replayed
from .columns import Array, Table
from .documents import PackError
from .explanation import codes_of
from .facts import AgreementFacts
from .layering import lay
from .loading import load
from .pack import Pack, Test
from .results import OUTCOMES, Row

LAYER_FILES: Final[Mapping[str, str]] = {
    "test": "assessment",
    "verb": "access",
    "code": "codes",
    "clause": "clauses",
    "authority": "authority",
    "condition": "onward",
    "parameter": "parameters",
    "clock": "clocks",
    "escalation": "escalation",
    "unit": "units",
}
HEAD: Final = ("pack", "force", "version", "title", "effective_from", "effective_to")
LONGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What one test found: its outcome and its codes, worst first; nothing where the pack has no such test."""

    outcome: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One test that would find something else, for the whole request or for one item (by number)."""

    test: str
    item: int | None
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One assessment that would find something else: its place in the table, both outcomes, and each test.

    `after` is nothing where the changed pack does not know a word of its facts, so that nobody can say.
    """

    place: int
    before: str
    after: str | None
    differences: tuple[Difference, ...] = ()


def gateway_changed(pack: Pack, word: str, columns: Mapping[str, Any]) -> Pack:
    """Give a pack in which columns of one gateway say something else (None: nothing).

    Raises:
        PackError: the pack has no such gateway, or would not be sound.
    """
    documents = copy.deepcopy({file: dict(document) for file, document in pack.documents.items()})
    members = [
        member
        for document in documents.values()
        if isinstance(document.get("gateway"), dict)
        for member in document["gateway"].get("member", ())
        if member.get("id") == word
    ]
    if not members:
        raise PackError([f"the pack has no gateway '{word}'"])
    for name, value in columns.items():
        members[0].pop(name, None)
        if value is not None:
            members[0][name] = value
    return load(documents, {})


def layer_tried(pack: Pack, text: str) -> Pack:
    """Lay a force's own layer, written as one TOML document, over a pack.

    The head (`force`, `version` ...) comes first; every table goes to the file of its name.

    Raises:
        PackError: listing every mistake.
    """
    if len(text) > LONGEST:
        raise PackError([f"a layer may be at most {LONGEST} letters long"])
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise PackError([f"this is not TOML: {wrong}"]) from None
    documents: dict[str, dict[str, Any]] = {"layer.toml": {}}
    for key, value in written.items():
        file = "layer" if key in HEAD else LAYER_FILES.get(key, "lists")
        documents.setdefault(f"{file}.toml", {})[key] = value
    return lay(pack, documents)


def agreement_changed(
    agreements: Sequence[AgreementFacts], reference: str, change: Mapping[str, Any]
) -> list[AgreementFacts]:
    """Give agreements in which those of a reference say something else."""
    return [replace(each, **change) if each.reference == reference else each for each in agreements]


def differences(table: Table, before: Replayed, after: Replayed) -> Iterator[Changed]:
    """List the assessments that would find something else, in the order of the table.

    What the pack of before does not know is left out: there is nothing to compare with.
    """
    numbers = _Numbers()
    places = [
        (numbers.of(before, family)[before.rows[family]], numbers.of(after, family)[after.rows[family]])
        for family in range(4)
    ]
    differs = _differing(table, places) | (before.outcomes() != after.outcomes()) | ~after.is_judged
    was, will = before.outcomes(), after.outcomes()
    for place in np.flatnonzero(differs & before.is_judged).tolist():
        outcome = OUTCOMES[was[place]].value
        if not after.is_judged[place]:
            yield Changed(place, outcome, None)
        else:
            found = tuple(_each(table, numbers, places, place))
            yield Changed(place, outcome, OUTCOMES[will[place]].value, found)


def _differing(table: Table, places: Sequence[tuple[Array, Array]]) -> Array:
    found: Array = np.zeros(len(table), bool)
    items = np.repeat(np.arange(len(table)), np.diff(table.first_item))
    for (one, other), is_item in zip(places, (False, True, False, True), strict=True):
        if is_item:
            found[items[one != other]] = True
        else:
            found |= one != other
    return found


def _each(
    table: Table, numbers: "_Numbers", places: Sequence[tuple[Array, Array]], place: int
) -> Iterator[Difference]:
    own = range(int(table.first_item[place]), int(table.first_item[place + 1]))
    for (one, other), is_item in zip(places, (False, True, False, True), strict=True):
        for row in own if is_item else (place,):
            if one[row] != other[row]:
                was, will = numbers.answers[one[row]], numbers.answers[other[row]]
                item = int(table.columns["item.number"][row]) if is_item else None
                for test in sorted(set(was) | set(will)):
                    if was.get(test) != will.get(test):
                        yield Difference(test, item, was.get(test), will.get(test))


class _Numbers:
    """Numbers what rows say (test by test), so that rows of two packs compare as numbers."""

    def __init__(self) -> None:
        self.known: dict[tuple[tuple[str, Answer], ...], int] = {}
        self.answers: list[dict[str, Answer]] = []

    def of(self, replayed: Replayed, family: int) -> Array:
        """Give each distinct row of one family its number."""
        tests = replayed.families[family]
        return np.array([self._number(tests, row) for row in replayed.distinct[family]], np.int64)

    def _number(self, tests: Sequence[Test], row: Row) -> int:
        said = {
            test.id: Answer(OUTCOMES[outcome].value, codes_of(test, row, place))
            for place, (test, outcome) in enumerate(zip(tests, row.outcomes, strict=True))
        }
        key = tuple(said.items())
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = len(self.answers)
            self.answers.append(said)
        return found
