"""Begin a decision record: `make adr TITLE="One app per capability"`."""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "adr"
PAGE = """# {title}

## Context

What forces a choice, and what must stay true whatever is chosen.

## Decision

What we do.

## Consequences

What becomes easier, what becomes harder, what has to be watched.

## Status

Proposed.
"""


def main(arguments: list[str]) -> int:
    """Write the next numbered page and print where it is."""
    title = " ".join(arguments).strip()
    if not title:
        print('Give a title: make adr TITLE="One app per capability"', file=sys.stderr)
        return 2
    number = 1 + max((int(path.name[:4]) for path in FOLDER.glob("[0-9]*.md")), default=0)
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    path = FOLDER / f"{number:04d}-{slug}.md"
    path.write_text(PAGE.format(title=title), "utf-8")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
