"""The signer gets its turn among busy writers, and what it writes is there once or not at all."""

import sqlite3
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from needshare.audit import sealing, signing, turns
from needshare.audit.models import Checkpoint as CheckpointRow

from .ground import AT, fill

BUSY_FOR = 0.03
REST = 0.003
WRITERS = 6


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return int(cursor.fetchone()[0])


class Holder(threading.Thread):
    """A writer of another connection: it holds the lock, does what an act does outside it, and is back."""

    def __init__(self, *, seconds: float) -> None:
        super().__init__()
        self.until = time.monotonic() + seconds
        self.turns = 0

    def run(self) -> None:
        other = sqlite3.connect(connection_name(), timeout=20, isolation_level=None)
        while time.monotonic() < self.until:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(BUSY_FOR)
            other.execute("ROLLBACK")
            self.turns += 1
            time.sleep(REST)
        other.close()


def connection_name() -> str:
    return str(connection.settings_dict["NAME"])


@pytest.mark.django_db(transaction=True)
def test_among_writers_that_never_rest_each_signature_is_stored_within_a_second() -> None:
    if connection.vendor != "sqlite":
        return  # writers do not wait for the signer there, nor it for them
    sealing.tick(at=AT)
    holders = [Holder(seconds=4) for _writer in range(WRITERS)]
    for holder in holders:
        holder.start()
    longest, until = 0.0, time.monotonic() + 3
    while time.monotonic() < until:
        started = time.monotonic()
        turns.write_in_turn(lambda: None)
        longest = max(longest, time.monotonic() - started)
        time.sleep(0.05)
    for holder in holders:
        holder.join()
    assert sum(holder.turns for holder in holders) > WRITERS, "they did hold the lock"
    assert longest < 1
    assert busy_timeout() == 20_000, "afterwards it waits as every other writer does"


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_is_never_free_stores_nothing_and_the_next_tick_signs_what_is_there(monkeypatch) -> None:
    if connection.vendor != "sqlite":
        return
    fill(3, sign=False)
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    other = sqlite3.connect(connection_name(), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    at = AT + timedelta(seconds=9)
    with pytest.raises(OperationalError, match="locked"):
        sealing.tick(at=at)
    assert CheckpointRow.objects.count() == 0
    first = signing.recall()
    other.execute("ROLLBACK")
    other.close()
    sealed = sealing.tick(at=at + timedelta(seconds=1))
    assert sealed is not None
    assert first is not None
    assert (sealed.checkpoint.size, sealed.checkpoint.root) == (first.size, first.root)
    assert sealed.signed_at == at, "the same words of the same time, signed again"
    assert CheckpointRow.objects.count() == 1
    assert sealing.tick(at=at + timedelta(seconds=2)) is None


@pytest.mark.django_db(transaction=True)
def test_another_fault_is_not_tried_again() -> None:
    tried = []

    def fail() -> None:
        tried.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    with pytest.raises(Exception, match="no_such_table"):
        turns.write_in_turn(fail)
    assert len(tried) == 1
