"""The catalogue: every text of a pack that people read, written out for translation.

`write()` makes the modules of `wording/`, one for each file of the pack; a test keeps them in step.
Translators' tools read them; the product never does.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from .documents import Documents
from .engine import current_pack

SHOWN: Final = frozenset(
    (
        "title",
        "label",
        "message",
        "question",
        "text",
        "refusal",
        "cleared_by",
        "minimum",
        "limits",
        "note",
        "needs",
        "body",
        "officer",
        "requester",
        "section",
        "starts",
        "data",
        "regime_note",
        "rests_on",
        "conditions_note",
        "never_rely_on",
        "signpost",
        "about",
        "entry",
        "law",
        "hint",
        "special",
    )
)
WORDING: Final = Path(__file__).parent / "wording"
WIDTH: Final = 102


def messages(document: Mapping[str, Any], *, is_phrases: bool = False) -> Iterator[str]:
    """Yield the texts of one document that people read, in order, repeats included."""
    for key, value in document.items():
        if isinstance(value, str) and value and (is_phrases or key in SHOWN):
            yield value
        elif isinstance(value, Mapping):
            yield from messages(value)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, Mapping):
                    yield from messages(each)


def modules(documents: Documents) -> dict[str, str]:
    """Write one module of translatable texts for each document that has any."""
    written = {}
    for file, document in sorted(documents.items()):
        found = list(dict.fromkeys(messages(document, is_phrases=file == "phrases.toml")))
        if found:
            name = re.sub(
                r"[^a-z0-9]+", "_", file.removesuffix(".toml").partition("/")[2] or file.removesuffix(".toml")
            )
            name = re.sub(r"^\d+_", "", name)
            written[f"{name}.py"] = _module(file, found)
    return written


def _module(file: str, found: list[str]) -> str:
    head = f'"""Texts of {file}, for translation. Written by `needshare.policy.catalogue`."""\n\n'
    head += "from needshare.kernel import gettext_noop as _\n\n"
    if len(found) == 1:
        return f"{head}TEXTS = (_({_quoted(found[0])}),)\n"
    return head + "TEXTS = (\n" + "".join(_entry(text) for text in found) + ")\n"


def _entry(text: str) -> str:
    quoted = _quoted(text)
    if len(quoted) <= WIDTH:
        return f"    _({quoted}),\n"
    parts = textwrap.wrap(text, WIDTH - 8, drop_whitespace=False, break_long_words=False)
    return "    _(\n" + "".join(f"        {_quoted(part)}\n" for part in parts) + "    ),\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    if '"' in text and "'" not in text:
        return f"'{escaped}'"
    return '"' + escaped.replace('"', '\\"') + '"'


def write(folder: Path = WORDING) -> None:
    """Write the modules of the pack in force, and remove those of files that are gone."""
    folder.mkdir(exist_ok=True)
    written = modules(current_pack().documents)
    written["__init__.py"] = '"""Texts of the pack in force, for translation; nothing else reads them."""\n'
    for path in folder.glob("*.py"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")
