"""Databases that were filled are kept: a later run works on a copy of what an earlier one filled.

What is kept is used again only for the same database, the same numbers, the same tables and the same
filling; it lies in `var/benchmarks`, which may be deleted at any time.
"""

import hashlib
import os
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "benchmarks"
PARTS = ("data", "keys", "postgresql")
BUILT = "built.json"
# What decides how a filled database looks: its tables, what fills it, and what the index is made of.
SOURCES = (
    "src/needshare/*/migrations/0*.py",
    "src/needshare/search/rules/*.py",
    "benchmarks/filling.py",
    "benchmarks/many.py",
    "benchmarks/copies.py",
    "benchmarks/searching.py",
    "tests/cast.py",
    "tests/story.py",
    "tests/asked.py",
)


def place_of(name: str, cases: int, acts: int) -> Path:
    """Name the folder in which a database of so many cases, so many of them to act on, is kept."""
    seen = hashlib.sha256(str(acts).encode())
    for path in sorted(each for pattern in SOURCES for each in ROOT.glob(pattern)):
        seen.update(path.name.encode() + path.read_bytes())
    return KEPT / f"{name}-{cases}-{seen.hexdigest()[:16]}"


def take(place: Path, folder: Path) -> bool:
    """Copy what is kept there into a folder; tell whether anything is."""
    if not (place / BUILT).exists():
        return False
    _copy(place, folder)
    return True


def keep(folder: Path, place: Path) -> None:
    """Keep what was filled in a folder, while nothing writes to it; what was kept of as many cases before goes."""
    of_as_many = place.name.rpartition("-")[0]
    for older in KEPT.glob(f"{of_as_many}-*"):
        shutil.rmtree(older)
    _copy(folder, place)


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o711)  # PostgreSQL runs as somebody else
    for part in PARTS:
        if (source / part).exists():
            shutil.copytree(source / part, target / part, copy_function=_copy_file, dirs_exist_ok=True)
            _give(source / part, target / part)
    shutil.copy2(source / BUILT, target / BUILT)  # the last: it says that the copy is whole


def _copy_file(source: str, target: str) -> None:
    shutil.copy2(source, target)
    _give(Path(source), Path(target))


def _give(source: Path, target: Path) -> None:
    """Let a copy belong to whom the original belongs to, folders inside it included."""
    owner = source.stat()
    os.chown(target, owner.st_uid, owner.st_gid)
    if source.is_dir():
        for folder in (each for each in source.rglob("*") if each.is_dir()):
            inner = folder.stat()
            os.chown(target / folder.relative_to(source), inner.st_uid, inner.st_gid)
