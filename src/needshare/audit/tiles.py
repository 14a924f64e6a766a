"""The tree's hashes as they are kept: leaf hashes in order, and tiles of 256 once these are complete.

Tile `n` of level L holds the roots of 256 neighbouring complete subtrees of 256**L leaves each
(C2SP tlog-tiles). Anything else about the tree is computed from these when it is asked for.
"""

from collections import OrderedDict
from collections.abc import Iterator

from django.db import connection
from django.db.backends.utils import CursorWrapper

from .merkle import HASH_SIZE, TILE_WIDTH, Frontier, root_of

TILE_BITS = 8
BATCH = 8192


class MissingHashes(Exception):
    """The database no longer holds a part of the tree that was written."""


def complete_tiles(cursor: CursorWrapper, *, old: int, new: int) -> None:
    """Write the tiles that became complete while the tree grew from `old` to `new` leaves."""
    for level in range(TILE_BITS):
        width = TILE_BITS * (level + 1)
        if old >> width == new >> width:
            return
        for n in range(old >> width, new >> width):
            hashes = b"".join(_entries(cursor, level, n))
            cursor.execute(
                "INSERT INTO audit_tile (level, n, hashes) VALUES (%s, %s, %s)", [level, n, hashes]
            )


def _entries(cursor: CursorWrapper, level: int, n: int) -> list[bytes]:
    """Read the 256 hashes of a tile from the level under it."""
    first, last = n * TILE_WIDTH, (n + 1) * TILE_WIDTH
    if level == 0:
        cursor.execute(
            "SELECT leaf_hash FROM audit_leaf WHERE idx >= %s AND idx < %s ORDER BY idx", [first, last]
        )
        return [bytes(hashed) for (hashed,) in cursor.fetchall()]
    cursor.execute(
        "SELECT hashes FROM audit_tile WHERE level = %s AND n >= %s AND n < %s ORDER BY n",
        [level - 1, first, last],
    )
    return [root_of(split(bytes(hashes))) for (hashes,) in cursor.fetchall()]


def split(hashes: bytes) -> list[bytes]:
    """Cut the bytes of a tile into its hashes."""
    return [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]


def leaf_hashes(start: int, end: int) -> Iterator[bytes]:
    """Read the leaf hashes from `start` to `end` in order, a batch at a time.

    Raises:
        MissingHashes: one of them is not there.
    """
    while start < end:
        upto = min(start + BATCH, end)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT leaf_hash FROM audit_leaf WHERE idx >= %s AND idx < %s ORDER BY idx", [start, upto]
            )
            rows = cursor.fetchall()
        if len(rows) != upto - start:
            raise MissingHashes(f"leaves {start} to {upto}")
        yield from (bytes(hashed) for (hashed,) in rows)
        start = upto


class StoredTree:
    """Reads complete subtrees from tiles and leaf hashes; what it has read it keeps, within bounds."""

    def __init__(self, *, kept: int = 1024) -> None:
        self._kept = kept
        self._tiles: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def subtree(self, level: int, index: int) -> bytes:
        """Return the hash of the complete subtree of 2**level leaves at `index`.

        Raises:
            MissingHashes: the database does not hold it.
        """
        tile_level, above = divmod(level, TILE_BITS)
        width = 1 << above
        start = index * width
        n, offset = divmod(start, TILE_WIDTH)
        hashes = self._tile(tile_level, n, offset + width)
        return root_of(hashes[offset : offset + width])

    def _tile(self, level: int, n: int, needed: int) -> list[bytes]:
        held = self._tiles.get((level, n), [])
        if len(held) < needed:
            held = self._read(level, n)
            if len(held) < needed:
                raise MissingHashes(f"tile {n} of level {level}")
            self._tiles[level, n] = held
            while len(self._tiles) > self._kept:
                self._tiles.popitem(last=False)
        return held

    def _read(self, level: int, n: int) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT hashes FROM audit_tile WHERE level = %s AND n = %s", [level, n])
            row = cursor.fetchone()
            return split(bytes(row[0])) if row else _entries(cursor, level, n)


def frontier_at(size: int) -> Frontier:
    """Rebuild the right edge of the tree as it was at `size`, from tiles and leaf hashes."""
    tree, start, stack = StoredTree(), 0, b""
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            stack += tree.subtree(level, start >> level)
            start += 1 << level
    return Frontier(size, stack)
