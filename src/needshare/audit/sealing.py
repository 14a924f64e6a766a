"""Seal the log: give entries their place, sign the tree, and answer whether an entry is under a signature.

`tick` is run by `needshare worker` ten times a second. On SQLite entries already have their place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection

from needshare.kernel import gettext_noop as _
from needshare.kernel.actors import worker

from . import actions, keys, signing
from .entries import EPOCH, milliseconds
from .merkle import Frontier
from .models import Checkpoint as CheckpointRow, Head
from .notes import BadNote, Checkpoint, parsed
from .sequencing import integrate, is_waiting
from .turns import write_in_turn

FRESH_FOR = timedelta(seconds=60)
BEAT_EVERY = timedelta(seconds=30)
TICK_EVERY = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signed checkpoint and when it was signed."""

    checkpoint: Checkpoint
    note: bytes
    signed_at: datetime


_checked_origins: set[str] = set()


def tick(*, at: datetime) -> Sealed | None:
    """Seal and sign what is new; return the new checkpoint, or None when there is nothing to sign.

    A log that was quiet for half a minute gets a heartbeat entry, so that silence and a cut-off tail
    look different.

    Raises:
        SignerRefuses: the tree is not the one that was signed before.
    """
    # Tomorrow's key today: made by an act, it would hold up every other writer until that act ends.
    keys.month_key(at + timedelta(days=1))
    integrate()
    with signing.alone():
        if _is_quiet(at):
            actions.beat(by=worker(), at=at)
            integrate()
        return _sign(at)


def head() -> tuple[int, bytes]:
    """Return the size and root of the tree as it is, signed or not."""
    tree = _claimed()
    return tree.size, tree.root()


def latest_checkpoint() -> Sealed | None:
    """Return the newest signed checkpoint."""
    row = CheckpointRow.objects.order_by("-size").first()
    return None if row is None else _sealed(row)


def covering_checkpoint(entry: UUID) -> Sealed | None:
    """Return the first checkpoint whose verified signature covers this entry; None while there is none.

    Nothing leaves the force before its entry is irrevocable: a package opens only when this answers.
    """
    rows = CheckpointRow.objects.raw(
        "SELECT c.* FROM audit_entry AS e JOIN audit_leaf AS l ON l.entry_id = e.id "
        "JOIN audit_checkpoint AS c ON c.size > l.idx WHERE e.uuid = %s ORDER BY c.size LIMIT 1",
        [entry if connection.vendor == "postgresql" else entry.hex],
    )
    row = next(iter(rows), None)
    if row is None:
        return None
    try:
        checkpoint = signing.read_signed(bytes(row.note))
    except BadNote:
        return None
    is_same = (checkpoint.size, checkpoint.root) == (row.size, bytes(row.root))
    return _sealed(row) if is_same else None


def checkpoint_is_fresh(*, at: datetime) -> bool:
    """Tell whether the log was signed in the last 60 seconds; if not, no package may be opened."""
    oldest = milliseconds(at - FRESH_FOR)
    return CheckpointRow.objects.filter(signed_ms__gte=oldest).exists()


def start_signer() -> signing.Memory:
    """Return what the signer remembers, checked once in this process against the database.

    Raises:
        SignerRefuses: its memory was lost while signatures exist, or the database holds another tree.
    """
    memory = signing.recall()
    if memory is None:
        if CheckpointRow.objects.exists():
            raise signing.SignerRefuses(
                _("The signer's record of what it signed is missing. It must be restored, not begun anew.")
            )
        memory = signing.Memory(origin=f"{urlsplit(settings.SITE_URL).hostname}/needshare/log1")
        signing.remember(memory)
    if memory.origin not in _checked_origins:
        signing.check_right_edge(memory)
        _checked_origins.add(memory.origin)
    return memory


def forget() -> None:
    """Let the next signature check the database again, as after a start."""
    _checked_origins.clear()


def _sign(at: datetime) -> Sealed | None:
    """Sign what is new; the caller holds the signer's lock, so that nothing older is read than was signed."""
    memory, claimed = start_signer(), _claimed()
    is_known = (claimed.size, claimed.root()) == (memory.size, memory.root)
    if is_known and (claimed.size == 0 or _is_kept(claimed.size)):
        signing.must_not_be_stopped(memory)
        return None
    # Signed before a crash and not kept: the same words at the same time are signed again.
    at_ms = memory.signed_ms if is_known else milliseconds(at)
    note = signing.sign(memory, claimed, at_ms=at_ms)
    row = CheckpointRow(size=claimed.size, root=claimed.root(), note=note, signed_ms=at_ms)
    write_in_turn(lambda: row.save(force_insert=True))
    return _sealed(row)


def _claimed() -> Frontier:
    """Read the tree the database claims to hold."""
    size, frontier = Head.objects.values_list("size", "frontier").get()
    return Frontier(size, bytes(frontier))


def _is_kept(size: int) -> bool:
    return CheckpointRow.objects.filter(size=size).exists()


def _is_quiet(at: datetime) -> bool:
    """Tell whether everything is signed and the last signature is half a minute old, or there is none."""
    if is_waiting():
        return False
    size = _claimed().size
    last = CheckpointRow.objects.order_by("-size").values_list("size", "signed_ms").first()
    if last is None:
        return size == 0
    return last[0] == size and milliseconds(at - BEAT_EVERY) >= last[1]


def _sealed(row: CheckpointRow) -> Sealed:
    checkpoint = Checkpoint.read(parsed(bytes(row.note))[0])
    return Sealed(checkpoint, bytes(row.note), EPOCH + timedelta(milliseconds=row.signed_ms))
