"""What it costs to compile who may see which cases for one viewer, by CPU time: the filter, and the branches of lists.

The viewer acts through eight principals and is another one each time, so that nothing of it is kept from the
time before. Run: python -m benchmarks.narrowing
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from statistics import median
from typing import Any
from uuid import uuid4

import django

from needshare.kernel import Actor

MOST_MS = 1.0
ROUNDS, EACH = 7, 100
ROLES = frozenset(
    {
        "decision_maker",
        "officer",
        "disclosure_officer",
        "second_checker",
        "supervisor",
        "information_management",
    }
)


def main() -> None:
    """Measure, print, and tell by the exit status whether each is held."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    access = import_module("needshare.pathway.access")
    ways: dict[str, Callable[[Actor], Any]] = {
        "who may open": access.visible_cases,
        "who may know": lambda viewer: access.visible_cases(viewer, "case.list"),
        "branches of the list": access.index_branches,
    }
    held = True
    for name, compiled in ways.items():
        took = cost_of(compiled)
        held = held and took <= MOST_MS
        print(f"access filter, {name:<20} {took:6.3f} ms  (must: at most {MOST_MS} ms)")
    sys.exit(0 if held else 1)


def cost_of(compiled: Callable[[Actor], Any]) -> float:
    """Return the median of the rounds, in ms of processor."""
    compiled(viewer())
    rounds = []
    for _round in range(ROUNDS):
        viewers = [viewer() for _number in range(EACH)]
        began = time.process_time()
        for each in viewers:
            compiled(each)
        rounds.append((time.process_time() - began) / EACH * 1000)
    return median(rounds)


def viewer() -> Actor:
    """Make up somebody of a force with six roles."""
    person, force = uuid4(), uuid4()
    through = {person, force, *(uuid4() for _role in ROLES)}
    return Actor(
        id=person,
        owner=force,
        roles=ROLES,
        is_force=True,
        known_at=datetime.now(UTC),
        principals=frozenset(through),
        clearance="sc",
        vetting="rv",
    )


if __name__ == "__main__":
    main()
