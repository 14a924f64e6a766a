"""What the API says of a task."""

from datetime import datetime
from uuid import UUID

from needshare.api.schemas import Shown

from .models import Task


class TaskDone(Shown):
    """A task that somebody said is done."""

    id: UUID
    kind: str
    reference: str
    done_at: datetime | None

    @classmethod
    def of(cls, task: Task) -> "TaskDone":
        return cls(id=task.id, kind=task.kind, reference=task.subject_reference, done_at=task.done_at)
