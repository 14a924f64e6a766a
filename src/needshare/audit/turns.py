"""The signer's turn to write: on SQLite, where writers wait for one lock, it asks often instead of long.

SQLite has no queue. Who waits for the lock sleeps longer after each try, up to a tenth of a second, so
that among busy writers the one who asks ten times a second can wait for seconds. The signer writes one
row and is gone: it asks every millisecond.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

PAUSE = 0.001
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


def write_in_turn(write: Callable[[], None]) -> None:
    """Run a write in a transaction of its own; on SQLite ask for the lock again and again until it is free.

    What is tried again was undone before, so it is written once or not at all.

    Raises:
        OperationalError: another fault, or the lock was not free in the time any writer waits for it.
    """
    if connection.vendor != "sqlite":
        _write(write)
        return
    patience = float(connection.settings_dict["OPTIONS"]["timeout"])
    with _not_waiting(patience):
        until = time.monotonic() + patience
        while not _wrote(write, is_last=time.monotonic() >= until):
            time.sleep(PAUSE)


def _write(write: Callable[[], None]) -> None:
    with transaction.atomic(durable=True):
        write()


def _wrote(write: Callable[[], None], *, is_last: bool) -> bool:
    try:
        _write(write)
    except OperationalError as error:
        if is_last or getattr(error.__cause__, "sqlite_errorname", "") not in BUSY:
            raise
        return False
    return True


@contextmanager
def _not_waiting(patience: float) -> Iterator[None]:
    """Let this connection answer at once that the lock is taken; afterwards it waits as before."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
