"""A permission as the branches of a long list: one for each ground and, through a set, for each of its members.

A list of a million rows is read by key: each branch walks one index in the order of the list and stops after a
page, and the pages of the branches are merged. Nothing is counted and nothing is skipped over (ADR 0021).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from .language import Node
from .permission import joined
from .to_q import Fields, to_q

# The path of the key a branch is in the order of, and the condition of its rows.
Branch = tuple[str, Q]
# For a fact that is a set: the branch of the rows whose set has one id.
Through = Mapping[str, Callable[[str], Branch]]


def to_branches(alternatives: Iterable[Node], fields: Fields, through: Through) -> tuple[Branch, ...]:
    """Turn alternatives into branches over the fields a list registers.

    An alternative that asks for a set in `through` becomes one branch for each id looked for.

    Raises:
        Unsupported: for a fact the list has not registered, or a comparison the database cannot make.
    """
    found: list[Branch] = []
    for node in alternatives:
        parts = list(node[1:] if node[0] == "and" else (node,))
        walked = next((part for part in parts if _set_in(part, through)), None)
        if walked is None:
            found.append(("id", to_q(node, fields)))
            continue
        rest = to_q(joined("and", [part for part in parts if part is not walked]), fields)
        name, ids = _set_in(walked, through) or ("", ())
        for each in sorted(ids):
            key, condition = through[name](each)
            found.append((key, condition & rest))
    return tuple(found)


def _set_in(part: Node, through: Through) -> tuple[str, Iterable[str]] | None:
    """Name the set a condition looks into, and the ids it looks for; None for any other condition."""
    if part[0] == "overlap":
        sides = {side[0]: side[1] for side in part[1:]}
        if sides.keys() == {"field", "value"} and sides["field"] in through:
            return sides["field"], sides["value"]
    if part[0] == "in" and part[1][0] == "value" and part[2][0] == "field" and part[2][1] in through:
        return part[2][1], (part[1][1],)
    return None


def within(branches: Iterable[Branch], *, before: Any) -> tuple[Branch, ...]:
    """Narrow every branch to the rows before one by key; all of them before none."""
    if before is None:
        return tuple(branches)
    return tuple((key, found & Q(**{f"{key}__lt": before})) for key, found in branches)


def merged(rows: "QuerySet[Any, Any]", branches: Iterable[Branch], *, limit: int) -> "QuerySet[Any, Any]":
    """Narrow a query set of all rows to those at the top of each branch, enough for the first `limit` of all."""
    statements = list(_statements(rows, branches, limit))
    if not statements:
        return rows.none()
    parts = [f"SELECT * FROM ({sql}) AS branch_{place}" for place, (sql, _) in enumerate(statements)]  # noqa: S608 - Django wrote it
    values = [value for _, given in statements for value in given]
    return rows.filter(id__in=RawSQL(" UNION ALL ".join(parts), values))  # noqa: S611 - the same, with its parameters


def _statements(
    rows: "QuerySet[Any, Any]", branches: Iterable[Branch], limit: int
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for key, condition in branches:
        keys = rows.filter(condition).order_by(f"-{key}").values(key)
        page = keys[:limit] if key == "id" else keys.distinct()[:limit]
        try:
            yield page.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        except EmptyResultSet:
            continue
