"""Every write to the list of tasks: opening, finishing, escalating."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from needshare.accounts.terms import Role
from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, gettext_noop as _, require

from . import access, queries
from .models import Task
from .rules import NewTask, is_for_one, is_not_due_in_the_past, is_overdue
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
        Blocked: it waits for somebody else.
        Conflict: it is done already.
    """
    task = queries.task_to_change(task_id, viewer=by)
    access.must_be_asked(by, task)
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
def escalate(*, task_id: UUID, to: Role, by: Actor, at: datetime) -> Task:
    """Show an overdue task to a second role as well; who it first waited for keeps it.

    Raises:
        Blocked: it is not overdue.
        Conflict: it is done, or escalated already.
    """
    task = queries.task_to_change(task_id, viewer=by)
    access.must_be_able_to_escalate(by, task)
    if task.done_at is not None or task.escalated_at is not None:
        raise Conflict(_("This task is done or escalated already."))
    require(is_overdue(task.due_at, at=at))
    task.escalated_at, task.escalated_role = at, to
    task.save(update_fields=["escalated_at", "escalated_role", "recorded_as"])
    about(owner=task.owner_id)
    detail(task=str(task.id), task_kind=task.kind, escalated_to=to.value)
    return task
