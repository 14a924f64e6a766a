"""The checks of one entry after the other: its bytes, its columns, its writer's chain, its time."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeAlias

from needshare.kernel import gettext_noop as _

from .leaves import LINK_SIZE, NO_LINK, SHAPE
from .merkle import HASH_SIZE, Frontier
from .reading import Row, stored_tile

Say: TypeAlias = Callable[[int | None, str, str], None]

# Entries stand in the order of their commits: long transactions and several hosts' clocks differ a little.
CLOCK_SLACK_MS = 300_000
FIRST_LINK = b64encode(NO_LINK)
NO_HASH = bytes(HASH_SIZE)


class EntryChecks:
    """Goes through the entries in order and says what is wrong with each."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._writers: dict[bytes, tuple[int, bytes]] = {}
        self._latest_ms = 0
        self.newest: tuple[int, int] = (0, 0)  # the latest time since the last checkpoint, and its index

    def check(self, index: int, row: Row) -> bytes:
        """Check one entry; return the hash that stands in the tree for it."""
        stored = row.leaf_hash if _is_hash(row.leaf_hash) else NO_HASH
        leaf = row.leaf
        if type(leaf) is not bytes:
            self._say(index, "entry_missing", _("An entry that has its place in the log is gone."))
            return stored
        hashed = sha256(b"\x00" + leaf).digest()
        if hashed != stored:
            self._say(index, "leaf_edited", _("The bytes of an entry are not the ones that were sealed."))
        shape = SHAPE.fullmatch(leaf)
        if shape is None:
            self._say(index, "leaf_malformed", _("An entry does not have the form of an entry."))
            return stored
        action, _commit, uuid, number, link, at_ms, writer = shape.groups()
        at = int(at_ms)
        if row.action != action or row.t_ms != at or _tight(row.uuid) != uuid.replace(b"-", b""):
            self._say(index, "column_edited", _("A column of an entry differs from its sealed bytes."))
        self._check_chain(index, hashed, writer, int(number), link)
        self._check_time(index, at)
        return stored

    def checkpoint_at(self, signed_ms: Any) -> None:
        """Check the times since the last checkpoint against the time of this one."""
        newest_ms, index = self.newest
        if isinstance(signed_ms, int):
            if newest_ms > signed_ms + CLOCK_SLACK_MS:
                self._say(index, "post_dated", _("An entry claims a time after it was signed."))
            self._latest_ms = max(self._latest_ms, signed_ms)
        self.newest = (0, 0)

    def _check_chain(self, index: int, hashed: bytes, writer: bytes, number: int, link: bytes) -> None:
        expected, previous = self._writers.get(writer, (0, FIRST_LINK))
        if number != expected:
            self._say(index, "chain_gap", _("A writer's entries are not numbered one after the other."))
        elif link != previous:
            self._say(index, "chain_broken", _("An entry does not follow its writer's last one."))
        self._writers[writer] = (number + 1, b64encode(hashed[:LINK_SIZE]))

    def _check_time(self, index: int, at: int) -> None:
        if at < self._latest_ms - CLOCK_SLACK_MS:
            self._say(index, "back_dated", _("An entry claims a time before entries that precede it."))
        self._latest_ms = max(self._latest_ms, at)
        if at > self.newest[0]:
            self.newest = (at, index)


class WatchedTree(Frontier):
    """A growing tree that compares each tile with the stored one as soon as it is complete."""

    __slots__ = ("_say", "levels", "tiles")

    def __init__(self, say: Say) -> None:
        super().__init__()
        self._say = say
        self.levels: list[list[bytes]] = [[] for _level in range(8)]
        self.tiles = 0

    def append(self, hashed: bytes) -> None:
        """Add the hash of the next leaf."""
        self.levels[0].append(hashed)
        size, stack, height = self.size, self.stack, 0
        while size & 1:
            hashed = sha256(b"\x01" + stack.pop() + hashed).digest()
            size >>= 1
            height += 1
            if not height & 7:
                self.levels[height >> 3].append(hashed)
        stack.append(hashed)
        self.size += 1
        if not self.size & 255:
            self._compare()

    def _compare(self) -> None:
        """Compare the tiles that are complete, lowest first."""
        for level, hashes in enumerate(self.levels):
            if len(hashes) < 256:
                return
            n = (self.size >> 8 * (level + 1)) - 1
            stored = stored_tile(level, n)
            if stored is None:
                self._say(n << 8 * (level + 1), "tile_missing", _("A tile of the tree is missing."))
            elif stored != b"".join(hashes):
                self._say(
                    n << 8 * (level + 1), "tile_edited", _("A tile of the tree is not what its entries give.")
                )
            self.tiles += 1
            hashes.clear()


def _is_hash(value: Any) -> bool:
    return type(value) is bytes and len(value) == HASH_SIZE


def _tight(uuid: Any) -> bytes:
    return uuid.replace(b"-", b"") if isinstance(uuid, bytes) else b""
