"""Which answers wait before the requester sees them: all of a class the same time, whoever they are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SETS = ("urgencies", "purposes", "categories", "requester_types")


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What decides how long an answer waits; nothing here is about the person."""

    urgency: str
    purpose: str
    categories: frozenset[str]
    requester_type: str


def clock_of_answer(facts: AnswerFacts, classes: Iterable[Mapping[str, Any]]) -> str:
    """Name the clock by which an answer waits, that of the first class it fits; empty where it does not.

    >>> every = {"urgencies": ["routine"], "purposes": [], "categories": [], "requester_types": [], "clock": "two_days"}
    >>> clock_of_answer(AnswerFacts("routine", "safeguarding", frozenset(), "gp"), [every])
    'two_days'
    >>> clock_of_answer(AnswerFacts("emergency", "safeguarding", frozenset(), "gp"), [every])
    ''
    """
    said = {
        "urgencies": {facts.urgency},
        "purposes": {facts.purpose},
        "categories": set(facts.categories),
        "requester_types": {facts.requester_type},
    }
    for each in classes:
        if all(not each[name] or said[name] & set(each[name]) for name in SETS):
            return str(each["clock"])
    return ""
