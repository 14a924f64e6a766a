"""Pages on which a case is claimed, handed over, put on hold, taken up again and closed."""

from collections.abc import Callable
from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.pathway import actions, queries
from needshare.pathway.forms import HandOver, Hold
from needshare.pathway.stages import HANDLERS
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

MORNING = time(9)


def page_of(reference: str) -> str:
    """Give the address of a case's page."""
    return reverse("casework:case", kwargs={"reference": reference})


def _at_once(request: Visit, reference: str, act: Callable[..., object], said: str) -> HttpResponse:
    act(reference=reference, by=request.actor, at=request.at)
    messages.success(request, said)
    return redirect(page_of(reference))


@needs("case.claim")
@require_POST
def claim(request: Visit, reference: str) -> HttpResponse:
    """Become the handler."""
    return _at_once(request, reference, actions.claim, _("You handle this case now."))


@needs("case.hold")
@require_POST
def resume(request: Visit, reference: str) -> HttpResponse:
    """Take a case off hold."""
    return _at_once(request, reference, actions.resume, _("The case is off hold."))


@needs("case.close")
@require_POST
def close(request: Visit, reference: str) -> HttpResponse:
    """Close a case."""
    return _at_once(request, reference, actions.close, _("The case is closed."))


@needs("case.hand_over")
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Visit, reference: str) -> HttpResponse:
    """Hand a case over to another handler."""
    by = request.actor
    case = queries.case_for_step(reference, "case.hand_over", viewer=by)
    people = {
        person.username: person.name
        for role in HANDLERS
        for person in accounts.people_in_role(Role(role), by, organisation_id=by.owner)
        if person.pk != case.handler_id
    }
    form = HandOver(posted(request), people=sorted(people.items(), key=lambda each: each[1]))
    return answer(
        request,
        form,
        lambda: actions.assign(reference=reference, **form.cleaned_data, by=by, at=request.at),
        template="pathway/assign.jinja2",
        then=page_of(reference),
        said=_("The case was handed over."),
        case=case,
    )


@needs("case.hold")
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: Visit, reference: str) -> HttpResponse:
    """Put a case on hold until a day."""
    by = request.actor
    case = queries.case_for_step(reference, "case.hold", viewer=by)
    form = Hold(posted(request))

    def act() -> object:
        until = make_aware(datetime.combine(form.cleaned_data["until"], MORNING))
        reason = form.cleaned_data["reason"]
        return actions.hold(reference=reference, reason=reason, until=until, by=by, at=request.at)

    return answer(
        request,
        form,
        act,
        template="pathway/hold.jinja2",
        then=page_of(reference),
        said=_("The case is on hold."),
        case=case,
    )
