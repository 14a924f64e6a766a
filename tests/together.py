"""Several people at the same moment: who wins, and what the others are told."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from needshare.kernel import Refusal


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let acts begin at the same moment; tell in alphabetical order how each ended."""
    ready, ends = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            act()
            ends.append("done")
        except Refusal as refusal:
            ends.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)
