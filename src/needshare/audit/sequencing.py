"""Give committed entries their place in the tree on PostgreSQL: one sequencer, in batches.

Order matters (design 4.4). The watermark is the oldest transaction still running *before* the entries
are read, and moves only when the batch was not full: an entry committed late, or left over by a
limit, is always found again. Entries are never found by "greater than the last id": ids are
handed out before commit, so that a slow transaction's entry would be lost for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from .merkle import Frontier, leaf_hash
from .tiles import complete_tiles

BATCH = 5000
ONE_SEQUENCER = 0x6E656564_61756474  # "needaudt": the advisory lock only one session holds

HEAD = "SELECT size, frontier, xmin_watermark, system_identifier FROM audit_head FOR UPDATE"
CLUSTER = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, system_identifier::text
FROM pg_control_system()
"""
UNSEALED = """
WITH recent AS MATERIALIZED (SELECT id, leaf FROM audit_entry WHERE xact >= %s)
SELECT id, leaf FROM recent
WHERE NOT EXISTS (SELECT 1 FROM audit_leaf WHERE entry_id = recent.id) ORDER BY id LIMIT %s
"""
IS_WAITING = """
SELECT c.system_identifier::text <> h.system_identifier OR EXISTS (
    SELECT 1 FROM audit_entry AS e WHERE e.xact >= h.xmin_watermark
    AND NOT EXISTS (SELECT 1 FROM audit_leaf AS l WHERE l.entry_id = e.id))
FROM audit_head AS h, pg_control_system() AS c
"""
NEW_LEAVES = """
INSERT INTO audit_leaf (idx, entry_id, leaf_hash)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[])
"""
NEW_HEAD = "UPDATE audit_head SET size = %s, frontier = %s, xmin_watermark = %s, system_identifier = %s"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the sequencer stands."""

    tree: Frontier
    watermark: int
    cluster: str


def integrate(*, limit: int = BATCH) -> int:
    """Seal every committed entry that has no place yet; return how many there were.

    On SQLite entries take their place in their own transaction and nothing is left to do here.
    """
    if not is_waiting():
        return 0
    total = count = integrate_batch(limit=limit)
    while count == limit:
        count = integrate_batch(limit=limit)
        total += count
    return total


def integrate_batch(*, limit: int) -> int:
    """Seal up to `limit` entries in one transaction; 0 when another sequencer is at work."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEQUENCER])
        if not cursor.fetchone()[0]:
            return 0
        head = _head(cursor)
        # 1. The watermark to be, before 2. the entries are read.
        cursor.execute(CLUSTER)
        oldest_running, cluster = cursor.fetchone()
        # A restored dump starts counting transactions anew, below the old watermark: look at everything.
        watermark = head.watermark if cluster == head.cluster else 0
        rows = _unsealed(cursor, watermark, limit)
        # 3. A full batch may have left entries behind: the watermark stays until one is not full.
        mark = oldest_running if len(rows) < limit else watermark
        _append(cursor, head.tree, rows)
        cursor.execute(NEW_HEAD, [head.tree.size, head.tree.packed(), mark, cluster])
        return len(rows)


def unsealed_entries() -> list[int]:
    """Find entries without a place by comparing everything with everything: the hourly reconciliation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM audit_entry AS e LEFT JOIN audit_leaf AS l ON l.entry_id = e.id "
            "WHERE l.idx IS NULL ORDER BY e.id LIMIT 1000"
        )
        return [entry_id for (entry_id,) in cursor.fetchall()]


def is_waiting() -> bool:
    """Tell whether entries wait for a place, without taking a lock: an idle system writes nothing.

    On SQLite none ever do.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute(IS_WAITING)
        return bool(cursor.fetchone()[0])


def _head(cursor: CursorWrapper) -> Head:
    cursor.execute(HEAD)
    size, frontier, watermark, cluster = cursor.fetchone()
    return Head(Frontier(size, bytes(frontier)), watermark, cluster)


def _unsealed(cursor: CursorWrapper, watermark: int, limit: int) -> list[tuple[int, bytes]]:
    cursor.execute("SET LOCAL enable_seqscan = off")  # the index over xact also when statistics are old
    cursor.execute(UNSEALED, [watermark, limit])
    rows = [(entry_id, bytes(leaf)) for entry_id, leaf in cursor.fetchall()]
    cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return rows


def _append(cursor: CursorWrapper, tree: Frontier, rows: Sequence[tuple[int, bytes]]) -> None:
    if not rows:
        return
    start = tree.size
    hashes = [leaf_hash(leaf) for _entry_id, leaf in rows]
    tree.extend(hashes)
    places = list(range(start, tree.size))
    cursor.execute(NEW_LEAVES, [places, [entry_id for entry_id, _leaf in rows], hashes])
    complete_tiles(cursor, old=start, new=tree.size)
