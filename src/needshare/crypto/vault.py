"""The vault: files sealed in a stream, each under a key of its own that a data key wraps.

A file is `NSV1 | wrapped key (61) | chunks`. Each chunk holds 1 MiB of content and its tag,
sealed with AES-256-GCM under the file's key: the nonce is the chunk's number, and the associated
data is object id, number and whether it is the last. So chunks cannot be swapped, dropped, added
or moved to another object; memory stays at a few chunks whatever the size of the file.
"""

import hashlib
import io
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .sealing import KEY_BYTES, NONCE_BYTES, OVERHEAD, TAG_BYTES, Tampered, new_key, open_sealed, seal
from .storage import Folder, Storage, new_name

MAGIC: Final = b"NSV1"
CHUNK: Final = 1024 * 1024
HEADER: Final = len(MAGIC) + OVERHEAD + KEY_BYTES
ORPHAN_AFTER: Final = timedelta(days=1)


class Readable(Protocol):
    """Anything bytes can be read from: a file, an upload, a pipe."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


class Stored(NamedTuple):
    """What was stored: the size and SHA-256 of the content, and the name to find it by."""

    size: int
    sha256: str
    name: str


def storage() -> Storage:
    """Return this installation's storage."""
    return Folder(Path(settings.DATA_DIR) / "vault")


def write(stream: Readable, *, key: bytes, object_id: UUID) -> Stored:
    """Seal a stream into a new file; when this returns it is on the disk.

    Write before the row that names the file, and in its transaction: a file without a row is an
    orphan and is cleaned up, a row without a file would be a loss.

    Raises:
        Unavailable: the storage cannot take it; nothing is left behind.
    """
    content = Measured(stream)
    name = new_name()
    storage().put(name, sealed_parts(content, key=key, object_id=object_id))
    return Stored(content.size, content.digest.hexdigest(), name)


def write_bytes(content: bytes, *, key: bytes, object_id: UUID) -> Stored:
    """Seal bytes that are in memory already."""
    return write(io.BytesIO(content), key=key, object_id=object_id)


def read(name: str, *, key: bytes, object_id: UUID) -> Iterator[bytes]:
    """Open a file chunk by chunk.

    Each chunk is proven before it is given out, but only the end proves that none is missing:
    read to the end before acting on the content.

    Raises:
        Tampered: the file is changed, cut short, extended, or another object's.
        Unavailable: the file is missing.
    """
    with storage().get(name) as file:
        yield from opened_parts(file, key=key, object_id=object_id)


def read_bytes(name: str, *, key: bytes, object_id: UUID) -> bytes:
    """Open a whole file into memory."""
    return b"".join(read(name, key=key, object_id=object_id))


def remove(name: str) -> None:
    """Delete a file; call it after the transaction that deleted its row."""
    storage().remove(name)


def lay_aside(name: str) -> None:
    """Put a file where no clean-up looks for it, while its row is kept apart from the register."""
    storage().lay_aside(name)


def bring_back(name: str) -> None:
    """Put a file that was laid aside back in its place."""
    storage().bring_back(name)


def orphans(known: Collection[str], *, at: datetime) -> Iterator[str]:
    """Name the files no row knows and nobody touched for a day: left by an act that was undone."""
    for file in storage().listed():
        if file.name not in known and at - file.modified_at > ORPHAN_AFTER:
            yield file.name


# --- the format ------------------------------------------------------------------------------


class Measured:
    """Counts and hashes what is read, and fills every chunk even where the stream gives less."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.size = 0
        self.digest = hashlib.sha256()

    def chunk(self) -> bytes:
        """Return the next full chunk; a shorter one is the last, an empty one the end."""
        content = filled(self._stream, CHUNK)
        self.size += len(content)
        self.digest.update(content)
        return content


def filled(stream: Readable, size: int) -> bytes:
    """Read exactly `size` bytes, or all that are left."""
    parts, missing = [], size
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def sealed_parts(content: Measured, *, key: bytes, object_id: UUID) -> Iterator[bytes]:
    """Give out the parts of a sealed file in order."""
    file_key = new_key()
    cipher = AESGCM(file_key)
    yield MAGIC + seal(key, file_key, header_place(object_id))
    number, chunk = 0, content.chunk()
    while True:
        following = content.chunk() if len(chunk) == CHUNK else b""
        is_last = not following
        yield cipher.encrypt(nonce_of(number), chunk, place_of(object_id, number, is_last=is_last))
        if is_last:
            return
        number, chunk = number + 1, following


def opened_parts(file: BinaryIO, *, key: bytes, object_id: UUID) -> Iterator[bytes]:
    """Give out the content of a sealed file, chunk by chunk."""
    header = filled(file, HEADER)
    if len(header) != HEADER or not header.startswith(MAGIC):
        raise Tampered(header_place(object_id).decode())
    cipher = AESGCM(open_sealed(key, header[len(MAGIC) :], header_place(object_id)))
    for number, (sealed, is_last) in enumerate(with_last(file)):
        place = place_of(object_id, number, is_last=is_last)
        try:
            yield cipher.decrypt(nonce_of(number), sealed, place)
        except InvalidTag:
            raise Tampered(place.decode()) from None


def with_last(file: Readable) -> Iterable[tuple[bytes, bool]]:
    """Give out sealed chunks, telling of each whether it is the last; at least one, even if empty."""
    sealed = filled(file, CHUNK + TAG_BYTES)
    while True:
        following = filled(file, CHUNK + TAG_BYTES)
        yield sealed, not following
        if not following:
            return
        sealed = following


def nonce_of(number: int) -> bytes:
    """Turn a chunk's number into its nonce; the file's key is used for this file only."""
    return number.to_bytes(NONCE_BYTES, "big")


def header_place(object_id: UUID) -> bytes:
    """Name the place of a file's wrapped key."""
    return f"vault|{object_id}|key".encode()


def place_of(object_id: UUID, number: int, *, is_last: bool) -> bytes:
    """Name the place of a chunk."""
    return f"vault|{object_id}|{number}|{'last' if is_last else 'more'}".encode()
