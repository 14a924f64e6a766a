"""Escalate what is overdue: once, to the role above, within a minute of its time."""

from datetime import datetime

from needshare.accounts.terms import Role
from needshare.jobs.registry import job
from needshare.kernel.actors import worker

from . import actions, queries

BATCH = 100


@job("tasks.escalate_overdue", every=60)
def escalate_overdue(*, at: datetime) -> int:
    """Show each task that is overdue to its supervisors as well, and return how many there were."""
    overdue = queries.overdue_unescalated(at=at, limit=BATCH)
    for task_id, owner in overdue:
        actions.escalate(task_id=task_id, to=Role.SUPERVISOR, by=worker(owner), at=at)
    return len(overdue)
