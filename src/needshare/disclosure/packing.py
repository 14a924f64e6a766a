"""The package itself: cover sheet, items and a machine-readable manifest, in one deterministic zip.

The same content gives the same bytes, so that the second check, the release and the recipient's
own program can all be held against one hash (annex E of the domain reference says what the cover
must tell).
"""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from needshare.kernel import Unavailable, gettext_noop as _

TYPESETTER = [sys.executable, "-m", "needshare.disclosure.typesetting"]
SECONDS = 30.0
EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedItem:
    """One item as it goes into the package, with what the recipient must know of it."""

    number: int
    file_name: str
    category: str
    marking: str
    caveats: tuple[str, ...]
    handling: tuple[str, ...]
    descriptors: tuple[str, ...]
    label: str
    as_at: str
    source: str
    people: tuple[str, ...]
    accuracy: str
    completeness: str
    reliability: str
    currency: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the cover sheet says of the whole package (annex E)."""

    reference: str
    force: str
    marking: str
    caveats: tuple[str, ...]
    handling: tuple[str, ...]
    handling_rules: tuple[str, ...]
    recipients: tuple[str, ...]
    purpose: str
    legal_basis: str
    route: str
    conditions: tuple[str, ...]
    retention: str
    contact: str
    prepared_at: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package laid open: what its manifest says, and its files by path."""

    manifest: dict[str, Any]
    files: dict[str, bytes]

    @property
    def items(self) -> list[dict[str, Any]]:
        """List the items as the manifest describes them, each with its words where it is plain text."""
        return [each | {"words": self._words(each["path"])} for each in self.manifest["items"]]

    def _words(self, path: str) -> str | None:
        return self.files[path].decode() if path.endswith(".txt") else None


def unpack(content: bytes) -> Unpacked:
    """Lay a package open again, as `pack` built it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return Unpacked(json.loads(files["manifest.json"]), files)


def manifest_of(cover: Cover, items: Sequence[PackedItem], cover_sheet: bytes) -> dict[str, object]:
    """Describe the package for a machine: every file with its SHA-256, and the terms it comes under."""
    listed = [
        {
            "path": path_of(item),
            "sha256": hashlib.sha256(item.content).hexdigest(),
            "size": len(item.content),
            **{name: value for name, value in asdict(item).items() if name not in ("content", "file_name")},
        }
        for item in items
    ]
    head = {name: value for name, value in asdict(cover).items() if name != "labels"}
    return {
        "format": "needshare-package/1",
        **head,
        "cover_sheet": {"path": "cover.pdf", "sha256": hashlib.sha256(cover_sheet).hexdigest()},
        "items": listed,
    }


def path_of(item: PackedItem) -> str:
    """Name an item's file inside the package; the number keeps two equal names apart."""
    return f"items/{item.number:02d}-{item.file_name}"


def cover_sheet(cover: Cover, items: Sequence[PackedItem]) -> bytes:
    """Typeset the cover sheet as an accessible PDF (PDF/UA-1); data is never read as markup.

    A character that no font of ours has is shown by its code point, such as [U+6F22]: what a name says
    must not stop a release, and the manifest holds it as it is.

    Raises:
        Unavailable: the typesetter did not finish.
    """
    shown = [{name: value for name, value in asdict(item).items() if name != "content"} for item in items]
    data = {**asdict(cover), "items": shown}
    told = json.dumps({"data": data, "at": cover.prepared_at}, ensure_ascii=False).encode()
    try:
        made = subprocess.run(
            TYPESETTER, input=told, stdout=subprocess.PIPE, timeout=SECONDS, check=True, env={}
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Unavailable(_("The cover sheet could not be made. Try again in a minute.")) from error
    return made.stdout


def pack(cover: Cover, items: Sequence[PackedItem]) -> tuple[bytes, dict[str, object]]:
    """Build the zip and its manifest; the order, the times and the modes of its files are fixed."""
    sheet = cover_sheet(cover, items)
    manifest = manifest_of(cover, items, sheet)
    files = [
        ("cover.pdf", sheet),
        ("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True).encode()),
        *((path_of(item), item.content) for item in items),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return packed.getvalue(), manifest
