"""The keyring: the few secrets everything else hangs from, in files outside the database and its folder.

KEKs wrap the data keys; several may exist, one is active, so that they can be rotated. Beside
them lie the key of the audit look-up, of the blind index, of API token hashes, and the Ed25519
key that signs the audit log. The last is read only when something is signed, so that the web
process can live without it.
"""

import errno
import re
import secrets
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from needshare.kernel import Unavailable, gettext_noop as _

from .keyfiles import (
    must_be_private,
    read_key,
    read_line,
    sync_folder,
    write_durably,
    write_key,
    write_new,
)
from .sealing import new_key

RING: Final = "ring"  # the whole folder appears in one rename, also where KEYS_DIR is a mount
ACTIVE: Final = "active-kek"
KEK_NAME: Final = re.compile(r"kek-[0-9a-f]{8}")


class Keyring:
    """The keys of one installation, read once; values never appear in its repr."""

    def __init__(self, ring: Path, *, strict: bool) -> None:
        if strict:
            must_be_private(ring)
        self._ring = ring
        self._strict = strict
        self._keks: dict[str, bytes] = {}
        self.audit_lookup = self._read("audit-lookup")
        self.blind_index = self._read("blind-index")
        self.token_pepper = self._read("token-pepper")
        self.active_kek()

    def __repr__(self) -> str:
        return f"<Keyring of {len(self.kek_ids())} KEKs>"

    def kek_ids(self) -> tuple[str, ...]:
        """List the ids of the KEKs there are, the active one among them."""
        return tuple(sorted(path.stem for path in self._ring.glob("kek-*.key")))

    def kek(self, kek_id: str) -> bytes:
        """Return a KEK; one added since this process started is read now.

        Raises:
            Unavailable: there is no such KEK.
        """
        if kek_id not in self._keks:
            if not KEK_NAME.fullmatch(kek_id):
                raise Unavailable(_("Stored content names a key that cannot exist."))
            self._keks[kek_id] = self._read(kek_id)
        return self._keks[kek_id]

    def active_kek(self) -> tuple[str, bytes]:
        """Return id and value of the KEK that wraps new data keys.

        The id is read from its file each time: after a rotation a running process must not go on
        wrapping under the old KEK.
        """
        kek_id = read_line(self._ring / ACTIVE)
        return kek_id, self.kek(kek_id)

    def signing_seed(self) -> bytes:
        """Return the seed of the Ed25519 key that signs the audit log."""
        return self._read("audit-signing")

    def verifying_key(self) -> bytes:
        """Return the public half of the audit log's signing key, as it was derived at creation."""
        return self._read("audit-verifying")

    def _read(self, name: str) -> bytes:
        return read_key(self._ring / f"{name}.key", strict=self._strict)


def create(directory: Path) -> bool:
    """Make a whole new keyring in a folder, all of it at once; tell whether this call made it.

    A keyring that is there already is left untouched, whoever else runs this at the same time.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = directory / f".draft-{secrets.token_hex(6)}"
    draft.mkdir(mode=0o700)
    try:
        fill(draft)
        draft.rename(directory / RING)  # refused by the system when RING holds anything
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
        return False
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync_folder(directory)
    return True


def fill(ring: Path) -> None:
    """Write every key of a new keyring."""
    signing = Ed25519PrivateKey.generate()
    kek_id = new_kek_id()
    for name in (kek_id, "audit-lookup", "blind-index", "token-pepper"):
        write_key(ring / f"{name}.key", new_key())
    write_key(ring / "audit-signing.key", signing.private_bytes_raw())
    write_key(ring / "audit-verifying.key", signing.public_key().public_bytes_raw())
    write_new(ring / ACTIVE, f"{kek_id}\n".encode())


def add_kek(directory: Path) -> str:
    """Add a KEK and make it the active one; return its id. Older KEKs stay, to open what they wrapped."""
    ring = directory / RING
    kek_id = new_kek_id()
    write_key(ring / f"{kek_id}.key", new_key())
    draft = ring / f".{ACTIVE}.{secrets.token_hex(6)}"
    write_durably(draft, f"{kek_id}\n".encode())
    draft.replace(ring / ACTIVE)
    sync_folder(ring)
    return kek_id


def new_kek_id() -> str:
    """Return a random id; its file name is the id."""
    return f"kek-{secrets.token_hex(4)}"


def load(directory: Path, *, strict: bool) -> Keyring:
    """Read the keyring of a folder; strict also refuses keys that other users can read.

    Raises:
        Unavailable: keys are missing, damaged or open to others; the reason says what to run.
    """
    return Keyring(directory / RING, strict=strict)


@lru_cache(maxsize=4)
def loaded(directory: str, *, strict: bool) -> Keyring:
    """Read a keyring once in a process."""
    return load(Path(directory), strict=strict)


def current() -> Keyring:
    """Return this installation's keyring, read at first use."""
    return loaded(str(settings.KEYS_DIR), strict=settings.ENVIRONMENT == "production")


def forget() -> None:
    """Drop what was read, so that the next use reads the files again."""
    loaded.cache_clear()
