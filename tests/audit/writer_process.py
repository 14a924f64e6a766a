"""A writer in a process of its own, which can be killed between any two statements.

python -m tests.audit.writer_process ACTS [KILL_AT before|after]
"""

import itertools
import os
import signal
import sys
from datetime import timedelta
from typing import Any

import django
from django.db import connection

django.setup()

from .ground import AT, OFFICER, keep  # noqa: E402 - after setup, as in any program of Django


class KilledAt:
    """Counts statements, commits among them, and kills the process at one of them."""

    def __init__(self, at: int, when: str) -> None:
        self.at, self.when, self.count = at, when, itertools.count(1)

    def around(self, do: Any) -> Any:
        number = next(self.count)
        if (number, self.when) == (self.at, "before"):
            os.kill(os.getpid(), signal.SIGKILL)
        answer = do()
        if (number, self.when) == (self.at, "after"):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    def __call__(self, execute: Any, *rest: Any) -> Any:
        return self.around(lambda: execute(*rest))


def main() -> None:
    acts = int(sys.argv[1])
    if len(sys.argv) > 2:
        killed = KilledAt(int(sys.argv[2]), sys.argv[3])
        commit = connection._commit
        connection._commit = lambda: killed.around(commit)  # type: ignore[method-assign] # to stop around it
        connection.execute_wrappers.append(killed)
    for number in range(acts):
        keep(word=f"{os.getpid()} {number}", by=OFFICER, at=AT + timedelta(seconds=number))
        sys.stdout.write("acknowledged\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
