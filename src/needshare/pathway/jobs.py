"""What follows by itself: people are told what waits for them and what is overdue; askings reach their owner."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker
from needshare.tasks import queries as tasks

from . import actions, queries

BATCH = 100


@job("pathway.tell_of_tasks", every=10)
def tell_of_tasks(*, at: datetime) -> int:
    """Queue a message to whoever a newly opened task waits for; return how many tasks were told of."""
    return _each(actions.tell_of_task, tasks.to_tell(at=at, limit=BATCH), at=at)


@job("pathway.escalate_overdue", every=60)
def escalate_overdue(*, at: datetime) -> int:
    """Take the next step of each overdue task's escalation and tell who it is shown to; return how many."""
    return _each(actions.tell_of_escalation, tasks.to_escalate(at=at, limit=BATCH), at=at)


@job("pathway.watch_severe_risks", every=30)
def watch_severe_risks(*, at: datetime) -> int:
    """Take the due steps of each watch over an open request with a severe risk; return how many people were told."""
    told = 0
    for watch_id, owner in queries.watches_due(at=at, limit=BATCH):
        try:
            told += actions.take_watch_step(watch_id=watch_id, by=worker(owner), at=at)
        except (Conflict, Unknown):
            continue  # answered meanwhile
    return told


@job("pathway.bring_askings", every=10)
def bring_askings(*, at: datetime) -> int:
    """Look for what people asked to be shown, and ask who answers for it; return how many were looked for."""
    found = queries.askings_to_look_for(limit=BATCH)
    return _each_asking(actions.bring_to_owner, found, at=at)


@job("pathway.tell_askers", every=60)
def tell_askers(*, at: datetime) -> int:
    """Tell those whose time of waiting is over that access was not given; return how many."""
    return _each_asking(actions.tell_asker, queries.askings_to_tell(at=at, limit=BATCH), at=at)


def _each_asking(act: Callable[..., object], found: list[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Do an act for each asking, in a transaction of its own; one settled meanwhile is passed over."""
    done = 0
    for request_id, owner in found:
        try:
            act(request_id=request_id, by=worker(owner), at=at)
            done += 1
        except (Conflict, Unknown):
            continue
    return done


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


@job("pathway.review_declarations", every=3600)
def review_declarations(*, at: datetime) -> int:
    """Ask whoever made their declarations a year ago to look through them; return how many were asked."""
    asked = 0
    for person, owner in queries.declarations_to_review(at=at, limit=BATCH):
        try:
            actions.ask_for_review(person_id=person, by=worker(owner), at=at)
            asked += 1
        except (Conflict, Unknown):
            continue
    return asked
