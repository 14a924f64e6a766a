"""Every read of tasks, narrowed to the viewer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from needshare.kernel import Actor, Unknown

from . import access
from .models import Task
from .rules import STAYING
from .terms import TaskKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some tasks in order, and the key of the next page, or None at the end."""

    tasks: Sequence[Task]
    after: tuple[datetime, UUID] | None


def waiting_for(
    viewer: Actor, *, at: datetime, after: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> Page:
    """Return what waits for the viewer or for a role the viewer holds, the longest overdue first.

    Tasks are ordered by when they are due, so those overdue at `at` come before those that are not.
    """
    rows = Task.objects.filter(
        access.waits_for(viewer), done_at__isnull=True, paused_at__isnull=True, opened_at__lte=at
    )
    if after is not None:
        due_at, last = after
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last))
    found = list(rows.order_by("due_at", "id")[: limit + 1])
    shown = found[:limit]
    return Page(shown, (shown[-1].due_at, shown[-1].id) if len(found) > limit else None)


def task(task_id: UUID, *, viewer: Actor) -> Task:
    """Return one task the viewer may see.

    Raises:
        Unknown: there is none such for this viewer.
    """
    found = Task.objects.filter(access.visible_to(viewer), id=task_id).first()
    if found is None:
        raise Unknown
    return found


def task_to_change(task_id: UUID, *, viewer: Actor) -> Task:
    """Return one task and keep others from changing it until the act is done."""
    found = Task.objects.select_for_update().filter(access.visible_to(viewer), id=task_id).first()
    if found is None:
        raise Unknown
    return found


def tasks_about(record_id: UUID, *, viewer: Actor) -> list[Task]:
    """Return every task about one record, done ones too, in the order opened."""
    return list(Task.objects.filter(access.visible_to(viewer), record_id=record_id).order_by("id"))


def open_tasks_about(record_id: UUID, *, owner: UUID, kinds: Collection[TaskKind] = ()) -> QuerySet[Task]:
    """Return the tasks that still wait about one record, for the act that does what they asked.

    Without kinds, all but those that stay until who was asked has done them.
    """
    rows = Task.objects.filter(owner_id=owner, record_id=record_id, done_at__isnull=True)
    return rows.filter(kind__in=list(kinds)) if kinds else rows.exclude(kind__in=STAYING)


def was_opened(kind: TaskKind, record_id: UUID, occurrence: str, *, owner: UUID) -> bool:
    """Tell whether a task was already opened for this occurrence, done or not."""
    return Task.objects.filter(owner_id=owner, kind=kind, record_id=record_id, occurrence=occurrence).exists()


def to_escalate(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (task, owner) of tasks whose next step of escalation is due, the longest waiting first."""
    rows = Task.objects.filter(done_at__isnull=True, paused_at__isnull=True, escalate_at__lt=at)
    return list(rows.order_by("escalate_at", "id").values_list("id", "owner_id")[:limit])


def to_tell(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (task, owner) of tasks whose people have not been told yet, the longest waiting first."""
    rows = Task.objects.filter(done_at__isnull=True, paused_at__isnull=True, tell_at__lte=at)
    return list(rows.order_by("tell_at", "id").values_list("id", "owner_id")[:limit])


def opened_for(kind: TaskKind, occurrence: str, *, owner: UUID) -> set[UUID]:
    """Name the records for which a task was opened for this occurrence, done or not."""
    rows = Task.objects.filter(owner_id=owner, kind=kind, occurrence=occurrence)
    return set(rows.values_list("record_id", flat=True))
