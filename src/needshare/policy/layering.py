"""Layering: a force's own layer laid over a pack, as the text of one pack that can be stored and replayed.

A layer adds what tightens and sets what the pack leaves to a force; it loosens only what `may_loosen` of
the pack names (ADR 0042). What would be neither is a mistake, named with the rule it breaks.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from . import layering_figures, layering_rules
from .documents import Documents, PackError, digest, read_folder
from .loading import load
from .pack import Pack
from .reading import Log, Section

HEAD: Final = "layer.toml"
LONGEST_VERSION: Final = 24  # as stored with every assessment
TOP: Final = (
    "access",
    "assessment",
    "authority",
    "clauses",
    "clocks",
    "codes",
    "escalation",
    "layer",
    "lists",
    "onward",
    "parameters",
    "units",
    "watch",
)


@dataclass
class Laying:
    """A layer while it is laid: the pack under it, the text that comes of it, and the mistakes so far."""

    pack: Pack
    force: str
    layer: Documents
    log: Log
    merged: dict[str, Any] = field(default_factory=dict)
    origins: dict[int, str] = field(default_factory=dict)
    prefix: str = ""

    def of(self, name: str) -> Iterator[Section]:
        """Yield the sections of the layer's file or folder of this name."""
        for file in sorted(self.layer):
            if file.removesuffix(".toml").partition("/")[0] == name:
                yield Section(self.layer[file], self.prefix + file, (), self.log)

    def each(self, name: str, key: str) -> Iterator[Section]:
        """Yield every table `[[key]]` of these files, once for each id."""
        seen: set[str] = set()
        for top in self.of(name):
            for section in top.sections(key):
                own = section.text("name" if key in ("parameter", "unit") else "id")
                if own in seen:
                    section.wrong("id", f"'{own}' is there twice")
                else:
                    seen.add(own)
                    yield section
            top.close()

    def table(self, name: str, key: str, own: str) -> dict[str, Any] | None:
        """Find a table of the text that comes of it, by its id or name."""
        for file in sorted(self.merged):
            if file.removesuffix(".toml").partition("/")[0] == name:
                for each in self.merged[file].get(key, ()):
                    if own in (each.get("id"), each.get("name")):
                        found: dict[str, Any] = each
                        return found
        return None

    def add(self, name: str, key: str, section: Section, **more: Any) -> None:
        """Add a table of the layer as a whole, in a file of the layer's own name."""
        file = (
            f"{name}/{self.force.lower()}_layer.toml" if name in ("assessment", "clocks") else f"{name}.toml"
        )
        self.append(self.merged.setdefault(file, {}), key, section, **more)

    def append(self, into: dict[str, Any], key: str, section: Section, **more: Any) -> None:
        """Add a table of the layer to a table of the pack; its mistakes are told where it was written."""
        made = {**section.table, **more}
        for part in [value for value in made.values() if isinstance(value, list)]:
            self.origins.update({id(each): section.file for each in part if isinstance(each, dict)})
        self.origins[id(made)] = section.file
        into.setdefault(key, []).append(made)

    def may_loosen(self, name: str) -> bool:
        """Tell whether the pack lets a force loosen this."""
        return name in self.pack.may_loosen


def load_layer(pack: Pack, folder: Path, *, called: str = "") -> Pack:
    """Load and check the layer in a folder over a pack; `called` is how mistakes call the folder.

    Raises:
        PackError: listing every mistake with its file, line, field and the rule it breaks.
    """
    prefix = f"{called or folder.name}/"
    try:
        documents, texts = read_folder(folder, HEAD)
    except PackError as wrong:
        raise PackError([prefix + mistake for mistake in wrong.mistakes]) from wrong
    return lay(pack, documents, texts, prefix=prefix)


def lay(pack: Pack, layer: Documents, texts: Mapping[str, str] | None = None, *, prefix: str = "") -> Pack:
    """Lay the documents of a layer over a pack.

    Raises:
        PackError: listing every mistake.
    """
    named = {prefix + file: text for file, text in (texts or {}).items()}
    log = Log(named)
    laying = Laying(pack, "", layer, log, prefix=prefix)
    laying.merged = copy.deepcopy({file: dict(document) for file, document in pack.documents.items()})
    for file in layer:
        if file.removesuffix(".toml").partition("/")[0] not in TOP:
            log.add(prefix + file, (), "a layer has no file of this name")
    _head(laying)
    layering_rules.lay(laying)
    layering_figures.lay(laying)
    if log.mistakes:
        raise PackError(log.mistakes)
    return load(laying.merged, named, laying.origins)


def _head(laying: Laying) -> None:
    """Read whose layer it is, and write that into the head of the pack."""
    top = next(laying.of("layer"))
    laying.force = top.text("force")
    over, version = top.text("pack"), top.text("version")
    if over != laying.pack.name:
        top.wrong("pack", f"this layer lies over '{over}', and the pack here is '{laying.pack.name}'")
    if laying.pack.layer is not None:
        top.wrong("", "a layer is laid over a pack, not over another layer")
    if not laying.force.isalnum() or laying.force != laying.force.upper():
        top.wrong("force", "this must be the code of the organisation, in capitals, as in the register")
    head = laying.merged["pack.toml"]
    head.pop("may_loosen", None)  # what was left to the force is used up
    head.pop("may_set", None)
    head["version"] = f"{laying.pack.version}+{version}"
    if len(head["version"]) > LONGEST_VERSION:
        top.wrong("version", f"'{head['version']}' is longer than {LONGEST_VERSION} letters")
    head["layer"] = {
        "force": laying.force,
        "version": version,
        "title": top.text("title"),
        "effective_from": top.day("effective_from"),
        "sha256": digest(laying.layer),
    }
    ends = top.day_if_any("effective_to")
    if ends is not None:
        head["layer"]["effective_to"] = ends
        if ends < head["layer"]["effective_from"]:
            top.wrong("effective_to", "this is before 'effective_from'")
    top.close()


__all__ = ["HEAD", "Laying", "lay", "load_layer"]
