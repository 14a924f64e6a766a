"""Watching an open request whose silence could do severe harm, and telling people until it is answered (C10).

Nothing here decides anything: time that passes only brings one more person to look.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, gettext_noop as _
from needshare.notices.actions import queue
from needshare.notices.terms import NoticeKind
from needshare.pathway import queries, rules
from needshare.pathway.errands import case_task, notices_of_task
from needshare.pathway.models import RiskWatch, SharingCase
from needshare.pathway.stages import NOT_ANSWERED
from needshare.policy import current_pack
from needshare.policy.timing import HOLDER, WatchStep
from needshare.tasks.access import must_be_worker
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.tasks.models import Task


@recorded(Operation.ALTERATION)
def watch_risk(
    *, case: SharingCase, is_severe: bool | None, by: Actor, at: datetime, is_anew: bool = False
) -> RiskWatch | None:
    """Watch a case, or no longer, as its urgency and its newest assessment say, in the act that says so.

    Where the act says nothing of the risk (None), it is as it was. Steps that were taken are not taken
    again, unless the request begins anew: it was sent again, or its answer was taken back.
    """
    watched = current_pack(case.owner_id).watch.urgencies
    watch = queries.watch_over(case)
    was_severe = watch is not None and rules.SEVERE_RISK in watch.causes
    is_severe = was_severe if is_severe is None else is_severe
    causes = rules.causes_of_watch(urgency=case.urgency, watched=watched, is_severe=is_severe)
    if watch is None:
        if not causes:
            return None
        watch = RiskWatch(owner_id=case.owner_id, case=case, began_at=at)
    if is_anew:
        watch.round, watch.taken = watch.round + 1, []
    watch.causes = causes
    watch.next_at = queries.next_step_at(case, watch) if causes else None
    watch.save()
    detail(watched_because=causes)
    return watch


@recorded(Operation.ADMINISTRATION)
def take_watch_step(*, watch_id: UUID, by: Actor, at: datetime) -> int:
    """Take every step of a watch that is due: a task for one more, and a message to whoever it waits for.

    A step to a role that nobody holds who may know of the case is followed by the next at once. Returns how
    many were told.

    Raises:
        Blocked: anybody but the worker.
        Conflict: the case was answered, or nothing is due.
        Unknown: there is no such watch of this owner.
    """
    must_be_worker(by)
    case = queries.watched_case(watch_id, owner=by.owner)
    watch = queries.watch_over(case)
    if watch is None or watch.next_at is None or case.stage not in NOT_ANSWERED:
        raise Conflict(_("This case is not watched any more."))
    about(case=case.reference, owner=case.owner_id)
    detail(cause=watch.causes)
    told, taken = 0, list[str]()
    watch.next_at = queries.next_step_at(case, watch)
    while watch.next_at is not None and watch.next_at <= at:
        step = current_pack(case.owner_id).watch.step_after(watch.taken)
        if step is None:
            break
        people = _ask(case, step, watch.round, by=by, at=at)
        watch.taken = [*watch.taken, step.id]
        watch.next_at = queries.next_step_at(case, watch) if people else at
        taken.append(f"{step.id} ({step.percent}%): {step.to}")
        told += len(people)
    if current_pack(case.owner_id).watch.step_after(watch.taken) is None:
        watch.next_at = None
    watch.save(update_fields=["taken", "next_at", "recorded_as"])
    detail(steps=taken, told=told)
    return told


def _ask(case: SharingCase, step: WatchStep, asked_in: int, *, by: Actor, at: datetime) -> Sequence[UUID]:
    """Open the task of one step and tell whoever it waits for; return who that is."""
    is_holder = step.to == HOLDER
    task = case_task(
        case,
        TaskKind.RISK_UNANSWERED,
        due_at=max(case.due_at or at, at),
        account=case.handler_id if is_holder else None,
        role="" if is_holder else step.to,
        occurrence=f"{asked_in}.{step.id}",
        is_told=True,
    )
    opened = open_task(task=replace(task, is_escalated_otherwise=True), by=by, at=at)
    people = _whom(opened, step, by=by, at=at)
    for notice in notices_of_task(opened, NoticeKind.RISK_UNANSWERED, people):
        queue(notice=notice, by=by, at=at)
    return people


def _whom(task: "Task", step: WatchStep, *, by: Actor, at: datetime) -> Sequence[UUID]:
    if step.to == HOLDER:
        return queries.asked_by(task, viewer=by, at=at)
    return queries.above(task, step.to, viewer=by, at=at)


@recorded(Operation.ADMINISTRATION)
def end_watch(*, case: SharingCase, by: Actor, at: datetime) -> int:
    """Say that a case was answered: nobody else hears of it, and what the watch asked is done."""
    ended = RiskWatch.objects.filter(case=case, owner_id=case.owner_id).update(
        next_at=None, recorded_as=current_entry()
    )
    kinds = (TaskKind.RISK_UNANSWERED,)
    return complete_for(record_id=case.pk, owner=case.owner_id, kinds=kinds, by=by, at=at) if ended else 0
