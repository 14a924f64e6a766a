"""Roles that wait for a second person."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from needshare.accounts import access, actions, queries
from needshare.accounts.terms import Role
from needshare.web.doorways import Visit, needs


@needs("role.grant")
@require_safe
def waiting(request: Visit) -> HttpResponse:
    """List the proposed roles, each with whether the viewer may decide it."""
    access.must_keep_people(request.actor)
    found = list(queries.open_proposals(request.actor))
    names = queries.names_of([each.proposed_by for each in found], request.actor)
    rows = [
        (each, names.get(each.proposed_by, ""), access.may_decide_role(each, request.actor)) for each in found
    ]
    return render(request, "accounts/roles.jinja2", {"rows": rows, "roles": dict(Role.choices())})


@needs("role.grant")
@require_POST
def approve(request: Visit, proposal: UUID) -> HttpResponse:
    """Approve a role: the person holds it at once, and is told."""
    return _decide(request, proposal, actions.approve_role, _("The role is given. The person is told."))


@needs("role.grant")
@require_POST
def refuse(request: Visit, proposal: UUID) -> HttpResponse:
    """Refuse a role."""
    return _decide(request, proposal, actions.refuse_role, _("The role is not given."))


def _decide(request: Visit, proposal: UUID, act: Callable[..., object], said: str) -> HttpResponse:
    act(proposal_id=proposal, by=request.actor, at=request.at)
    messages.success(request, said)
    return redirect("roles_waiting")
