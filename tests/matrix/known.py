"""The disagreements that are known and not settled yet: none.

`known.txt` lists them one by one; nothing is added to it but by hand. REASONS says of each which of the
table and the product is believed to be wrong, and why. The test holds the list to be exact.
"""

import re
from collections.abc import Iterable
from pathlib import Path

LIST = Path(__file__).with_name("known.txt")

# A pattern of lines, and the reason; the first that fits counts.
REASONS: tuple[tuple[str, str], ...] = ()


def listed() -> set[str]:
    """Return the disagreements that are known."""
    return {line for line in LIST.read_text("utf-8").splitlines() if line.strip()}


def of_roles(keys: Iterable[str], roles: Iterable[str]) -> set[str]:
    """Return those of some roles."""
    wanted = set(roles)
    return {key for key in keys if key.split()[2].split("/")[0] in wanted}


def reason_of(key: str) -> str:
    """Say why a disagreement is known; empty where nobody has said so."""
    return next((reason for pattern, reason in REASONS if re.match(pattern, key)), "")


def forget(settled: Iterable[str]) -> None:
    """Take lines out that are settled; none can be added this way."""
    left = sorted(listed() - set(settled))
    LIST.write_text("".join(f"{line}\n" for line in left), "utf-8")
