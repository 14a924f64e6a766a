"""What is in force: the pack of this installation, and each force's own layer over it, watched while it runs.

Loading is all or nothing. What cannot be loaded changes nothing: the last good text stays in force, in
memory and on disk, and `faults` says what is wrong until it is put right (ADR 0042).
"""

import logging
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from needshare.kernel import Unavailable, gettext_noop as _

from .documents import SHIPPED, PackError, canonical
from .layering import HEAD, load_layer
from .loading import load_canonical, load_folder
from .pack import Pack

EVERY: Final = 2.0  # seconds between two looks at the folders
PACK: Final = "pack"
log = logging.getLogger("needshare.policy")
Signature = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Standing:
    """What stands at one moment: the pack, it by force where a force has a layer, and what is wrong."""

    pack: Pack | None = None
    layered: Mapping[str, Pack | None] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    seen: Signature = ()
    on: date = date.min

    @property
    def is_complete(self) -> bool:
        """Tell whether there is a good text for everybody: without one nothing can be decided."""
        return self.pack is not None and None not in self.layered.values()


class InForce:
    """The pack in a folder, the layers in another, and a third in which the last good text of each is kept."""

    def __init__(self, pack: Path, *, layers: Path | None = None, kept: Path | None = None) -> None:
        self.folder = pack
        self.layers = layers
        self.kept = kept
        self.is_shipped = SHIPPED in pack.parents
        self.code_of: Callable[[UUID], str] = _nobody
        self._codes: dict[UUID, str] = {}
        self._standing = Standing()
        self._look_at = 0.0
        self._lock = threading.Lock()

    def pack_for(self, force: UUID | None) -> Pack:
        """Give the pack as a force has it; without a force, or a layer of its own, as it is.

        Raises:
            Unavailable: there is no good text of it, so nothing may be decided by it.
        """
        standing = self.standing()
        found = standing.pack
        if force is not None and standing.layered:
            found = standing.layered.get(self._code(force), found)
        if found is None:
            raise Unavailable(_("The policy in force cannot be read. Tell whoever runs this system."))
        return found

    def standing(self) -> Standing:
        """Say what stands now; every few seconds the folders are looked at."""
        if time.monotonic() >= self._look_at:
            self.look_again()
        return self._standing

    def look_again(self) -> Standing:
        """Load what has changed since the last look; what is wrong leaves the last good text in force."""
        with self._lock:
            seen, today = self._signature(), datetime.now(UTC)
            before = self._standing
            if before.pack is None or seen != before.seen or today.date() != before.on:
                self._standing = self._load(before, seen, today)
                self._codes.clear()
                for fault in self._standing.faults:
                    if fault not in before.faults:
                        log.error("policy.not_loaded: %s", fault)
            self._look_at = time.monotonic() + EVERY
        return self._standing

    def _code(self, force: UUID) -> str:
        found = self._codes.get(force)
        if found is None:
            found = self.code_of(force)
            if found:
                self._codes[force] = found
        return found

    def _signature(self) -> Signature:
        own = None if self.is_shipped else self.folder  # what comes with the product changes with it alone
        folders = [each for each in (own, self.layers) if each is not None]
        return tuple(sorted(found for folder in folders for found in _files(folder)))

    def _load(self, before: Standing, seen: Signature, now: datetime) -> Standing:
        faults: list[str] = []
        is_known = self.is_shipped and before.pack is not None
        pack = before.pack if is_known else self._loaded(PACK, before.pack, faults, self._own)
        layered: dict[str, Pack | None] = {}
        if pack is not None:
            today = now.astimezone(ZoneInfo(pack.time_zone)).date()
            faults += _told_of_dates(PACK, pack.effective_from, pack.effective_to, today)
            for folder in self._folders():
                code = folder.name
                good = before.layered.get(code, before.pack)
                work = partial(self._of, folder, pack, today, faults)
                layered[code] = self._loaded(code, good, faults, work)
        return Standing(pack, layered, tuple(faults), seen, now.date())

    def _own(self) -> Pack:
        return load_folder(self.folder)

    def _folders(self) -> list[Path]:
        if self.layers is None or not self.layers.is_dir():
            return []
        return sorted(each for each in self.layers.iterdir() if each.is_dir() and each.name[0] != ".")

    def _loaded(
        self, name: str, good: Pack | None, faults: list[str], work: Callable[[], Pack]
    ) -> Pack | None:
        """Load something, or give what was good last: that of this process, else that kept on disk."""
        try:
            found = work()
        except PackError as wrong:
            faults += wrong.mistakes
            good = good or self._kept_text(name)
            self._keep(name, good)
            return good
        self._keep(name, found)
        return found

    def _of(self, folder: Path, pack: Pack, today: date, faults: list[str]) -> Pack:
        """Load every version of a force's layer, and give the one in force today, or the pack alone."""
        versions = (
            [folder]
            if (folder / HEAD).exists()
            else sorted(each for each in folder.iterdir() if each.is_dir())
        )
        if not versions:
            raise PackError(
                [f"{folder.name}/{HEAD}: this file is missing; it names the layer and its version"]
            )
        home = folder.parent
        found = [load_layer(pack, each, called=each.relative_to(home).as_posix()) for each in versions]
        wrong = [each.layer.force for each in found if each.layer and each.layer.force != folder.name]
        if wrong:
            raise PackError([f"{folder.name}: the layer in here says it is of {wrong[0]}"])
        return _in_force(folder.name, pack, found, today, faults)

    def _path(self, name: str) -> Path | None:
        return self.kept / f"{name}.json" if self.kept is not None else None

    def _kept_text(self, name: str) -> Pack | None:
        path = self._path(name)
        if path is None or not path.exists():
            return None
        try:
            return load_canonical(path.read_bytes())
        except (PackError, OSError, ValueError):
            log.exception("policy.kept_text_is_damaged: %s", name)
            return None

    def _keep(self, name: str, pack: Pack | None) -> None:
        """Keep the last good text, so that a process that starts later has it too; a half-written one never stands."""
        path = self._path(name)
        if path is None or pack is None or (name == PACK and self.is_shipped):
            return
        text = canonical(pack.documents)
        try:
            if path.exists() and path.read_bytes() == text:
                return
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(text)
            Path(file.name).replace(path)
        except OSError:
            log.exception("policy.not_kept: %s", name)


def _nobody(_force: UUID) -> str:
    return ""


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*.toml"):
        try:
            found = path.stat()
        except OSError:
            continue  # it has just been taken away
        yield str(path), found.st_mtime_ns, found.st_size


def _told_of_dates(name: str, starts: date, ends: date | None, today: date) -> Iterator[str]:
    if today < starts:
        yield f"{name}: it is in force from {starts.isoformat()} only"
    if ends is not None and today > ends:
        yield f"{name}: it ended on {ends.isoformat()} and stays in force until another takes its place"


def _in_force(code: str, pack: Pack, versions: list[Pack], today: date, faults: list[str]) -> Pack:
    """Choose the version that started last. One that ended stays: what it restricts is not let go by a date."""
    starts = [each.layer.effective_from for each in versions if each.layer]
    if len(set(starts)) < len(starts):
        raise PackError([f"{code}: two versions start on the same day"])
    begun = [each for each in versions if each.layer and each.layer.effective_from <= today]
    if not begun:
        return pack
    newest = max(begun, key=lambda each: each.layer.effective_from if each.layer else date.min)
    if newest.layer is not None:
        faults += _told_of_dates(code, newest.layer.effective_from, newest.layer.effective_to, today)
    return newest


__all__ = ["SHIPPED", "InForce", "Standing"]
