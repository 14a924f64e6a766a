"""The signer: signs the tree's state, and remembers outside the database what it has signed.

It signs only what continues the tree it signed before: it keeps the right edge of that tree in its own
file, adds the leaf hashes the database gives, and must arrive at the root the database claims.
That is the strictest form of a consistency proof, made anew for every signature. What it will
have signed is on disk before the signature leaves it. A tree that shrank or was rewritten stops it,
and it stays stopped until people have looked.
"""

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from django.conf import settings

from needshare.crypto import signing
from needshare.crypto.keyfiles import sync_folder, write_durably
from needshare.kernel import Unavailable, gettext_noop as _

from .merkle import EMPTY_ROOT, Frontier
from .notes import Checkpoint, VerifyingKey, must_be_name, opened, parsed, signed
from .tiles import MissingHashes, frontier_at, leaf_hashes


class SignerRefuses(Unavailable):
    """The signer will not sign the tree it is shown."""


class ClockIsBehind(SignerRefuses):
    """The clock shows an earlier time than the last signature."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the signer last signed."""

    origin: str
    size: int = 0
    root: bytes = EMPTY_ROOT
    frontier: bytes = b""
    signed_ms: int = 0
    stopped: str = ""

    @property
    def tree(self) -> Frontier:
        """The tree as it was signed, ready to grow."""
        return Frontier(self.size, self.frontier)

    @property
    def key(self) -> VerifyingKey:
        """The public key of this log's signatures."""
        return key_of(self.origin)


def key_of(origin: str) -> VerifyingKey:
    """Return this installation's public key under the name of a log.

    Raises:
        BadNote: no log can have this name.
    """
    return VerifyingKey(must_be_name(origin), signing.public_key())


def read_signed(note: bytes, key: VerifyingKey | None = None) -> Checkpoint:
    """Read a checkpoint that this installation's key, or the given one, has signed.

    Raises:
        BadNote: it is malformed, or signed by somebody else.
    """
    origin = parsed(note)[0].partition("\n")[0]
    return Checkpoint.read(opened(note, [key or key_of(origin)]))


def folder() -> Path:
    """Return the signer's own folder, beside the keys and away from the database."""
    return Path(settings.KEYS_DIR) / "audit-signer"


def recall() -> Memory | None:
    """Read what was last signed; None if nothing ever was.

    Raises:
        SignerRefuses: the file is damaged, or not for this process to read.
    """
    try:
        held = json.loads((folder() / "state.json").read_bytes())
        return Memory(
            origin=held["origin"],
            size=held["size"],
            root=b64decode(held["root"]),
            frontier=b64decode(held["frontier"]),
            signed_ms=held["signed_ms"],
            stopped=held["stopped"],
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise SignerRefuses(
            _("The signer's record of what it signed is damaged or cannot be read.")
        ) from error


def remember(memory: Memory) -> None:
    """Write what is about to be signed, and wait until the disk has it."""
    held = {
        "origin": memory.origin,
        "size": memory.size,
        "root": b64encode(memory.root).decode(),
        "frontier": b64encode(memory.frontier).decode(),
        "signed_ms": memory.signed_ms,
        "stopped": memory.stopped,
    }
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder() / "state.new"
    draft.unlink(missing_ok=True)
    write_durably(draft, json.dumps(held).encode())
    draft.replace(folder() / "state.json")
    sync_folder(folder())


@contextmanager
def alone() -> Iterator[None]:
    """Hold the signer's lock: one signature at a time on this machine."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sign(memory: Memory, claimed: Frontier, *, at_ms: int) -> bytes:
    """Sign the tree the database claims, if it continues what was signed before; the caller holds `alone`.

    Raises:
        SignerRefuses: it shrank, was rewritten, or lacks hashes; the signer stays stopped.
        ClockIsBehind: time runs backwards; nothing is stopped.
    """
    must_not_be_stopped(memory)
    # 1. Time does not run backwards.
    if at_ms < memory.signed_ms:
        raise ClockIsBehind(_("The clock is behind the last signature of the audit log."))
    # 2. The tree is the signed one and more.
    tree = _grown(memory, claimed)
    # 3. Remembered, on disk, before 4. the signature exists anywhere else.
    root = tree.root()
    remember(replace(memory, size=tree.size, root=root, frontier=tree.packed(), signed_ms=at_ms))
    return signed(Checkpoint(memory.origin, tree.size, root).text(), memory.key, signing.sign)


def is_able_to_sign() -> bool:
    """Tell whether this process has the signing key, and its public half is the one that is given out."""
    words = b"needshare: is this the key?"
    try:
        return signing.verify(signing.public_key(), words, signing.sign(words))
    except Unavailable:
        return False


def must_not_be_stopped(memory: Memory) -> None:
    """Refuse to go on after the signer was stopped.

    Raises:
        SignerRefuses: with the reason it was stopped for.
    """
    if memory.stopped:
        raise SignerRefuses(memory.stopped)


def check_right_edge(memory: Memory) -> None:
    """Rebuild the signed tree's right edge from the database, as is done once at start.

    Raises:
        SignerRefuses: the database does not hold the tree that was signed; the signer stays stopped.
    """
    must_not_be_stopped(memory)
    try:
        is_there = frontier_at(memory.size).packed() == memory.frontier
    except MissingHashes:
        is_there = False
    if not is_there:
        _stop(memory, _("The audit log in the database is not the one that was signed."))


def _grown(memory: Memory, claimed: Frontier) -> Frontier:
    if claimed.size < memory.size:
        _stop(memory, _("The audit log is shorter than what was signed."))
    tree = memory.tree
    try:
        tree.extend(leaf_hashes(memory.size, claimed.size))
    except MissingHashes:
        _stop(memory, _("The audit log in the database lacks entries it should hold."))
    if tree.root() != claimed.root():
        _stop(memory, _("The audit log in the database does not continue what was signed."))
    return tree


def _stop(memory: Memory, reason: str) -> NoReturn:
    remember(replace(memory, stopped=reason))
    raise SignerRefuses(reason)
