"""Export the sealed log as a folder that any reader of C2SP tlog-tiles can verify.

    checkpoint  checkpoints/<size>  log.vkey  tile/<level>/<n>  tile/entries/<n>

It holds the entries' leaves, which are free of personal data; what entries say stays here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import connection

from needshare.kernel import Unavailable, gettext_noop as _

from . import sealing, signing
from .merkle import TILE_WIDTH
from .models import Checkpoint as CheckpointRow
from .tiles import TILE_BITS, StoredTree


@dataclass(slots=True)
class Exported:
    """What was written, and how many complete tiles were kept as they were."""

    folder: Path
    size: int
    is_incremental: bool = False
    files: int = 0
    kept: int = 0

    def write(self, name: str, content: bytes) -> None:
        """Write one file whole or not at all."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.new")
        draft.write_bytes(content)
        draft.replace(path)
        self.files += 1

    def write_tile(self, kind: str, n: int, width: int, content: Callable[[], bytes]) -> None:
        """Write a tile, unless it is complete and there already."""
        name = _named(kind, n, width)
        if self.is_incremental and width == TILE_WIDTH and (self.folder / name).exists():
            self.kept += 1
        else:
            self.write(name, content())


def export(folder: Path, *, incremental: bool = False) -> Exported:
    """Write the log up to its newest checkpoint; `incremental` keeps complete tiles that are there already.

    Raises:
        Unavailable: nothing was signed yet, or entries are missing.
    """
    newest, memory = sealing.latest_checkpoint(), signing.recall()
    if newest is None or memory is None:
        raise Unavailable(_("Nothing in the audit log was signed yet. Start the worker."))
    done = Exported(folder, newest.checkpoint.size, incremental)
    tree = StoredTree()
    for n, width in _tiles(done.size):
        done.write_tile("tile/entries", n, width, partial(_bundle, n, width))
    for level in range(TILE_BITS):
        for n, width in _tiles(done.size >> TILE_BITS * level):
            done.write_tile(f"tile/{level}", n, width, partial(_hashes, tree, level, n, width))
    for size, note in _published():
        done.write(f"checkpoints/{size}", note)
    done.write("log.vkey", f"{memory.key}\n".encode())
    done.write("checkpoint", newest.note)  # last: what it promises is there
    return done


def _tiles(count: int) -> Iterator[tuple[int, int]]:
    """List number and width of the tiles that `count` hashes or entries fill."""
    for first in range(0, count, TILE_WIDTH):
        yield first // TILE_WIDTH, min(TILE_WIDTH, count - first)


def _published() -> Iterator[tuple[int, bytes]]:
    """Choose a checkpoint of every minute in which one was signed: those that were for publishing."""
    last_ms = None
    rows = CheckpointRow.objects.order_by("size").values_list("size", "note", "signed_ms")
    for size, note, signed_ms in rows.iterator():
        if last_ms is None or signed_ms >= last_ms + 60_000:
            last_ms = signed_ms
            yield size, bytes(note)


def _named(kind: str, n: int, width: int) -> str:
    """Name a tile's file.

    >>> _named("tile/0", 1234067, 256), _named("tile/0", 5, 3)
    ('tile/0/x001/x234/067', 'tile/0/005.p/3')
    """
    digits = f"{n:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"{kind}/{path}" + (f".p/{width}" if width < TILE_WIDTH else "")


def _hashes(tree: StoredTree, level: int, n: int, width: int) -> bytes:
    return b"".join(tree.subtree(TILE_BITS * level, n * TILE_WIDTH + offset) for offset in range(width))


def _bundle(n: int, width: int) -> bytes:
    """Write up to 256 entries, each with its length in two bytes before it."""
    first, last = n * TILE_WIDTH, n * TILE_WIDTH + width
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.leaf FROM audit_leaf AS l JOIN audit_entry AS e ON e.id = l.entry_id "
            "WHERE l.idx >= %s AND l.idx < %s ORDER BY l.idx",
            [first, last],
        )
        leaves = [bytes(leaf) for (leaf,) in cursor.fetchall()]
    if len(leaves) != width:
        raise Unavailable(_("The audit log lacks entries. Verify it."))
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
