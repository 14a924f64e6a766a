"""Write the documents that come from the code, or with --check compare them and change nothing."""

import difflib
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needshare.config.settings")
django.setup()

from needshare.config import api, environment  # noqa: E402 - settings are read on import below
from tools.clauses import coverage  # noqa: E402 - as above
from tools.diagram import pathway  # noqa: E402 - as above
from tools.words import glossary  # noqa: E402 - as above

DOCUMENTS: Mapping[str, Callable[[], str]] = {
    "glossary.md": glossary,
    "reference/settings.md": environment.reference,
    "reference/pathway.md": pathway,
    "reference/openapi.json": api.document,
    "../src/needshare/oversight/coverage.json": coverage,
}


def main(arguments: list[str]) -> int:
    """Write or compare every generated document; differences are shown and fail a check."""
    is_check = "--check" in arguments
    stale = 0
    for name, write in DOCUMENTS.items():
        path, wanted = DOCS / name, write()
        found = path.read_text("utf-8") if path.is_file() else ""
        if found == wanted:
            continue
        if is_check:
            stale += 1
            sys.stdout.writelines(
                difflib.unified_diff(
                    found.splitlines(True), wanted.splitlines(True), f"docs/{name}", "the code"
                )
            )
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, "utf-8")
            print(f"docs/{name} is written.")
    if stale:
        print(f"{stale} document(s) fell behind the code: run `make fix`.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
