"""What follows by itself: people are told what waits for them, and of what is overdue, once for each step."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker
from needshare.tasks import queries as tasks

from . import actions

BATCH = 100


@job("pathway.tell_of_tasks", every=10)
def tell_of_tasks(*, at: datetime) -> int:
    """Queue a message to whoever a newly opened task waits for; return how many tasks were told of."""
    return _each(actions.tell_of_task, tasks.to_tell(at=at, limit=BATCH), at=at)


@job("pathway.escalate_overdue", every=60)
def escalate_overdue(*, at: datetime) -> int:
    """Take the next step of each overdue task's escalation and tell who it is shown to; return how many."""
    return _each(actions.tell_of_escalation, tasks.to_escalate(at=at, limit=BATCH), at=at)


def _each(act: Callable[..., int], found: list[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Do an act for each task, in a transaction of its own; one that somebody finished meanwhile is passed over."""
    done = 0
    for task_id, owner in found:
        try:
            act(task_id=task_id, by=worker(owner), at=at)
            done += 1
        except (Conflict, Unknown):
            continue
    return done
