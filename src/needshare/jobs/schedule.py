"""The schedule: queue each recurring job when its time has come, once, however many workers look."""

from datetime import datetime, timedelta

from django.db import transaction

from .models import Schedule
from .queue import enqueue
from .registry import every_job


def write_schedule(*, at: datetime) -> None:
    """Enter every recurring job, keep the times of those known, drop what is no longer registered."""
    wanted = {entry.name: entry.every for entry in every_job().values() if entry.every is not None}
    with transaction.atomic():
        Schedule.objects.exclude(name__in=wanted).delete()
        for name, every in wanted.items():
            seconds = max(1, int(every.total_seconds()))
            Schedule.objects.get_or_create(name=name, defaults={"every_seconds": seconds, "next_at": at})
            Schedule.objects.filter(name=name).exclude(every_seconds=seconds).update(
                every_seconds=seconds, next_at=at
            )


def queue_due(*, at: datetime) -> int:
    """Queue every recurring job whose time has come; return how many.

    Times missed while nothing ran are not made up for: one run covers them.
    """
    queued = 0
    for entry in Schedule.objects.filter(next_at__lte=at):
        later = at + timedelta(seconds=entry.every_seconds)
        with transaction.atomic():
            # Whoever moves the time on queues the job; nobody else finds the old time any more.
            mine = Schedule.objects.filter(name=entry.name, next_at=entry.next_at)
            if mine.update(next_at=later):
                enqueue(entry.name, at=at, key="recurring")
                queued += 1
    return queued
