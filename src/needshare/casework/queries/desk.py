"""A person's desk: what waits for them and why, and the cases they handle, overdue first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.kernel import Actor, Unknown
from needshare.pathway import queries as pathway
from needshare.tasks import queries as tasks
from needshare.tasks.terms import TaskKind

from .listing import OPEN, CaseRow

if TYPE_CHECKING:
    from needshare.tasks.models import Task

COLUMNS = ("id", "reference", "requesting_organisation__name", "purpose", "stage", "due_at")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: the task, the case it is about where there is one, and whether for oneself."""

    task: "Task"
    case: CaseRow | None
    is_own: bool

    @property
    def label(self) -> str:
        """Name what is to be done."""
        return TaskKind(self.task.kind).label


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on a desk."""

    waiting: Sequence[Waiting]
    handled: Sequence[CaseRow]
    has_more: bool

    def overdue(self, at: datetime) -> list[Waiting]:
        """List what should have been done by now, the longest overdue first."""
        return [each for each in self.waiting if each.task.due_at < at]


def desk_of(viewer: Actor, *, at: datetime) -> Desk:
    """Return what waits for a person and the open cases they handle, in three statements; four if a case is hidden.

    Raises:
        Unknown: the viewer is not of a force.
    """
    if not viewer.is_force:
        raise Unknown
    page = tasks.waiting_for(viewer, at=at)
    cases = pathway.index_for(viewer)
    named = {task.subject_reference for task in page.tasks}
    known = {
        row.reference: row
        for row in map(CaseRow._make, cases.filter(reference__in=named).values_list(*COLUMNS))
    }
    stepped_out = pathway.conflicts_among(named - known.keys(), viewer=viewer)
    handled = cases.filter(handler_id=viewer.id, stage__in=OPEN).order_by("due_at", "id")
    return Desk(
        waiting=[
            Waiting(task, known.get(task.subject_reference), task.assigned_to_id == viewer.id)
            for task in page.tasks
            if task.subject_reference not in stepped_out
        ],
        handled=[CaseRow(*row) for row in handled.values_list(*COLUMNS)[:50]],
        has_more=page.after is not None,
    )
