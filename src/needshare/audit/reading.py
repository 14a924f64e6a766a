"""Read the stored log for verification: in order, in batches, as bytes, trusting nothing about types."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

BATCH = 4096


class Row(NamedTuple):
    """One place in the log with what is stored about its entry; any value may be wrong or missing."""

    idx: int
    entry_id: Any
    leaf_hash: Any
    uuid: Any
    t_ms: Any
    action: Any
    leaf: Any


class CheckpointRow(NamedTuple):
    """One stored checkpoint."""

    size: int
    root: Any
    note: Any
    signed_ms: Any


# As bytes: text that is not UTF-8 must be a finding, not an error of the driver.
AS_BYTES = {
    "sqlite": ("CAST(e.uuid AS BLOB)", "CAST(e.action AS BLOB)"),
    "postgresql": ("convert_to(e.uuid::text, 'UTF8')", "convert_to(e.action, 'UTF8')"),
}
ENTRIES = """
SELECT l.idx, l.entry_id, l.leaf_hash, {0}, e.t_ms, {1}, e.leaf
FROM audit_leaf AS l LEFT JOIN audit_entry AS e ON e.id = l.entry_id
WHERE l.idx > %s ORDER BY l.idx LIMIT %s
"""
CHECKPOINTS = (
    "SELECT size, root, note, signed_ms FROM audit_checkpoint WHERE size > %s ORDER BY size LIMIT %s"
)
TILE = "SELECT hashes FROM audit_tile WHERE level = %s AND n = %s"
WAITING = """
SELECT e.id, e.t_ms FROM audit_entry AS e LEFT JOIN audit_leaf AS l ON l.entry_id = e.id
WHERE l.idx IS NULL ORDER BY e.id LIMIT 10000
"""
PAYLOADS = """
SELECT entry_id, subj_key, subj_ct, main_key, main_ct, field_digests
FROM audit_payload WHERE entry_id BETWEEN %s AND %s
"""


def rows_in_order() -> Iterator[list[Row]]:
    """Yield every place of the log in order, a batch at a time."""
    last = -1
    statement = ENTRIES.format(*AS_BYTES[connection.vendor])
    while rows := [Row._make(row) for row in _fetch(statement, last, BATCH)]:
        yield rows
        last = rows[-1].idx


def checkpoints_in_order() -> Iterator[CheckpointRow]:
    """Yield every stored checkpoint, smallest first."""
    last = -1
    while rows := [CheckpointRow._make(row) for row in _fetch(CHECKPOINTS, last, BATCH)]:
        yield from rows
        last = rows[-1].size


def stored_tile(level: int, n: int) -> Any:
    """Read one tile; None when it is not there."""
    rows = _fetch(TILE, level, n)
    return rows[0][0] if rows else None


def stored_head() -> tuple[Any, Any]:
    """Read the size and the frontier the database claims."""
    rows = _fetch("SELECT size, frontier FROM audit_head")
    return (rows[0][0], rows[0][1]) if rows else (None, None)


def waiting_entries() -> list[tuple[Any, Any]]:
    """Read id and time of entries that have no place in the tree."""
    return _fetch(WAITING)


def tile_count() -> int:
    """Count the stored tiles."""
    return int(_fetch("SELECT count(*) FROM audit_tile")[0][0])


def payloads(first: int, last: int) -> dict[Any, tuple[Any, ...]]:
    """Read the payloads of a range of entries."""
    return {row[0]: row[1:] for row in _fetch(PAYLOADS, first, last)}


def _fetch(statement: str, *parameters: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows
