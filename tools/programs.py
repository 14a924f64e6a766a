"""Say in one line which programs the tests need and this machine lacks."""

import shutil
import sys
from pathlib import Path

NEEDED = {
    "chromium": "chromium",
    "age": "age",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
    "go": "golang-go",
    "msgfmt": "gettext",
}


def missing() -> list[str]:
    """List the Debian packages to install."""
    packages = {package for program, package in NEEDED.items() if shutil.which(program) is None}
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and shutil.which("initdb") is None:
        packages.add("postgresql")
    return sorted(packages)


def main() -> int:
    """Print one line when something is missing; the tests that need it then fail by themselves."""
    packages = missing()
    if packages:
        print(f"Missing for tests: apt-get install {' '.join(packages)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
