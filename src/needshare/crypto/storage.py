"""Where sealed files lie: a folder now, an object store later, behind the same four verbs."""

import contextlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Protocol

from needshare.kernel import Unavailable, gettext_noop as _

from .keyfiles import sync_folder, write_all_durably

NAME: Final = re.compile(r"[0-9a-f]{32}")
DRAFTS: Final = "drafts"
ASIDE: Final = "aside"


class StoredFile(NamedTuple):
    """One file as the storage lists it."""

    name: str
    modified_at: datetime


class Storage(Protocol):
    """What the vault asks of a storage. Names are random and say nothing."""

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Store a new file whole or not at all; once this returns it survives a power cut."""

    def get(self, name: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """Open a file for reading from its start."""

    def remove(self, name: str) -> None:
        """Delete a file; one that is not there is no fault."""

    def lay_aside(self, name: str) -> None:
        """Keep a file where it is not listed; its own name may then be cleaned up."""

    def bring_back(self, name: str) -> None:
        """Put a file back that was laid aside; a second time changes nothing."""

    def listed(self) -> Iterator[StoredFile]:
        """List every file, unfinished ones included."""


def new_name() -> str:
    """Return a random storage name."""
    return secrets.token_hex(16)


class Folder:
    """A storage in a folder of this machine, spread over 256 subfolders."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Write beside, wait for the disk, then give the file its name."""
        path, draft = self._path(name), self._root / DRAFTS / name
        try:
            for folder in (path.parent, draft.parent):
                self._make(folder)
            write_all_durably(draft, parts)
            draft.rename(path)
            sync_folder(path.parent)
        except OSError as error:
            raise Unavailable(_("The file could not be stored. Nothing was kept. Try again.")) from error
        finally:
            with contextlib.suppress(OSError):
                draft.unlink()

    @contextlib.contextmanager
    def get(self, name: str) -> Iterator[BinaryIO]:
        """Open a stored file."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                yield file
        except OSError as error:
            refusal = Unavailable(
                _("A stored file is missing or cannot be read. Tell your system administrator.")
            )
            refusal.add_note(f"file {name}")
            raise refusal from error

    def remove(self, name: str) -> None:
        """Delete a file, finished or not, and wait until the disk has forgotten its name."""
        for path in (self._path(name), self._root / DRAFTS / name):
            if path.exists():
                path.unlink(missing_ok=True)
                sync_folder(path.parent)

    def lay_aside(self, name: str) -> None:
        """Give a file a second name; the clean-up of orphans takes the first once no row knows it."""
        self._named_again(self._path(name), self._root / ASIDE / "00" / name)

    def bring_back(self, name: str) -> None:
        """Give it its first name again, as if written now, so that it is no orphan before its row is there."""
        path = self._path(name)
        self._named_again(self._root / ASIDE / "00" / name, path)
        if path.exists():
            os.utime(path)

    def _named_again(self, path: Path, to: Path) -> None:
        for folder in (self._root / ASIDE, to.parent):
            self._make(folder)
        with contextlib.suppress(FileExistsError):
            os.link(path, to)
            sync_folder(to.parent)

    def listed(self) -> Iterator[StoredFile]:
        """List every file with the time it was last written."""
        for path in self._root.glob("*/*"):
            if NAME.fullmatch(path.name):
                with contextlib.suppress(FileNotFoundError):  # removed or finished meanwhile
                    yield StoredFile(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("not a storage name")
        return self._root / name[:2] / name

    def _make(self, folder: Path) -> None:
        for missing in (self._root, folder):
            if not missing.is_dir():
                missing.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_folder(missing.parent)
