"""The pages of oversight: what the log says, whether it is whole, and how the policies are carried out."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.audit import access, actions
from needshare.audit.queries import Page
from needshare.audit.terms import Ending, Operation
from needshare.audit.verification import verify
from needshare.kernel import Channel
from needshare.policy import usual_marking
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import carried_out, posted

from . import queries
from .forms import Look


def words() -> dict[str, dict[str, str]]:
    """Give the labels of what this page shows, by stored word."""
    return {"operation": Operation.labels(), "ending": Ending.labels(), "channel": Channel.labels()}


def _show(request: Visit, form: Look, **more: Any) -> HttpResponse:
    state = queries.log_state(request.actor, at=request.at) if request.actor.is_force else None
    page = {"form": form, "state": state, "words": words(), **more}
    return render(request, "oversight/audit.jinja2", page, status=422 if form.errors else 200)


@needs("coverage.view")
@require_safe
def coverage(request: Visit) -> HttpResponse:
    """Show how each clause of the policies is carried out, proved and seen."""
    page = {"clauses": queries.coverage(request.actor, at=request.at)}
    return render(request, "oversight/coverage.jinja2", page)


@needs("audit.read")
@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: Visit) -> HttpResponse:
    """Look into the audit log; each look is an entry of it."""
    by, found = request.actor, list[Page]()
    (access.must_be_log_reader if by.is_force else access.must_be_own_reader)(by)
    form = Look(posted(request), viewer=by)
    is_done = request.method == "POST" and carried_out(
        form, lambda: found.append(actions.consult(**form.asked(), by=by, at=request.at))
    )
    marked = {"marking": usual_marking()} if is_done else {}
    return _show(request, form, log=found[0] if is_done else None, **marked)


@needs("audit.verify")
@require_POST
def check(request: Visit) -> HttpResponse:
    """Verify the whole log now, from its first entry, and note what was found."""
    by = request.actor
    access.must_be_verifier(by)
    report = verify(at=request.at)
    actions.note_verification(report=report, by=by, at=request.at)
    return _show(request, Look(viewer=by), report=report)
