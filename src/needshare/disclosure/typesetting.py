"""Typesets a cover sheet in a short-lived process of its own: JSON comes in, a PDF goes out.

The typesetter takes tens of megabytes, which a web process would never give back, and reads text from
outside: here it has no database, no keys and no environment, and a limit on time and memory. ADR 0017.
"""

import json
import resource
import sys
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
FONTS = HERE.parent / "web" / "print_fonts"
COVER = HERE / "cover.typ"
LETTER = HERE / "letter.typ"
SECONDS = 20
BYTES = 4 * 1024**3  # of addresses, most of them never touched


def main() -> None:
    """Typeset what stands on the standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    told = json.load(sys.stdin.buffer)
    at = datetime.fromisoformat(told["at"])
    try:
        sheet = typeset(told["data"], at)
    except typst.TypstError:
        sheet = typeset(displayable(told["data"]), at)
    sys.stdout.buffer.write(sheet)


def typeset(data: Any, at: datetime) -> bytes:
    """Typeset the cover sheet; what the data says is never read as markup."""
    return compiled(COVER, at, data=json.dumps(data, ensure_ascii=False))


def compiled(source: Path, at: datetime, **inputs: str) -> bytes:
    """Make an accessible PDF (PDF/UA-1) of one of our own sources, with our own fonts alone."""
    made = typst.compile(
        str(source),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return bytes(made)


def displayable(value: Any) -> Any:
    """Replace each character that cannot be shown by its code point, wherever it stands."""
    if isinstance(value, str):
        return "".join(each if has_glyph(each) else f"[U+{ord(each):04X}]" for each in value)
    if isinstance(value, dict):
        return {name: displayable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [displayable(each) for each in value]
    return value


@lru_cache(maxsize=4096)
def has_glyph(letter: str) -> bool:
    """Tell whether a font of ours has a character, by setting a page with nothing else on it."""
    if letter.isspace() or (letter.isascii() and letter.isprintable()):
        return True
    try:
        compiled(LETTER, datetime.fromtimestamp(0, UTC), letter=letter)
    except typst.TypstError:
        return False
    return True


if __name__ == "__main__":
    main()
