"""Pages of compartments: which there are, who is in one, and a case put in or taken out by two people."""

from collections.abc import Callable
from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.accounts import access as accounts_access, queries as accounts
from needshare.accounts.actions import compartments as acts
from needshare.pathway import access, actions, queries
from needshare.pathway.forms import Admission, Enclosure, NewCompartment, Removal
from needshare.pathway.terms import Stage
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

from .cases import page_of

READ_OR_ACT = ["GET", "HEAD", "POST"]
END_OF_DAY = time(23, 59)


def page_of_compartment(compartment: UUID) -> str:
    """Give the address of a compartment's page."""
    return reverse("pathway:compartment", kwargs={"compartment": compartment})


@needs("compartment.list")
@require_safe
def compartments(request: Visit) -> HttpResponse:
    """List the compartments a person may know of, and what waits for a second person."""
    by = request.actor
    access.must_hold("compartment.list", by)
    found = list(accounts.compartments(by))
    page = {
        "rows": [(each, accounts_access.is_inside(each, by)) for each in found],
        "waiting": queries.enclosures_waiting(by),
        "me": by.id,
        "may_open": accounts_access.may_open_compartments(by),
    }
    return render(request, "pathway/compartments.jinja2", page)


@needs("compartment.open")
@require_http_methods(READ_OR_ACT)
def open_compartment(request: Visit) -> HttpResponse:
    """Open a compartment with its sponsor."""
    access.must_hold("compartment.open", request.actor)
    form = NewCompartment(posted(request))
    return answer(
        request,
        form,
        lambda: acts.open_compartment(**form.cleaned_data, by=request.actor, at=request.at),
        template="pathway/open_compartment.jinja2",
        then=reverse("pathway:compartments"),
        said=_("The compartment is open. Its sponsor says who else is in it."),
    )


@needs("compartment.list")
@require_safe
def compartment(request: Visit, compartment: UUID) -> HttpResponse:
    """Show to those inside what a compartment is for, who is in it and which cases are."""
    by = request.actor
    found, people = acts.look_into_compartment(compartment_id=compartment, by=by, at=request.at)
    page = {
        "compartment": found,
        "people": people,
        "cases": queries.cases_inside(found.pk, viewer=by),
        "is_sponsor": found.sponsor_id == by.id,
        "stages": dict(Stage.choices()),
    }
    return render(request, "pathway/compartment.jinja2", page)


@needs("compartment.admit")
@require_http_methods(READ_OR_ACT)
def bring_in(request: Visit, compartment: UUID) -> HttpResponse:
    """Bring a person into a compartment."""
    by = request.actor
    found = accounts.compartment(compartment, viewer=by)
    access.must_admit(found.sponsor_id, by)
    form = Admission(posted(request))

    def act() -> object:
        given = dict(form.cleaned_data)
        day = given.pop("until")
        until = make_aware(datetime.combine(day, END_OF_DAY)) if day else None
        return acts.bring_in(compartment_id=compartment, until=until, **given, by=by, at=request.at)

    return answer(
        request,
        form,
        act,
        template="pathway/change_compartment.jinja2",
        then=page_of_compartment(compartment),
        said=_("The person is in the compartment now."),
        compartment=found,
        title=_("Bring a person in"),
    )


@needs("compartment.admit")
@require_http_methods(READ_OR_ACT)
def take_out(request: Visit, compartment: UUID) -> HttpResponse:
    """Take a person out of a compartment."""
    by = request.actor
    found = accounts.compartment(compartment, viewer=by)
    access.must_admit(found.sponsor_id, by)
    inside = accounts.people_in(found, viewer=by, at=request.at)
    form = Removal(
        posted(request), people=[(each.username, each.name) for each in inside if each.pk != by.id]
    )
    return answer(
        request,
        form,
        lambda: acts.take_out(compartment_id=compartment, **form.cleaned_data, by=by, at=request.at),
        template="pathway/change_compartment.jinja2",
        then=page_of_compartment(compartment),
        said=_("The person is out of the compartment. Nothing in it is there for them any more."),
        compartment=found,
        title=_("Take a person out"),
    )


@needs("case.enclose")
@require_http_methods(READ_OR_ACT)
def enclose(request: Visit, reference: str) -> HttpResponse:
    """Propose to put a case into a compartment, or to take it out of the one it is in."""
    by = request.actor
    case = queries.case_for_step(reference, "case.enclose", viewer=by)
    offered = (
        [] if case.compartment_id else [(str(each.pk), each.code_name) for each in accounts.compartments(by)]
    )
    form = Enclosure(posted(request), compartments=offered, is_out=case.compartment_id is not None)

    def act() -> object:
        chosen = form.cleaned_data.get("compartment")
        return actions.propose_enclosure(
            reference=case.reference,
            compartment_id=UUID(chosen) if chosen else None,
            reason=form.cleaned_data["reason"],
            by=by,
            at=request.at,
        )

    return answer(
        request,
        form,
        act,
        template="pathway/enclose.jinja2",
        then=page_of(case.reference),
        said=_("It is proposed. Nothing changes until a second person approves it."),
        case=case,
        is_out=case.compartment_id is not None,
        is_waiting=queries.has_enclosure_waiting(case, viewer=by),
        has_none=not offered and case.compartment_id is None,
    )


@needs("case.enclose")
@require_POST
def approve(request: Visit, proposal: UUID) -> HttpResponse:
    """Approve a proposal about a case and a compartment."""
    return _decide(request, proposal, actions.approve_enclosure, _("It is approved, and done."))


@needs("case.enclose")
@require_POST
def refuse(request: Visit, proposal: UUID) -> HttpResponse:
    """Refuse a proposal about a case and a compartment."""
    return _decide(request, proposal, actions.refuse_enclosure, _("It is refused. Nothing changes."))


def _decide(request: Visit, proposal: UUID, act: Callable[..., object], said: str) -> HttpResponse:
    act(proposal_id=proposal, by=request.actor, at=request.at)
    messages.success(request, said)
    return redirect("pathway:compartments")
