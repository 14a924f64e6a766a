"""Tasks: saying that one is done."""

from uuid import UUID

from needshare.api.routes import Call, Doorways

from . import actions
from .schemas import TaskDone

doorways = Doorways(tags=["Tasks"])


@doorways.write("/tasks/{uuid:task_id}/done", needs="signed_in", answer=TaskDone)
def complete(request: Call, task_id: UUID) -> TaskDone:
    """Say that a task is done; one that is done by doing what it asks cannot be ended so."""
    return TaskDone.of(actions.complete(task_id=task_id, by=request.actor, at=request.at))
