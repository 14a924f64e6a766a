"""Compare, in processor time, what is hidden from somebody with what does not exist.

Interleaved pairs in one process: cases, items, people, accounts, requests, packages, agreements, asking for
access, wrong passwords of somebody and of nobody, links that ended and never were. The medians may differ by
a tenth at most (security.md, F and abuse cases 9 and 37 say why).
"""

import argparse
import gc
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import django
from django.conf import settings
from django.db import connection

MOST = 0.10
WARMING = 20


def main() -> None:
    """Run on one database; the exit status says whether every median is within a tenth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    told = parser.parse_args()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "NEEDSHARE_TEST_DATABASE": told.database,
        "NEEDSHARE_LOG_LEVEL": "ERROR",  # every refusal is a line else
    }
    django.setup()
    sys.exit(0 if measure(told.pairs) else 1)


def measure(count: int) -> bool:
    """Fill an installation, take the pairs, and tell whether the medians agree."""
    import_module("django.test.utils").setup_test_environment()
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    import_module("needshare.crypto.keyring").create(Path(settings.KEYS_DIR))
    roles, postgres = import_module("tests.roles"), import_module("tests.postgres")
    roles.connect_as(postgres.OWNER)  # the role that serves may make no table
    connection.creation.create_test_db(verbosity=0)  # a database of its own, where the owner may make them
    roles.share_what_tests_make()
    roles.connect_as(postgres.APPLICATION)
    roles.see_everything()
    cast = import_module("tests.cast").assemble()
    held = True
    for pair in list(import_module("tests.hidden").pairs(cast)):
        hidden, absent = taken(pair, count)
        ratio = median(hidden) / median(absent)
        held &= abs(ratio - 1) <= MOST
        print(
            f"{pair.name:<18} hidden {median(hidden) * 1e3:7.2f} ms   absent {median(absent) * 1e3:7.2f} ms"
            f"   ratio {ratio:.3f}{'' if abs(ratio - 1) <= MOST else '   TOLD APART'}",
            flush=True,
        )
    return held


def taken(pair: Any, count: int) -> tuple[list[float], list[float]]:
    """Take pairs in turns, the order changing with each, and return the processor time of each call.

    What a call writes is taken back, so that the hundredth is answered like the first.
    """
    taken_back = import_module("tests.matrix.running").taken_back
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(-WARMING, count):
        for which in (0, 1) if number % 2 else (1, 0):
            pair.before()
            gc.collect(0)
            with taken_back():
                began = time.process_time()
                answer = pair.ask((pair.hidden, pair.absent)[which])
                took = time.process_time() - began
            if answer.status_code != pair.status:
                raise RuntimeError(f"{pair.name} answered {answer.status_code}")
            if number >= 0:
                times[which].append(took)
    return times


if __name__ == "__main__":
    main()
