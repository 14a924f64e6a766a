"""Emission: a checked condition written out as Python source, from checked forms only.

Two forms of each condition: `plain`, for facts that are all known, and `cautious`, which carries
`UNKNOWN` through. The generated code picks by looking at the facts that may be unknown.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from .kinds import UNKNOWN, Kind
from .language import Node, facts_of

_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_OPPOSITE: Final = {"True": "False", "False": "True"}


class Emitter:
    """Writes conditions over facts held in local variables; keeps the constants they need.

    `absent` are the facts of a scope that is not there (no agreement); they are missing. `settled` are
    truths known when the code is written; what they decide is left out of it.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        columns: Mapping[tuple[str, str], Mapping[str, Any]],
        ranks: Mapping[str, Mapping[str, int]],
        lists: Mapping[str, int],
    ) -> None:
        self.kinds = kinds
        self.columns = columns
        self.ranks = ranks
        self.sizes = lists
        self.names: dict[str, Any] = {"UNKNOWN": UNKNOWN, **_HELPERS}
        self.absent: frozenset[str] = frozenset()
        self.settled: Mapping[str, bool] = {}
        self._temporary = 0

    def condition(self, node: Node) -> tuple[str, str, str]:
        """Write a condition: when to be cautious ("" for never), its cautious form, its plain form."""
        unsure = dict.fromkeys(path for path in facts_of(node) if self._may_be_unknown(path))
        when = " or ".join(f"{local(path)} is UNKNOWN" for path in unsure)
        return when, self._cautious(node) if when else "", self.plain(node)

    def _may_be_unknown(self, path: str) -> bool:
        return self.kinds[path].may_be_unknown and path not in self.absent

    def _keep(self, stem: str, value: Any) -> str:
        for name, kept in self.names.items():
            if kept is value:
                return name
        name = f"{stem}_{len(self.names)}"
        self.names[name] = value
        return name

    def plain(self, node: Node) -> str:
        """Write the two-valued form, for facts that are all known."""
        name = node[0]
        if name in ("and", "or"):
            return _joined(name, [self.plain(part) for part in node[1:]])
        if name == "not":
            inner = self.plain(node[1])
            return _OPPOSITE.get(inner) or f"(not {inner})"
        if name == "unknown":
            return "False"
        if name in ("missing", "holds"):
            source, optional = self._value(node[1])
            if name == "missing":
                return f"({source} is None)" if optional else "False"
            return f"({source} is True)" if optional else source
        return self._plain_comparison(node)

    def _plain_comparison(self, node: Node) -> str:
        guards: list[str] = []
        sides: list[str] = []
        for part in node[-2:]:
            source, optional = self._value(part)
            if optional and not source.isidentifier():
                self._temporary += 1
                guards.append(f"(_t{self._temporary} := {source}) is not None")
                source = f"_t{self._temporary}"
            elif optional:
                guards.append(f"{source} is not None")
            sides.append(source)
        if "None" in sides:
            return "False"
        return "(" + " and ".join([*guards, self._sign(node, *sides)]) + ")"

    def _sign(self, node: Node, a: str, b: str) -> str:
        if node[0] == "overlap":
            return f"not {a}.isdisjoint({b})"
        if node[0] == "within":
            return f"{a} <= {b}"
        if node[0] in ("in", "not in"):
            return f"{a} {node[0]} {b}"
        if node[2]:
            ranks = self._keep("rank", self.ranks[node[2]])
            a, b = f"{ranks}[{a}]", f"{ranks}[{b}]"
        return f"{a} {node[1]} {b}"

    def _value(self, node: Node) -> tuple[str, bool]:
        """Write a value, and tell whether it may be missing."""
        name = node[0]
        if name == "literal":
            return self._literal(node[1]), False
        if name == "fact":
            if node[1] in self.absent:
                return "None", True
            if node[1] in self.settled:
                return str(self.settled[node[1]]), False
            return local(node[1]), self.kinds[node[1]].optional
        if name == "add_days":
            source, optional = self._value(node[1])
            return f"add_days({source}, {node[2]})", optional
        source, optional = self._value(node[3])
        cells = self.columns[node[1], node[2]]
        kept = self._keep("column", cells)
        if optional or len(cells) < self.sizes[node[1]]:
            return f"{kept}.get({source})", True
        return f"{kept}[{source}]", False

    def _literal(self, value: Any) -> str:
        if isinstance(value, (frozenset, date)):
            return self._keep("constant", value)
        return repr(value)

    def _cautious(self, node: Node) -> str:
        name = node[0]
        if name in ("and", "or", "not"):
            return f"k_{name}(" + ", ".join(self._cautious(part) for part in node[1:]) + ")"
        if name in ("missing", "unknown", "holds"):
            return f"k_{name}({self._cautious_value(node[1])})"
        a, b = (self._cautious_value(part) for part in node[-2:])
        if name != "compare":
            return f"k_{name.replace(' ', '_')}({a}, {b})"
        ranks = self._keep("rank", self.ranks[node[2]]) if node[2] else "None"
        return f"k_compare({self._keep('sign', _OPERATORS[node[1]])}, {ranks}, {a}, {b})"

    def _cautious_value(self, node: Node) -> str:
        if node[0] == "column":
            return f"k_column({self._keep('column', self.columns[node[1], node[2]])}, {self._cautious_value(node[3])})"
        if node[0] == "add_days":
            return f"add_days({self._cautious_value(node[1])}, {node[2]})"
        return self._value(node)[0]


def _joined(name: str, parts: list[str]) -> str:
    """Join truths by "and" or "or", leaving out what is settled."""
    settles, neutral = ("False", "True") if name == "and" else ("True", "False")
    left = [part for part in parts if part != neutral]
    if settles in left or not left:
        return settles if left else neutral
    return left[0] if len(left) == 1 else "(" + f" {name} ".join(left) + ")"


def local(path: str) -> str:
    """Name the local variable that holds a fact."""
    return path.replace(".", "__")


def define(source: str, title: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """Turn generated source into functions; it is made from checked conditions only, never from text (ADR 0004)."""
    space = dict(names)
    exec(compile(source, f"<{title}>", "exec"), space)  # noqa: S102 - see the docstring # nosec B102
    return space


def _add_days(value: Any, days: int) -> Any:
    return value if value is None or value is UNKNOWN else value + timedelta(days=days)


def _k_and(*parts: Any) -> Any:
    if False in parts:
        return False
    return UNKNOWN if UNKNOWN in parts else True


def _k_or(*parts: Any) -> Any:
    if True in parts:
        return True
    return UNKNOWN if UNKNOWN in parts else False


def _k_not(part: Any) -> Any:
    return UNKNOWN if part is UNKNOWN else not part


def _k_two(sign: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def answer(a: Any, b: Any) -> Any:
        if a is None or b is None:
            return False
        return UNKNOWN if a is UNKNOWN or b is UNKNOWN else sign(a, b)

    return answer


def _k_compare(sign: Callable[[Any, Any], bool], ranks: Mapping[str, int] | None, a: Any, b: Any) -> Any:
    if ranks is None:
        return _k_two(sign)(a, b)
    return _k_two(lambda x, y: sign(ranks[x], ranks[y]))(a, b)


_HELPERS: Final[Mapping[str, Any]] = {
    "add_days": _add_days,
    "k_and": _k_and,
    "k_or": _k_or,
    "k_not": _k_not,
    "k_missing": lambda value: UNKNOWN if value is UNKNOWN else value is None,
    "k_unknown": lambda value: value is UNKNOWN,
    "k_holds": lambda value: UNKNOWN if value is UNKNOWN else value is True,
    "k_in": _k_two(lambda a, b: a in b),
    "k_not_in": _k_two(lambda a, b: a not in b),
    "k_overlap": _k_two(lambda a, b: not a.isdisjoint(b)),
    "k_within": _k_two(lambda a, b: a <= b),
    "k_compare": _k_compare,
    "k_column": lambda cells, value: value if value is None or value is UNKNOWN else cells.get(value),
}
