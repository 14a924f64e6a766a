"""A worker in a process of its own; its job writes a line to a file and, at first, is killed.

python -m tests.jobs.worker_process FILE [kill]
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

django.setup()

from needshare.jobs import worker  # noqa: E402 - after setup, as in any program of Django
from needshare.jobs.registry import job  # noqa: E402 - as above


def now() -> datetime:
    return datetime.now(UTC)


@job("write")
def write(*, at: datetime, word: str) -> None:
    with Path(sys.argv[1]).open("a") as file:
        file.write(f"{word}\n")
    if "kill" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    while worker.step(at=now(), clock=now):
        pass
