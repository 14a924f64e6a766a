"""The worker: runs what is due, one job after the other, and beats in threads of their own.

A beat is something that must go on whatever the jobs do, such as sealing the audit log ten times a second.
Which beats there are is told from above: this floor knows nothing of the log.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from needshare.kernel.sight import INSTALLATION, looking

from . import queue
from .registry import USUAL_LEASE, call, discover, registered
from .schedule import queue_due, write_schedule

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
IDLE = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Beat:
    """Something done again and again: its name in the log, how often, and what."""

    name: str
    every: timedelta
    do: Callable[[datetime], object]


def run(stop: threading.Event, clock: Clock, *, beats: Sequence[Beat] = ()) -> None:
    """Work until told to stop; what was begun is finished first."""
    discover()
    write_schedule(at=clock())
    threads = [
        threading.Thread(target=keep_beating, args=(beat, stop, clock), name=beat.name) for beat in beats
    ]
    for thread in threads:
        thread.start()
    try:
        keep_working(stop, clock)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def keep_working(stop: threading.Event, clock: Clock) -> None:
    """Run due jobs until told to stop; rest when there are none or the database is away."""
    while not stop.is_set():
        close_old_connections()
        try:
            with looking(INSTALLATION, has_end=False):  # to find; what is done sees its owner's rows
                was_busy = step(at=clock(), clock=clock)
        except Exception as error:  # noqa: BLE001 - the worker outlives whatever fails; the next round tries again
            log.error("worker_failed", extra={"failure": type(error).__name__})
            was_busy = False
        if not was_busy:
            stop.wait(IDLE.total_seconds())


def step(*, at: datetime, clock: Clock) -> bool:
    """Queue what recurs, then run one job; False when there was none."""
    queue_due(at=at)
    claimed = queue.claim(at=at, lease=USUAL_LEASE)
    if claimed is None:
        return False
    work(claimed, at=at, clock=clock)
    return True


def work(claimed: queue.Claim, *, at: datetime, clock: Clock) -> None:
    """Run one claimed job; a failure puts it back, unless it failed too often."""
    try:
        entry = registered(claimed.name)
    except KeyError:
        queue.put_back(claimed, None, failure="no such job", at=at)
        log.error("job_unknown", extra={"job": claimed.name})
        return
    if entry.lease > USUAL_LEASE:
        queue.hold(claimed, until=at + entry.lease)
    try:
        call(entry, {**claimed.arguments, "at": at})
    except Exception as error:  # noqa: BLE001 - a job may raise anything: it is put back and reported
        is_dead = queue.put_back(claimed, entry, failure=type(error).__name__, at=clock())
        words = {"job": claimed.name, "failure": type(error).__name__, "attempts": claimed.attempts}
        log.error("job_dead" if is_dead else "job_failed", extra=words)
    else:
        queue.finish(claimed)


def keep_beating(beat: Beat, stop: threading.Event, clock: Clock) -> None:
    """Do a beat's work at its rhythm until told to stop; report a failure when it begins and when it ends."""
    failing = ""
    while not stop.wait(beat.every.total_seconds()):
        close_old_connections()
        try:
            with looking(INSTALLATION):
                beat.do(clock())
        except Exception as error:  # noqa: BLE001 - the beat goes on; who depends on it sees it stopped
            if failing != type(error).__name__:
                failing = type(error).__name__
                log.error("beat_failed", extra={"beat": beat.name, "failure": failing})
        else:
            if failing:
                log.info("beat_recovered", extra={"beat": beat.name})
            failing = ""
    connection.close()
