"""The queue: put a job in, claim one under a lease, finish it or put it back.

A job is queued in the transaction of the act it follows from: it exists exactly if the act does.
Two workers never claim the same job; one whose worker died is claimed again when its lease is over.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import QuerySet

from .models import Job
from .registry import Registered

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

IS_READY = "due_at <= %s AND dead_at IS NULL AND (leased_until IS NULL OR leased_until <= %s)"
CLAIM = f"""
UPDATE jobs_job SET lease = %s, leased_until = %s, attempts = attempts + 1
WHERE id = (SELECT id FROM jobs_job WHERE {IS_READY} ORDER BY due_at, id LIMIT 1 {{skip}})
RETURNING id, name, arguments, attempts
"""  # noqa: S608 - the parts are constants of this module


@dataclass(frozen=True, slots=True)
class Claim:
    """A job this worker may run until its lease is over."""

    id: UUID
    lease: UUID
    name: str
    arguments: dict[str, Any]
    attempts: int


def enqueue(
    name: str, *, at: datetime, key: str = "", due_at: datetime | None = None, **arguments: Any
) -> None:
    """Queue a job for `due_at`, or at once. While one with the same `key` waits or runs, no second is queued."""
    fresh = Job(name=name, key=key, due_at=due_at or at, arguments=arguments)
    Job.objects.bulk_create([fresh], ignore_conflicts=bool(key))


def claim(*, at: datetime, lease: timedelta) -> Claim | None:
    """Claim the job that has been due longest, or None when none is due."""
    is_postgresql = connection.vendor == "postgresql"
    ready = Job.objects.filter(due_at__lte=at, dead_at__isnull=True)
    if not ready.exclude(leased_until__gt=at).exists():
        return None  # an idle worker takes no write lock
    token = uuid4()
    statement = CLAIM.format(skip="FOR UPDATE SKIP LOCKED" if is_postgresql else "")
    with transaction.atomic(), connection.cursor() as cursor:
        adapt = connection.ops.adapt_datetimefield_value
        now, until = adapt(at), adapt(at + lease)
        cursor.execute(statement, [token if is_postgresql else token.hex, until, now, now])
        row = cursor.fetchone()
    if row is None:
        return None
    job_id, name, arguments, attempts = row
    return Claim(UUID(str(job_id)), token, name, _read(arguments), attempts)


def hold(claimed: Claim, *, until: datetime) -> bool:
    """Lengthen a lease; False when it was lost."""
    return _mine(claimed).update(leased_until=until) == 1


def finish(claimed: Claim) -> bool:
    """Take a finished job out of the queue; False when the lease was lost meanwhile."""
    return _mine(claimed).delete()[0] == 1


def put_back(claimed: Claim, entry: Registered | None, *, failure: str, at: datetime) -> bool:
    """Put a failed job back, later each time; one that failed too often stays as a dead letter.

    Returns:
        True if it is dead now.
    """
    is_dead = entry is None or claimed.attempts >= entry.most_attempts
    _mine(claimed).update(
        lease=None,
        leased_until=None,
        failure=failure[:120],
        due_at=at + pause_after(claimed.attempts),
        dead_at=at if is_dead else None,
    )
    return is_dead


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts.

    >>> [pause_after(number).total_seconds() for number in (1, 2, 3, 30)]
    [5.0, 10.0, 20.0, 3600.0]
    """
    return min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), LONGEST_PAUSE)


def dead_letters() -> list[Job]:
    """List the jobs that failed too often, newest first."""
    return list(Job.objects.filter(dead_at__isnull=False).order_by("-dead_at"))


def revive(job_id: UUID, *, at: datetime) -> bool:
    """Try a dead letter again; for a recorded action of a higher floor. False when there is none."""
    dead = Job.objects.filter(id=job_id, dead_at__isnull=False)
    return dead.update(dead_at=None, attempts=0, due_at=at, failure="") == 1


def _mine(claimed: Claim) -> QuerySet[Job]:
    return Job.objects.filter(id=claimed.id, lease=claimed.lease)


def _read(arguments: Any) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(arguments) if isinstance(arguments, str) else arguments
    return held
