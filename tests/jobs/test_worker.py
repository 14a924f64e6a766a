"""The worker runs what is due, outlives what fails, beats meanwhile, and stops when told."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from needshare.jobs import queue, worker
from needshare.jobs.models import Job
from needshare.jobs.queue import enqueue
from needshare.jobs.registry import job
from needshare.jobs.worker import Beat, run, step

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def now() -> datetime:
    return AT


def do_all(*, at: datetime = AT) -> None:
    while step(at=at, clock=lambda: at):
        pass


@pytest.mark.django_db
def test_a_job_is_called_with_its_arguments_and_the_time() -> None:
    calls: list[Any] = []
    job("send")(lambda **named: calls.append(named))
    enqueue("send", at=AT, reference="NMC-26-AAAA-AAAA")
    do_all()
    assert calls == [{"reference": "NMC-26-AAAA-AAAA", "at": AT}]
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_failing_job_is_put_back_and_reported_without_what_it_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*, at: datetime) -> None:
        raise ValueError("a person's name")

    job("send", most_attempts=2)(fail)
    enqueue("send", at=AT)
    do_all()
    assert Job.objects.get().failure == "ValueError"
    do_all(at=AT + timedelta(seconds=5))
    assert Job.objects.get().dead_at == AT + timedelta(seconds=5)
    assert [record.message for record in caplog.records] == ["job_failed", "job_dead"]
    assert "a person's name" not in caplog.text


@pytest.mark.django_db
def test_an_unknown_job_is_a_dead_letter_at_once() -> None:
    enqueue("gone", at=AT)
    do_all()
    assert queue.dead_letters()[0].failure == "no such job"


@pytest.mark.django_db
def test_a_long_job_holds_its_lease_longer() -> None:
    seen: list[Any] = []
    job("long", lease=3600)(lambda *, at: seen.append(Job.objects.get().leased_until))
    enqueue("long", at=AT)
    do_all()
    assert seen == [AT + timedelta(hours=1)]


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)


def start(stop: threading.Event, **options: Any) -> threading.Thread:
    def work() -> None:
        run(stop, now, **options)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_tables")
def test_the_worker_works_and_beats_until_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "discover", lambda: None)
    done, beats, stop = [], [], threading.Event()
    job("send")(lambda *, at: done.append(at))
    enqueue("send", at=AT)
    thread = start(stop, beats=[Beat("seal", timedelta(milliseconds=5), beats.append)])
    wait_for(lambda: bool(done) and len(beats) > 3)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert beats[0] == AT


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_tables")
def test_a_failing_beat_goes_on_and_is_reported_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(worker, "discover", lambda: None)
    stop, count = threading.Event(), []

    def beat(_at: datetime) -> None:
        count.append(1)
        if len(count) < 4:
            raise OSError

    thread = start(stop, beats=[Beat("seal", timedelta(milliseconds=2), beat)])
    wait_for(lambda: len(count) > 6)
    stop.set()
    thread.join(20)
    assert [record.message for record in caplog.records] == ["beat_failed", "beat_recovered"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_tables")
def test_the_worker_outlives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "discover", lambda: None)
    stop, tries = threading.Event(), []

    def away(**_: Any) -> bool:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError
        stop.set()
        return False

    monkeypatch.setattr(worker, "step", away)
    start(stop).join(20)
    assert len(tries) == 2
    assert [record.message for record in caplog.records] == ["worker_failed"]


def address() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgresql://{held['USER']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def start_process(*arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.worker_process", *map(str, arguments)],
        env=os.environ | {"NEEDSHARE_DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_tables")
def test_a_job_whose_worker_was_killed_runs_again_once(tmp_path: Path) -> None:
    written = tmp_path / "written"
    enqueue("write", at=datetime.now(UTC), word="once")
    assert start_process(written, "kill").wait(60) == -9
    assert start_process(written).wait(60) == 0
    assert written.read_text() == "once\n", "its lease still runs"
    Job.objects.update(leased_until=datetime.now(UTC))
    workers = [start_process(written) for _worker in range(3)]
    assert [process.wait(60) for process in workers] == [0, 0, 0]
    assert written.read_text() == "once\nonce\n"
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_tables")
def test_several_workers_do_every_job_once(tmp_path: Path) -> None:
    written = tmp_path / "written"
    for number in range(60):
        enqueue("write", at=datetime.now(UTC), word=f"job {number}")
    workers = [start_process(written) for _worker in range(3)]
    assert [process.wait(120) for process in workers] == [0, 0, 0]
    assert sorted(written.read_text().splitlines()) == sorted(f"job {number}" for number in range(60))
