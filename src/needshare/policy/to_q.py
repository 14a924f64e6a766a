"""A permission as a filter of the database: the residual of `permission`, over fields its caller names.

With `to_branches` the only file of this folder that knows Django. A row's empty column is a missing fact: no comparison
with it holds, and every negation says so explicitly, so that the filter and the check agree on it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F, Q

from .language import Node

# For a fact that is a set: given the ids looked for, the rows whose set has any of them.
HasAny = Callable[[frozenset[str]], Q]
Fields = Mapping[str, str | HasAny]

NOTHING = Q(pk__in=[])


class Unsupported(ValueError):
    """A condition cannot be said in the database; it is never approximated."""


def to_q(node: Node, fields: Fields) -> Q:
    """Turn a residual into a `Q`. `fields` maps each fact of the thing to a lookup path, or, for a set,
    to a function that finds the rows having any of some ids.

    Raises:
        Unsupported: for a fact that is not in `fields`, or a comparison the database cannot make.
    """
    return _Writer(fields).write(node)


class _Writer:
    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def write(self, node: Node, *, negated: bool = False) -> Q:
        name = node[0]
        if name in ("true", "false"):
            return NOTHING if (name == "true") is negated else Q()
        if name == "not":
            return self.write(node[1], negated=not negated)
        if name in ("and", "or"):
            return self._joined(
                [self.write(part, negated=negated) for part in node[1:]], (name == "or") is negated
            )
        if name in ("missing", "holds"):
            return self._asked(node, negated)
        return self._compared(node, negated)

    def _joined(self, parts: list[Q], is_and: bool) -> Q:
        # An empty Q means "all rows", and Django drops it: all or all is right, all or some is not.
        if not is_and and any(not part for part in parts):
            return Q()
        whole = parts[0]
        for part in parts[1:]:
            whole = whole & part if is_and else whole | part
        return whole

    def _asked(self, node: Node, negated: bool) -> Q:
        path = self._path(node[1])
        if node[0] == "missing":
            return Q(**{f"{path}__isnull": not negated})
        return Q(**{f"{path}__isnull": True}) | Q(**{path: False}) if negated else Q(**{path: True})

    def _path(self, side: Node) -> str:
        path = self._field(side)
        if not isinstance(path, str):
            raise Unsupported(f"'{side[1]}' is a set and cannot be compared")
        return path

    def _field(self, side: Node) -> str | HasAny:
        if side[0] != "field" or side[1] not in self.fields:
            raise Unsupported(f"'{side[1]}' is not a field this list can be narrowed by")
        return self.fields[side[1]]

    def _compared(self, node: Node, negated: bool) -> Q:
        a, b = node[-2:]
        if node[0] == "in" and b[0] == "field":
            return self._has_any(b, frozenset([self._given(a)]), negated)
        if node[0] == "overlap":
            field, given = (a, b) if a[0] == "field" else (b, a)
            return self._has_any(field, frozenset(self._given(given)), negated)
        if node[0] in ("in", "not in"):
            return self._one_of(self._path(a), self._given(b), is_one=node[0] == "in", negated=negated)
        if node[0] == "compare" and node[1] in ("==", "!="):
            return self._equal(a, b, is_equal=node[1] == "==", negated=negated)
        raise Unsupported(f"'{node[0]}' cannot be said in the database")

    def _given(self, side: Node) -> Any:
        if side[0] != "value":
            raise Unsupported(f"'{side[1]}' cannot be looked for in another field")
        return side[1]

    def _has_any(self, field: Node, given: frozenset[str], negated: bool) -> Q:
        has_any = self._field(field)
        if isinstance(has_any, str):
            raise Unsupported(f"'{field[1]}' is a set; register a function for it, not a path")
        return ~has_any(given) if negated else has_any(given)

    def _equal(self, a: Node, b: Node, *, is_equal: bool, negated: bool) -> Q:
        if a[0] == "field" and b[0] == "field":
            first, second = self._path(a), self._path(b)
            same = Q(**{first: F(second)})
            known = Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
            return self._with_missing(same, known, is_equal, negated)
        field, given = (a, b) if a[0] == "field" else (b, a)
        return self._one_of(self._path(field), [self._given(given)], is_one=is_equal, negated=negated)

    def _one_of(self, path: str, given: Any, *, is_one: bool, negated: bool) -> Q:
        values = sorted(given)
        same = Q(**{path: values[0]}) if len(values) == 1 else Q(**{f"{path}__in": values})
        return self._with_missing(same, Q(**{f"{path}__isnull": False}), is_one, negated)

    def _with_missing(self, same: Q, known: Q, is_equal: bool, negated: bool) -> Q:
        """Write one comparison: it never holds for a missing value, and its negation always does."""
        if is_equal:
            return ~known | (known & ~same) if negated else known & same
        return ~known | (known & same) if negated else known & ~same
