"""Every write to the list of tasks: opening, finishing, escalating."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, Value, When

from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, gettext_noop as _, require
from needshare.policy import current_pack
from needshare.policy.timing import HOLDER

from . import access, queries
from .models import Task
from .rules import (
    NewTask,
    is_done_by_saying_so,
    is_for_one,
    is_not_due_in_the_past,
    is_overdue,
    next_escalation,
)
from .terms import TaskKind


@recorded(Operation.ADMINISTRATION)
def open_task(*, task: NewTask, by: Actor, at: datetime) -> Task:
    """Ask a person, or whoever holds a role, to do one thing by a time.

    Who may ask is judged by the act this is part of.

    Raises:
        Conflict: the task for this record and occurrence is already there.
    """
    require(is_for_one(task), is_not_due_in_the_past(task.due_at, at=at))
    opened = Task(
        owner_id=task.owner,
        kind=task.kind,
        subject_reference=task.reference,
        record_id=task.record_id,
        occurrence=task.occurrence,
        assigned_to_id=task.account,
        assigned_role=task.role,
        opened_at=at,
        due_at=task.due_at,
        escalate_at=None if task.is_escalated_otherwise else task.due_at,
        tell_at=None if task.is_told or task.account == by.id else at,
    )
    try:
        with transaction.atomic():
            opened.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This was already asked.")) from None
    detail(task=str(opened.id), task_kind=task.kind.value, due_at=task.due_at.isoformat())
    return opened


@recorded(Operation.ADMINISTRATION)
def complete(*, task_id: UUID, by: Actor, at: datetime) -> Task:
    """Say that a task is done.

    Raises:
        Blocked: it waits for somebody else, or is done by doing what it asks, never by saying so.
        Conflict: it is done already.
    """
    task = queries.task_to_change(task_id, viewer=by)
    access.must_be_asked(by, task)
    require(is_done_by_saying_so(task.kind))
    if task.done_at is not None:
        raise Conflict(_("This task is already done."))
    task.done_at, task.done_by_id = at, by.id
    task.save(update_fields=["done_at", "done_by", "recorded_as"])
    about(owner=task.owner_id)
    detail(task=str(task.id), task_kind=task.kind)
    return task


@recorded(Operation.ADMINISTRATION)
def complete_for(
    *, record_id: UUID, owner: UUID, by: Actor, at: datetime, kinds: Collection[TaskKind] = ()
) -> int:
    """Close the open tasks about a record, or those of some kinds, in the act that does what they asked.

    Returns how many there were; none is no fault, since the act may come before the asking.
    """
    closed = queries.open_tasks_about(record_id, owner=owner, kinds=kinds).update(
        done_at=at, done_by_id=by.id if by.id.int else None, recorded_as=current_entry()
    )
    detail(tasks_done=closed)
    return closed


@recorded(Operation.ADMINISTRATION)
def pause_for(*, record_id: UUID, owner: UUID, by: Actor, at: datetime) -> int:
    """Take the open tasks about a record off every desk for a while; their time goes on running."""
    waiting = queries.open_tasks_about(record_id, owner=owner).filter(paused_at__isnull=True)
    paused = waiting.update(paused_at=at, recorded_as=current_entry())
    detail(tasks_paused=paused)
    return paused


@recorded(Operation.ADMINISTRATION)
def take_up_for(*, record_id: UUID, owner: UUID, by: Actor, at: datetime) -> int:
    """Put the paused tasks about a record back on the desks; all but who takes them up are told."""
    paused = queries.open_tasks_about(record_id, owner=owner).filter(paused_at__isnull=False)
    taken_up = paused.update(
        paused_at=None,
        tell_at=Case(When(assigned_to_id=by.id, then=None), default=Value(at), output_field=DateTimeField()),
        recorded_as=current_entry(),
    )
    detail(tasks_taken_up=taken_up)
    return taken_up


@recorded(Operation.ADMINISTRATION)
def hand_over_for(
    *, record_id: UUID, owner: UUID, source: UUID | None, to: UUID, by: Actor, at: datetime
) -> int:
    """Hand the open tasks one person has about a record to another, whom the caller tells."""
    theirs = queries.open_tasks_about(record_id, owner=owner, kinds=tuple(TaskKind)).filter(
        assigned_to_id=source
    )
    handed = theirs.update(assigned_to_id=to, tell_at=None, recorded_as=current_entry()) if source else 0
    detail(tasks_handed_over=handed)
    return handed


@recorded(Operation.ADMINISTRATION)
def give_back_for(*, record_id: UUID, owner: UUID, source: UUID, role: str, by: Actor, at: datetime) -> int:
    """Let the open tasks one person has about a record wait for whoever holds a role instead."""
    theirs = queries.open_tasks_about(record_id, owner=owner, kinds=tuple(TaskKind)).filter(
        assigned_to_id=source
    )
    given = theirs.update(assigned_to_id=None, assigned_role=role, recorded_as=current_entry())
    detail(tasks_given_back=given)
    return given


@recorded(Operation.ADMINISTRATION)
def record_told(*, task_id: UUID, by: Actor, at: datetime) -> Task:
    """Say that whoever a task waits for is told of it, in the act that writes them.

    Raises:
        Blocked: anybody but the worker.
        Conflict: it is done, paused, or they are told already.
    """
    access.must_be_worker(by)
    task = queries.task_to_change(task_id, viewer=by)
    if task.done_at is not None or task.paused_at is not None or task.tell_at is None:
        raise Conflict(_("Nobody needs to be told of this task any more."))
    task.tell_at = None
    task.save(update_fields=["tell_at", "recorded_as"])
    about(case=task.subject_reference, owner=task.owner_id)
    detail(task=str(task.id), task_kind=task.kind)
    return task


@recorded(Operation.ADMINISTRATION)
def escalate(*, task_id: UUID, by: Actor, at: datetime) -> Task:
    """Take the next step of the pack's escalation: show an overdue task to one more role.

    Who it first waited for keeps it. A step "holder" only reminds them.

    Raises:
        Blocked: it is not overdue.
        Conflict: it is done or paused, or its last step was taken.
    """
    task = queries.task_to_change(task_id, viewer=by)
    access.must_be_able_to_escalate(by, task)
    if task.done_at is not None or task.paused_at is not None or task.escalate_at is None:
        raise Conflict(_("This task is done, paused, or escalated as far as it goes."))
    require(is_overdue(task.due_at, at=at))
    escalation = current_pack(task.owner_id).escalation(task.kind)
    to = escalation.steps[min(task.escalation_step, len(escalation.steps) - 1)]
    if to != HOLDER:
        _show_to(task, to, at=at)
    task.escalate_at = next_escalation(
        task.opened_at,
        task.due_at,
        step=task.escalation_step,
        steps=len(escalation.steps),
        longest=timedelta(hours=escalation.longest_wait_hours),
        at=at,
    )
    task.escalation_step += 1
    task.save(
        update_fields=[
            "escalated_at",
            "escalated_role",
            "escalated_further_role",
            "escalate_at",
            "escalation_step",
            "recorded_as",
        ]
    )
    about(case=task.subject_reference, owner=task.owner_id)
    detail(task=str(task.id), task_kind=task.kind, escalated_to=to)
    return task


def _show_to(task: Task, role: str, *, at: datetime) -> None:
    if task.escalated_at is None:
        task.escalated_at, task.escalated_role = at, role
    else:
        task.escalated_further_role = role
