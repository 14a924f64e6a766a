"""The interpreter: the definition of what a condition and a test mean. Slow, plain, and the oracle
of every compiled form.

base(test)    = met if any `met` rule holds, else needs a person if such a rule holds, else the default
outcome(test) = the worst of base and of every `restrict` rule that holds; a restriction only tightens
unknown       = a rule that might have changed the outcome for the worse and is unknown needs a person
"""

import operator
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from .kinds import UNKNOWN, NotKnown
from .language import Node

Truth = bool | NotKnown
Frame = Mapping[str, Any]
Columns = Mapping[tuple[str, str], Mapping[str, Any]]
Ranks = Mapping[str, Mapping[str, int]]

_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
    "overlap": lambda a, b: not a.isdisjoint(b),
    "within": lambda a, b: a <= b,
}


class Interpreter:
    """Answers checked conditions over a frame of facts, given the columns and orders of a pack."""

    def __init__(self, columns: Columns, ranks: Ranks) -> None:
        self.columns = columns
        self.ranks = ranks

    def truth(self, node: Node, frame: Frame) -> Truth:
        """Tell whether a condition holds, does not hold, or is unknown."""
        name = node[0]
        if name == "and":
            return _all(self.truth(part, frame) for part in node[1:])
        if name == "or":
            return _negate(_all(_negate(self.truth(part, frame)) for part in node[1:]))
        if name == "not":
            return _negate(self.truth(node[1], frame))
        if name == "missing":
            value = self.value(node[1], frame)
            return UNKNOWN if value is UNKNOWN else value is None
        if name == "unknown":
            return bool(self.value(node[1], frame) is UNKNOWN)
        if name == "holds":
            value = self.value(node[1], frame)
            return UNKNOWN if value is UNKNOWN else value is True
        return self._compared(node, frame)

    def _compared(self, node: Node, frame: Frame) -> Truth:
        a, b = (self.value(part, frame) for part in node[-2:])
        if a is None or b is None:
            return False
        if a is UNKNOWN or b is UNKNOWN:
            return NotKnown.UNKNOWN
        if node[0] != "compare":
            return _COMPARE[node[0]](a, b)
        if node[2]:
            a, b = self.ranks[node[2]][a], self.ranks[node[2]][b]
        return _COMPARE[node[1]](a, b)

    def value(self, node: Node, frame: Frame) -> Any:
        """Look up or work out a value; `None` when missing, `UNKNOWN` when unknown."""
        name = node[0]
        if name == "literal":
            return node[1]
        if name == "fact":
            return fact_in(frame, node[1])
        value = self.value(node[-1] if name == "column" else node[1], frame)
        if value is None or value is UNKNOWN:
            return value
        if name == "column":
            return self.columns[node[1], node[2]].get(value)
        return value + timedelta(days=node[2])


def fact_in(frame: Frame, path: str) -> Any:
    """Find a fact by its path; a fact of a scope that is absent (no agreement) is missing."""
    scope, _, name = path.partition(".")
    record = frame[scope]
    if not name:
        return record
    return None if record is None else getattr(record, name)


def _negate(truth: Truth) -> Truth:
    return UNKNOWN if truth is UNKNOWN else not truth


def _all(truths: Any) -> Truth:
    found = list(truths)
    if any(truth is False for truth in found):
        return False
    return UNKNOWN if UNKNOWN in found else True
