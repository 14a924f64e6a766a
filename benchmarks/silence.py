"""Compare, in processor time, searches for people kept apart with searches for people who never were.

Interleaved pairs in one process, by page and by API; the medians may differ by a tenth at most. Each pair
asks for a name of somebody kept apart and one of nobody, made by the same draw.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from statistics import median
from typing import Any

import django

from benchmarks.searching import somebody

MOST = 0.10
KEPT_APART, NOBODY, HELD = range(10_000, 10_040), range(20_000, 20_040), range(1_000)


def main() -> None:
    """Run on one database; the exit status says whether every median is within a tenth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    told = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "NEEDSHARE_TEST_DATABASE": told.database}
    django.setup()
    sys.exit(0 if measure(told.pairs) else 1)


def measure(pairs: int) -> bool:
    """Fill an installation, take the pairs, and tell whether the medians agree."""
    ways = import_module("benchmarks.silence_world").ways  # its models are there once Django is set up
    held = True
    for name, ask in ways(KEPT_APART, NOBODY, HELD).items():
        apart, absent = taken(ask, pairs)
        ratio = median(apart) / median(absent)
        held &= abs(ratio - 1) <= MOST
        print(
            f"{name:<16} kept apart {median(apart) * 1e3:7.2f} ms   nobody {median(absent) * 1e3:7.2f} ms"
            f"   ratio {ratio:.3f}"
        )
    return held


def taken(ask: Callable[[str], Any], pairs: int) -> tuple[list[float], list[float]]:
    """Take pairs in turns, the order changing with each, and return the processor time of each call."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(-20, pairs):
        place = number % len(KEPT_APART)
        names = (somebody(KEPT_APART[place])[0], somebody(NOBODY[place])[0])
        for which in (0, 1) if number % 2 else (1, 0):
            began = time.process_time()
            answer = ask(names[which])
            took = time.process_time() - began
            if answer.status_code != 200:
                raise RuntimeError(f"what is measured answered {answer.status_code}")
            if number >= 0:
                times[which].append(took)
    return times


if __name__ == "__main__":
    main()
