"""Checking facts against a pack: every word must be one the pack knows, or no rule could judge it."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from .facts import SCOPES, AssessmentFacts, FactsError
from .kinds import UNKNOWN, kinds_in
from .pack import Pack

# Of an agreement only these are compared; an unknown word in its sets simply covers nothing.
_AGREEMENT = ("status", "ceiling")


def day_of(pack: Pack, at: datetime) -> date:
    """Give the calendar day of an instant where the pack is in force."""
    return at.astimezone(_zone(pack.time_zone)).date()


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def gateways_of(facts: AssessmentFacts) -> list[str | None]:
    """List the gateways relied on, in their fixed order; one empty place when there is none."""
    return [*sorted(facts.request.gateways)] or [None]


def chosen_facts(pack: Pack) -> dict[str, list[tuple[str, bool, frozenset[str]]]]:
    """List, for each scope, the facts chosen from a list: name, whether a set, the words allowed."""
    found: dict[str, list[tuple[str, bool, frozenset[str]]]] = {}
    for scope, cls in SCOPES.items():
        found[scope] = [
            (name, kind.name == "set", frozenset(pack.lists[kind.of].members))
            for name, kind in kinds_in(cls).items()
            if kind.of in pack.lists and (scope != "agreement" or name in _AGREEMENT)
        ]
    return found


def check_facts(pack: Pack, facts: AssessmentFacts) -> None:
    """Go on only if every word of the facts is in the lists of the pack.

    Raises:
        FactsError: naming the first fact that is not.
    """
    check_words(chosen_facts(pack), facts)


def check_words(chosen: dict[str, list[tuple[str, bool, frozenset[str]]]], facts: AssessmentFacts) -> None:
    """Do the same with the lists already worked out."""
    for scope in ("request", "requester", "harm"):
        _check(scope, chosen[scope], getattr(facts, scope))
    for item in facts.items:
        _check("item", chosen["item"], item)
    (_, _, statuses), (_, _, markings) = chosen["agreement"]
    for agreement in facts.agreements:
        if agreement.status not in statuses or agreement.ceiling not in markings:
            raise FactsError(
                f"agreement {agreement.reference}: the pack does not know its status or its ceiling"
            )


def _check(scope: str, chosen: list[tuple[str, bool, frozenset[str]]], record: Any) -> None:
    for name, is_set, words in chosen:
        value = getattr(record, name)
        given = value if is_set else () if value is None or value is UNKNOWN else (value,)
        if not words.issuperset(given):
            raise FactsError(f"{scope}.{name}: the pack does not know {value!r}")
