"""The documents of a pack: its TOML files as read, their canonical bytes and digest, and where a
mistake stands in them.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

Documents = Mapping[str, Mapping[str, Any]]

# Decision tables prove a pack; they are not part of what it says.
TABLES: Final = "tests"
HEAD: Final = "pack.toml"
SHIPPED: Final = Path(__file__).parent / "packs"


class PackError(ValueError):
    """A pack is wrong; `mistakes` says, one line each, where and what to change."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def read_folder(folder: Path, head: str = HEAD) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Read every TOML file of a pack, decision tables left out; also give each file's text.

    Raises:
        PackError: naming each file that is not TOML, with the line.
    """
    documents: dict[str, dict[str, Any]] = {}
    texts: dict[str, str] = {}
    mistakes: list[str] = []
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(TABLES + "/"):
            continue
        try:
            texts[name] = path.read_text(encoding="utf-8")
            documents[name] = tomllib.loads(texts[name])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            mistakes.append(f"{name}: this is not TOML: {wrong}")
        except OSError as wrong:
            mistakes.append(f"{name}: this file cannot be read: {wrong.strerror}")
    if mistakes:
        raise PackError(mistakes)
    if head not in documents:
        raise PackError([missing(head)])
    for name in _included(documents[head]):
        _include(folder, name, documents, texts)
    return documents, texts


def _included(head: Mapping[str, Any]) -> list[str]:
    """Name the folders whose files belong to a pack too; what is no list of names is told when the head is read."""
    found = head.get("includes", [])
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _include(folder: Path, name: str, documents: dict[str, Any], texts: dict[str, str]) -> None:
    """Take the files of a folder beside the pack, or of one that comes with the product."""
    places = [place / name for place in (folder.parent, SHIPPED) if (place / name).is_dir()]
    if not name.isidentifier() or not places:
        raise PackError([f"{HEAD}: includes: there is no folder '{name}' beside this pack"])
    for path in sorted(places[0].rglob("*.toml")):
        file = path.relative_to(places[0]).as_posix()
        if file in documents:
            raise PackError([f"{file}: this file is in the pack and in '{name}', which it includes"])
        try:
            texts[file] = path.read_text(encoding="utf-8")
            documents[file] = tomllib.loads(texts[file])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
            raise PackError([f"{name}/{file}: this cannot be read: {wrong}"]) from wrong


def missing(head: str) -> str:
    """Say that the file is missing that says what a folder is."""
    return f"{head}: this file is missing; it names the {head.removesuffix('.toml')} and its version"


def canonical(documents: Documents) -> bytes:
    """Write the documents as canonical JSON, dates marked as such."""
    return json.dumps(
        documents, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_marked
    ).encode()


def from_canonical(data: bytes) -> dict[str, dict[str, Any]]:
    """Read documents back from their canonical bytes."""
    read: dict[str, dict[str, Any]] = json.loads(data, object_hook=_unmarked)
    return read


def digest(documents: Documents) -> str:
    """Compute the SHA-256 that names this text of the pack."""
    return hashlib.sha256(canonical(documents)).hexdigest()


def _marked(value: Any) -> dict[str, str]:
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    raise TypeError(f"a pack may hold dates, not {type(value).__name__}")


def _unmarked(value: dict[str, Any]) -> Any:
    return date.fromisoformat(value["$date"]) if set(value) == {"$date"} else value


class Place(str):
    """One step of the way to a mistake: a word, and how many of the same name stand before it."""

    before: int

    def __new__(cls, word: str, before: int = 0) -> "Place":
        """Make the step; it reads as its word."""
        made = super().__new__(cls, word)
        made.before = before
        return made


def line_of(text: str, *path: str) -> int:
    """Find the line a mistake stands on by walking down words that follow each other in the file.

    >>> line_of("[[test]] " + chr(10) + "id = 'harm'" + chr(10) + "label = 'Harm'", "harm", "label")
    3
    """
    place = 0
    for word in path:
        for _nth in range(getattr(word, "before", 0) + 1):
            found = _next(text, word, place)
            place = found if found >= 0 else place
    return text.count("\n", 0, place) + 1


def _next(text: str, word: str, after: int) -> int:
    """Find a word further down: between quotes, as a value is; else as a field or a heading."""
    start, name = after + 1 if after else 0, re.escape(word)
    first = re.compile(rf"""["']{name}["']""").search(text, start)
    first = first or re.compile(rf"(?m)(?:^|[\s{{,\[.]){name}(?=\s*[=\].])").search(text, start)
    return first.end() - 1 if first else text.find(word, after)
