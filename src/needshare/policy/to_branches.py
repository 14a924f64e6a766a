"""A permission as the branches of a long list: one for each ground and, through a set, for each of its members.

A list of a million rows is read by key: each branch walks one index in the order of the list and stops after a
page, and the pages of the branches are merged. Nothing is counted and nothing is skipped over (ADR 0021).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from .language import Node
from .permission import joined
from .to_q import Fields, to_q


class Walk(NamedTuple):
    """Rows beside those of the list, by which it is walked: their relation, the column that names the row of
    the list, and which of them.
    """

    relation: str
    key: str
    condition: Q


class Branch(NamedTuple):
    """What a row of the list must be, and by which rows beside it the branch is walked; by its own without."""

    condition: Q
    walk: Walk | None = None


# For a fact that is a set: how the rows whose set has one id are walked.
Through = Mapping[str, Callable[[str], Walk]]


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
            found.append(Branch(to_q(node, fields)))
            continue
        rest = to_q(joined("and", [part for part in parts if part is not walked]), fields)
        name, ids = _set_in(walked, through) or ("", ())
        found += [Branch(rest, through[name](each)) for each in sorted(ids)]
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
    return tuple(_below(branch, before) for branch in branches)


def _below(branch: Branch, before: Any) -> Branch:
    if branch.walk is None:
        return Branch(branch.condition & Q(id__lt=before))
    relation, key, condition = branch.walk
    return Branch(branch.condition, Walk(relation, key, condition & Q(**{f"{key}__lt": before})))


def merged(rows: "QuerySet[Any, Any]", branches: Iterable[Branch], *, limit: int) -> "QuerySet[Any, Any]":
    """Narrow a query set of all rows to those at the top of each branch, enough for the first `limit` of all."""
    statements = list(_statements(rows, branches, limit))
    if not statements:
        return rows.none()
    parts = [f"SELECT * FROM ({sql}) AS branch_{place}" for place, (sql, _) in enumerate(statements)]  # noqa: S608 - Django wrote it
    values = [value for _, given in statements for value in given]
    return rows.filter(id__in=RawSQL(" UNION ALL ".join(parts), values))  # noqa: S611 - the same, with its parameters  # nosec B611


def _statements(
    rows: "QuerySet[Any, Any]", branches: Iterable[Branch], limit: int
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for branch in branches:
        page = (_walked(rows, branch, branch.walk) if branch.walk else _own(rows, branch))[:limit]
        try:
            yield page.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        except EmptyResultSet:
            continue


def _own(rows: "QuerySet[Any, Any]", branch: Branch) -> "QuerySet[Any, Any]":
    return rows.filter(branch.condition).order_by("-id").values("id")


def _walked(rows: "QuerySet[Any, Any]", branch: Branch, walk: Walk) -> "QuerySet[Any, Any]":
    """Walk the rows beside, newest first, and ask of each whether its row of the list is wanted.

    Asked in this way, and not by a join, no database begins with the rows of the list.
    """
    beside: Any = rows.model._meta.get_field(walk.relation).related_model
    wanted = Exists(rows.filter(branch.condition, pk=OuterRef(walk.key)))
    found = beside.objects.filter(walk.condition).filter(wanted)
    keys: QuerySet[Any, Any] = found.order_by(f"-{walk.key}").values(walk.key).distinct()
    return keys
