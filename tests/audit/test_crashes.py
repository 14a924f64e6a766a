"""Writers killed at any statement, several at once, slow ones, full batches: nothing lost, nothing twice."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from needshare.audit import sealing
from needshare.audit.models import Entry, Leaf
from needshare.audit.protection import guards
from needshare.audit.recording import recorded
from needshare.audit.sequencing import integrate, integrate_batch, is_waiting, unsealed_entries
from needshare.audit.terms import Operation
from needshare.audit.verification import verify
from needshare.kernel import Actor
from tests.roles import as_owner

from .ground import AT, OFFICER, as_administrator, fill, note
from .samples import Kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("guarded")]
LATER = AT + timedelta(minutes=2)


@pytest.fixture
def guarded(kept_table: None, transactional_db: None) -> Iterator[None]:
    with as_owner(), connection.cursor() as cursor:
        for statement in guards(Kept._meta.db_table, vendor=connection.vendor):
            cursor.execute(statement)
    Kept.objects.all().delete()
    yield
    Kept.objects.all().delete()


def address() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgresql://{held['USER']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def start_writer(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.audit.writer_process", *map(str, arguments)],
        env=os.environ | {"NEEDSHARE_DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
    )


def every_row_has_its_entry() -> None:
    rows = list(Kept.objects.values_list("recorded_as", flat=True))
    entries = list(Entry.objects.filter(action="audit.keep").values_list("uuid", flat=True))
    assert sorted(rows) == sorted(entries)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("statement", range(1, 13))
def test_t23_a_writer_killed_at_any_statement(statement: int, when: str) -> None:
    writer = start_writer(3, statement, when)
    acknowledged = writer.communicate(timeout=60)[0].count(b"acknowledged")
    assert writer.returncode == -9
    every_row_has_its_entry()
    assert acknowledged <= Kept.objects.count() <= acknowledged + 1
    sealing.tick(at=LATER)
    report = verify(deep=True, at=LATER)
    assert report.findings == []
    assert report.size == Entry.objects.count()


def test_several_writers_at_once_leave_one_whole_log() -> None:
    writers = [start_writer(25) for _writer in range(4)]
    while any(writer.poll() is None for writer in writers):
        sealing.tick(at=LATER)
    for writer in writers:
        assert writer.communicate()[0].count(b"acknowledged") == 25
    sealing.tick(at=LATER)
    every_row_has_its_entry()
    report = verify(deep=True, at=LATER)
    assert report.findings == []
    assert Kept.objects.count() == 100


def in_thread(do: Any) -> threading.Thread:
    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@recorded(Operation.ALTERATION)
def slow(*, started: threading.Event, go_on: threading.Event, by: Actor, at: Any) -> None:
    Kept.objects.create(word="slow")  # the transaction has its place in the queue from here on
    started.set()
    assert go_on.wait(30)


def test_t25_an_entry_committed_late_is_not_lost() -> None:
    started, go_on = threading.Event(), threading.Event()
    first = in_thread(lambda: slow(started=started, go_on=go_on, by=OFFICER, at=AT))
    assert started.wait(30)
    quick = in_thread(lambda: note(by=OFFICER, at=AT))
    quick.join(0.5)  # done on PostgreSQL, still waiting its turn on SQLite
    sealing.integrate()
    go_on.set()
    first.join()
    quick.join()
    sealing.tick(at=LATER)
    assert Entry.objects.count() == Leaf.objects.count() == 2
    assert verify(at=LATER).findings == []


def test_t25_an_entry_written_early_and_committed_late_is_not_lost() -> None:
    if connection.vendor == "sqlite":
        fill(1)  # one writer at a time: the race cannot be made; the log goes on
    else:
        raced()
    sealing.tick(at=LATER)
    assert Entry.objects.count() == Leaf.objects.count()
    assert unsealed_entries() == []
    assert verify(at=LATER).findings == []


def raced() -> None:
    """Let an entry with a small number be committed after one with a large number was sealed."""
    written, go_on = threading.Event(), threading.Event()
    database = type(connections["default"])
    commit = database._commit
    note(by=OFFICER, at=AT)  # the month's key is there
    integrate()

    def waiting(self: Any) -> Any:
        if threading.current_thread() is first:
            written.set()
            assert go_on.wait(30)
        return commit(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_commit", waiting)
        first = threading.Thread(target=lambda: (note(by=OFFICER, at=AT), connection.close()))
        first.start()
        assert written.wait(30)
        note(by=OFFICER, at=AT)
        assert integrate() == 1
        go_on.set()
        first.join()
    assert Leaf.objects.count() == 2


def test_t26_a_batch_that_was_full_leaves_nothing_behind() -> None:
    fill(23, sign=False)
    if connection.vendor == "postgresql":
        assert [integrate_batch(limit=10) for _again in range(4)] == [10, 10, 3, 0]
    fill(23, sign=False)
    integrate(limit=5)
    sealing.tick(at=LATER)
    assert Leaf.objects.count() == 46
    assert verify(at=LATER).findings == []


def test_t24_two_sequencers_and_signers_at_once() -> None:
    for _round in range(3):
        fill(40, sign=False)
        ticks = [in_thread(lambda: sealing.tick(at=LATER)) for _tick in range(4)]
        for thread in ticks:
            thread.join()
    sealing.tick(at=LATER)
    assert Leaf.objects.count() == Entry.objects.count() == 120
    assert verify(at=LATER).findings == []


def test_t27_a_rollback_leaves_no_entry_and_no_gap() -> None:
    @recorded(Operation.ALTERATION)
    def failing(*, by: Actor, at: Any) -> None:
        Kept.objects.create(word="never")
        raise ZeroDivisionError

    for _round in range(5):
        note(by=OFFICER, at=AT)
        with pytest.raises(ZeroDivisionError):
            failing(by=OFFICER, at=AT)
    sealing.tick(at=LATER)
    assert not Kept.objects.exists()
    report = verify(deep=True, at=LATER)
    assert (report.findings, report.size) == ([], 5)


def test_t42_entries_after_a_restore_into_another_cluster_are_sealed() -> None:
    fill(3)
    with as_administrator() as run:
        run(
            "UPDATE audit_head SET xmin_watermark = 9000000000000000000, system_identifier = 'another cluster'"
        )
    end = fill(3, start=AT + timedelta(seconds=10), sign=False)
    sealing.tick(at=end)
    assert Leaf.objects.count() == 6
    assert verify(at=end).findings == []


def test_an_idle_sequencer_writes_nothing() -> None:
    fill(3)
    assert not is_waiting()
    assert integrate() == 0
