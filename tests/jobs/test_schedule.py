"""A recurring job is queued when its time has come, once, and missed times are not made up for."""

from datetime import UTC, datetime, timedelta

import pytest

from needshare.jobs.models import Job, Schedule
from needshare.jobs.queue import claim, finish
from needshare.jobs.registry import job
from needshare.jobs.schedule import queue_due, write_schedule

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def nothing(*, at: datetime) -> None:
    """Do nothing."""


def test_a_recurring_job_is_queued_at_its_times() -> None:
    job("remind", every=60)(nothing)
    job("on demand")(nothing)
    write_schedule(at=AT)
    assert queue_due(at=AT) == 1
    assert queue_due(at=AT + timedelta(seconds=59)) == 0
    assert Job.objects.get().name == "remind"


def test_it_is_not_queued_twice_while_it_waits() -> None:
    job("remind", every=60)(nothing)
    write_schedule(at=AT)
    queue_due(at=AT)
    queue_due(at=AT + timedelta(seconds=60))
    assert Job.objects.count() == 1


def test_missed_times_are_run_once() -> None:
    job("remind", every=60)(nothing)
    write_schedule(at=AT)
    queue_due(at=AT)
    claimed = claim(at=AT, lease=timedelta(minutes=1))
    assert claimed is not None
    finish(claimed)
    assert queue_due(at=AT + timedelta(days=3)) == 1
    assert queue_due(at=AT + timedelta(days=3)) == 0


def test_a_restart_keeps_the_times_and_a_changed_rhythm_begins_now() -> None:
    job("remind", every=3600)(nothing)
    write_schedule(at=AT)
    queue_due(at=AT)
    write_schedule(at=AT + timedelta(seconds=5))
    assert Schedule.objects.get().next_at == AT + timedelta(hours=1)
    job("remind", every=60)(nothing)
    write_schedule(at=AT + timedelta(seconds=5))
    assert Schedule.objects.get().next_at == AT + timedelta(seconds=5)
    assert str(Schedule.objects.get()) == "remind every 60 s"


def test_a_job_that_is_gone_leaves_the_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    job("remind", every=60)(nothing)
    write_schedule(at=AT)
    monkeypatch.setattr("needshare.jobs.registry._jobs", {})
    write_schedule(at=AT)
    assert not Schedule.objects.exists()
