"""The page address by which a person says that a task is done."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from needshare.web.doorways import Visit, needs

from . import actions


@needs("signed_in")
@require_POST
def done(request: Visit, task_id: UUID) -> HttpResponse:
    """Say that a task is done, and go back to the desk."""
    actions.complete(task_id=task_id, by=request.actor, at=request.at)
    return redirect("casework:desk")
