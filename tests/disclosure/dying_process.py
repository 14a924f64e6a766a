"""Acts in processes of their own, each killed with SIGKILL at a random moment.

python -m tests.disclosure.dying_process ACT KILLS KEY...

One process is warmed up once; each act runs in a fork of it that has its own connection. Half of the
kills come at a random statement or commit, half after a random time, so also while files are written.
An act that lived long enough to be told so is printed as "acknowledged KEY".
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from uuid import UUID

from tests.audit.writer_process import KilledAt  # sets Django up, as in any program of Django

# isort: split
from django.db import connection, connections

from needshare.accounts.models import Account
from needshare.disclosure import actions as disclosure
from needshare.intake import actions as intake
from needshare.intake.models import Draft
from needshare.intake.terms import RequestChannel
from needshare.kernel import Actor
from needshare.kernel.sight import INSTALLATION, looking
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.cast import AT, acting
from tests.story import asking

TELL = 3  # the descriptor on which a fork tells that it begins
NEVER = (10_000, "after")
SENDER = intake.Sender("NMC", "WBC", RequestChannel.PORTAL)


def release(key: str, by: Actor) -> None:
    disclosure.release(reference=key, by=by, at=AT)


def submit(key: str, by: Actor) -> None:
    intake.submit(sender=SENDER, asking=asking(), draft_id=UUID(key), by=by, at=AT)


Act = Callable[[str, Actor], None]
ACTS: dict[str, tuple[Act, str, Callable[[str], bool]]] = {
    "release": (
        release,
        "d.whitcombe@nmc",
        lambda key: SharingCase.objects.filter(reference=key, stage=Stage.RELEASED).exists(),
    ),
    "submit": (
        submit,
        "l.osei@wbc",
        lambda key: Draft.objects.filter(pk=key, sent_at__isnull=False).exists(),
    ),
}


def run(act: Act, username: str, key: str, *, die_at: tuple[int, str]) -> None:
    """Do one act in this process, which is a fork; tell when it begins, and when it is done."""
    by = acting(Account.objects.get(username=username))
    killed = KilledAt(*die_at)
    commit = connection._commit
    connection._commit = lambda: killed.around(commit)  # type: ignore[method-assign] # to stop around it
    connection.execute_wrappers.append(killed)
    os.write(TELL, b".")
    act(key, by)
    os.write(1, f"acknowledged {key}\n".encode())
    os.write(TELL, str(next(killed.count)).encode())


def forked(
    act: Act, username: str, key: str, *, die_at: tuple[int, str] = NEVER, after: float | None = None
) -> tuple[float, int]:
    """Run an act in a fork, killed by itself or after a time; return how long it ran, of how many statements."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(tell, TELL)
        try:
            run(act, username, key, die_at=die_at)
        finally:
            os._exit(0)
    os.close(tell)
    os.read(ready, 1)
    started = time.monotonic()
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    ran, statements = time.monotonic() - started, os.read(ready, 20)
    os.close(ready)
    return ran, int(statements or 0)


def main() -> None:
    act, username, is_done = ACTS[sys.argv[1]]
    kills, keys = int(sys.argv[2]), sys.argv[3:]
    usual, statements = forked(act, username, keys.pop())
    for number in range(kills):
        if number % 2:
            forked(act, username, keys[-1], after=random.uniform(0, usual))
        else:
            at = random.randint(1, statements - 1), random.choice(["before", "after"])
            forked(act, username, keys[-1], die_at=at)
        if is_done(keys[-1]):
            keys.pop()
        connections.close_all()
    for key in keys:
        forked(act, username, key)


if __name__ == "__main__":
    with looking(INSTALLATION, has_end=False):  # as at the console
        main()
