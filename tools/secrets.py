"""Look through the committed files for secrets, people's details and traces of one machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 2_000_000

PATTERNS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}"),
    "an age identity": re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{50}"),
    "a cloud key": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a service token": re.compile(r"\b(?:ghp|gho|glpat|xox[bp]|sk_live)[_-][A-Za-z0-9_-]{20,}"),
    # QQ is never issued, so it is what examples use.
    "a National Insurance number": re.compile(
        r"\b(?!QQ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
    ),
    "a mobile number": re.compile(r"(?<![\w.])(?:\+44 ?|0)7(?!700 ?900)\d{3} ?\d{6}\b"),
    "a mail address outside the example domains": re.compile(
        r"\b[\w.+-]+@(?!(?:[\w-]+\.)*(?:example|test|invalid|localhost|local)\b)"
        r"(?!(?:[\w-]+\.)*example\.(?:com|org|net)\b)[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|uk|gov|police)\b"
    ),
    "a folder of one machine": re.compile(r"(?<![\w.])/(?:home|Users)/[a-z]\w+/"),
    "a package registry's host": re.compile(r"(?:registry[.]npm\w+|\w+[.]pythonhosted|\bpypi)[.]org"),
}


def committed() -> Iterator[Path]:
    """List what is committed or about to be."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in done.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and path.stat().st_size < LARGEST:
            yield path


def findings(path: Path) -> Iterator[str]:
    """Name each line of a text file that should not be committed, without repeating its text."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return
    for what, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path.relative_to(ROOT)}:{line}: {what}"


def main() -> int:
    """Print every finding; any finding fails."""
    found = [each for path in committed() if path.name != "secrets.py" for each in findings(path)]
    print("\n".join(found) or "No secrets, no people's details.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
