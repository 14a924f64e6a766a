"""Sampling: cases drawn about the facts that some conditions name, from the base case of the decision tables.

Each fact is tried at every word of its list, on both sides of its boundary, missing and unknown; several
together as far as the number of cases allows. The same question gives the same cases.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, product
from typing import Any, Final

from .facts import SCOPES, AssessmentFacts, FactsError
from .kinds import Kind, kinds_in
from .pack import Pack
from .tables import case

MOST: Final = 400
NEAR: Final = (-366, -31, -1, 0, 1, 31, 366)
LEVELS: Final = ("low", "medium", "severe")
Change = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """One case: what differs from the base case, and its facts."""

    change: Change
    facts: AssessmentFacts

    def told(self) -> str:
        """Say what differs, fact by fact."""
        return ", ".join(f"{path} = {_told(value)}" for path, value in self.change.items()) or "the base case"


def _told(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)):
        return "{" + ", ".join(sorted(map(str, value))) + "}"
    return value.isoformat() if isinstance(value, date) else str(value)


def about(packs: tuple[Pack, Pack], base: Mapping[str, Any], paths: Iterable[str]) -> Iterator[Sample]:
    """Draw cases about these facts, the fewest changes first, in words that both packs know."""
    given = base["at"]
    today = given.date() if isinstance(given, datetime) else date.min
    values = {path: found for path in sorted(set(paths)) if (found := _values(packs, base, path, today))}
    for number, change in enumerate(_changes(values)):
        if number >= MOST:
            return
        try:
            yield Sample(change, case(base, change))
        except (FactsError, KeyError, IndexError, TypeError):
            continue  # this case cannot be: a fact of an agreement where there is none


def _changes(values: Mapping[str, list[tuple[str, Any]]]) -> Iterator[Change]:
    """Give nothing changed, each fact alone, pairs, and then more together at random."""
    yield {}
    for choices in values.values():
        yield from ({path: value} for path, value in choices)
    pairs = [pair for one, other in combinations(values.values(), 2) for pair in product(one, other)]
    chance = random.Random(len(pairs))  # noqa: S311 - cases to look at, no secret
    chance.shuffle(pairs)
    yield from (dict(pair) for pair in pairs[: MOST // 2])
    for _each in range(MOST if len(values) > 2 else 0):
        few = chance.sample(list(values.values()), min(len(values), chance.randint(3, 4)))
        yield dict(chance.choice(choices) for choices in few)


def _values(
    packs: tuple[Pack, Pack], base: Mapping[str, Any], path: str, today: date
) -> list[tuple[str, Any]]:
    """List what may be put where a fact stands, as changes of the base case."""
    scope, _, name = path.partition(".")
    if path in ("has_agreement", "partner_has_agreement", "relied_agreement_is_known"):
        return [("agreement", "none")]
    if path == "gateway":
        return [("request.gateways", [word]) for word in _words(packs, "gateway")] + [
            ("request.gateways", [])
        ]
    if scope == "harm":
        return _harms(packs)
    kind = kinds_in(SCOPES[scope]).get(name) if scope in SCOPES else None
    if kind is None:
        return []
    before = base[scope][0] if isinstance(base.get(scope), list) else base.get(scope, {})
    found = [(path, value) for value in _of_kind(packs, kind, before.get(name), today)]
    found += [(path, "missing")] if kind.optional else []
    return found + ([(path, "unknown")] if kind.may_be_unknown else [])


def _of_kind(packs: tuple[Pack, Pack], kind: Kind, before: Any, today: date) -> list[Any]:
    if kind.name == "bool":
        return [True, False]
    if kind.name == "enum":
        return _words(packs, kind.of)
    if kind.name == "date":
        return [today + timedelta(days=days) for days in NEAR]
    if kind.name == "set":
        words = _words(packs, kind.of)
        return [[], words, *([word] for word in words)]
    if kind.name == "int":
        figures = {value for pack in packs for each, value in pack.parameters.values() if each.name == "int"}
        near = {figure + step for figure in figures for step in (-1, 0, 1)}
        return sorted(value for value in near | {0, 1} if value >= 0)
    return [before] if before is not None else []


def _words(packs: tuple[Pack, Pack], name: str) -> list[str]:
    if not all(name in pack.lists for pack in packs):
        return []
    return [word for word in packs[0].lists[name].members if word in packs[1].lists[name].members]


def _harms(packs: tuple[Pack, Pack]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [("harm.sharing", []), ("harm.not_sharing", [])]
    for path, name in (("harm.sharing", "harm"), ("harm.not_sharing", "harm_of_not_sharing")):
        found += [(path, [[word, level]]) for word in _words(packs, name) for level in LEVELS]
    return found
