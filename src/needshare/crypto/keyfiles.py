"""One key in one file: a line with its name, its value and a check, never written over.

The check finds a damaged or swapped file at once; without it a flipped bit in the index key
would only show as searches that silently find nothing.
"""

import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from needshare.kernel import Unavailable, gettext_noop as _

FORMAT: Final = "needshare-key-1"
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def check_of(name: str, value: bytes) -> str:
    """Compute the short check that ends a key file."""
    return hashlib.sha256(FORMAT.encode() + b"|" + name.encode() + b"|" + value).hexdigest()[:8]


def write_key(path: Path, value: bytes) -> None:
    """Write a new key file, readable by its owner alone, on disk before this returns.

    Raises:
        FileExistsError: there is a file of that name; it is left as it is.
    """
    line = f"{FORMAT} {path.stem} {value.hex()} {check_of(path.stem, value)}\n"
    write_new(path, line.encode())


def write_new(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, refusing to replace one that is there."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        write_durably(draft, content)
        os.link(draft, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()
    sync_folder(path.parent)


def write_durably(path: Path, content: bytes) -> None:
    """Create a private file and wait until the disk has it."""
    write_all_durably(path, (content,))


def write_all_durably(path: Path, parts: Iterable[bytes]) -> None:
    """Create a private file from parts that are made one by one; the folder is not waited for."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's list of names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_key(path: Path, *, strict: bool) -> bytes:
    """Read a key file.

    Raises:
        Unavailable: it is missing, unreadable, damaged, or (when strict) open to other users.
    """
    if strict:
        must_be_private(path)
    words = read_line(path).split()
    if len(words) != 4 or words[:2] != [FORMAT, path.stem]:
        raise damaged(path)
    try:
        value = bytes.fromhex(words[2])
    except ValueError:
        raise damaged(path) from None
    if words[3] != check_of(path.stem, value):
        raise damaged(path)
    return value


def read_line(path: Path) -> str:
    """Read a small text file of the keyring."""
    try:
        return path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        raise damaged(path) from None
    except OSError as error:
        raise Unavailable(
            _("A key is missing or cannot be read. Run `needshare init`, or restore the keys.")
        ) from error


def must_be_private(path: Path) -> None:
    """Refuse a key file or folder that other users of the machine can reach."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return  # reading it says what is wrong
    if mode & OTHERS:
        raise Unavailable(
            _("The keys can be read by other users of this machine. Run `chmod -R go= ` on their folder.")
        )


def damaged(path: Path) -> Unavailable:
    """Say that a key file is not what was written, naming the file for whoever runs the system."""
    refusal = Unavailable(_("A key file is damaged. Restore the keys from their backup."))
    refusal.add_note(f"in {path.name}")
    return refusal
