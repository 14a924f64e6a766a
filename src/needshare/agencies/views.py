"""The register of organisations: what it says, its verified domains, its units, and who keeps it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

from . import access, actions, forms, queries
from .terms import Jurisdiction, Kind, LegalType

READ_OR_ACT = ["GET", "HEAD", "POST"]
ROWS = 50


@needs("organisation.list")
@require_safe
def organisations(request: Visit) -> HttpResponse:
    """List the organisations of the register, by code."""
    after = request.GET.get("after", "")
    found = queries.organisations_after(request.actor, after=after, limit=ROWS)
    page = {
        "organisations": found[:ROWS],
        "after": found[ROWS - 1].code if len(found) > ROWS else "",
        "is_first": not after,
        "may_add": access.may_add(request.actor),
        "legal_types": LegalType.labels(),
        "proposals": queries.proposals_waiting(request.actor) if access.may_add(request.actor) else [],
    }
    return render(request, "agencies/organisations.jinja2", page)


@needs("organisation.view")
@require_safe
def organisation(request: Visit, code: str) -> HttpResponse:
    """Show what the register says about one organisation, and what the viewer may change."""
    found = queries.organisation_by_code(code, request.actor)
    proposal = queries.open_proposal(found.pk, request.actor)
    page = {
        "organisation": found,
        "domains": queries.domains_of(found.pk, request.actor),
        "units": queries.units_of(found.pk, request.actor),
        "today": request.at.date(),
        "may": access.offers(found, request.actor),
        "proposal": proposal,
        "changes": proposal.changes() if proposal else [],
        "legal_types": LegalType.labels(),
        "jurisdictions": Jurisdiction.labels(),
    }
    return render(request, "agencies/organisation.jinja2", page)


@needs("organisation.add")
@require_http_methods(READ_OR_ACT)
def add(request: Visit) -> HttpResponse:
    """Add a partner agency to the register."""
    access.must_add(Kind.AGENCY, request.actor)
    form = forms.NewOrganisation(posted(request))

    def act() -> object:
        return actions.register_organisation(
            code=form.cleaned_data["code"],
            kind=Kind.AGENCY,
            particulars=form.particulars(),
            by=request.actor,
            at=request.at,
        )

    said = _("The organisation is in the register. Verify its e-mail domain before you invite its people.")
    return answer(
        request, form, act, template="agencies/add.jinja2", then=reverse("organisations"), said=said
    )


def _change(
    request: Visit, code: str, form: Form, act: Callable[..., object], title: str, **more: Any
) -> HttpResponse:
    """Show one question about an organisation, or do the act it asks for."""
    found = queries.organisation_by_code(code, request.actor)

    def do() -> object:
        return act(code=found.code, by=request.actor, at=request.at)

    then = reverse("organisation", kwargs={"code": found.code})
    template = "agencies/change.jinja2"
    said = _("This is done, and on the record.")
    page = {"organisation": found, "title": title, **more}
    return answer(request, form, do, template=template, then=then, said=said, **page)


def _asking(form: Form, act: Callable[..., object], **more: Any) -> Callable[..., object]:
    """Do an act with what a form asked for."""
    return lambda **named: act(**form.cleaned_data, **more, **named)


@needs("organisation.change")
@require_http_methods(READ_OR_ACT)
def change(request: Visit, code: str) -> HttpResponse:
    """Correct what the register says about an organisation."""
    found = queries.organisation_by_code(code, request.actor)
    access.must_keep(found, request.actor)
    form = forms.Entry(posted(request), initial=forms.as_entered(found))

    def act(**named: Any) -> object:
        return actions.change_particulars(particulars=form.particulars(), **named)

    return _change(request, code, form, act, _("Correct the entry"))


@needs("organisation.propose")
@require_http_methods(READ_OR_ACT)
def propose(request: Visit, code: str) -> HttpResponse:
    """Propose what the register should say about one's own organisation."""
    found = queries.organisation_by_code(code, request.actor)
    access.must_propose(found, request.actor)
    form = forms.ProposedEntry(posted(request), initial=forms.as_entered(found))

    def act(**named: Any) -> object:
        why = form.cleaned_data["reason"]
        return actions.propose_particulars(particulars=form.particulars(), reason=why, **named)

    return _change(request, code, form, act, _("Propose a correction"), is_proposal=True)


@needs("organisation.change")
@require_POST
def accept(request: Visit, proposal: UUID) -> HttpResponse:
    """Accept what an organisation proposed."""
    decided = actions.accept_particulars(proposal_id=proposal, by=request.actor, at=request.at)
    messages.success(request, _("The register now says what was proposed."))
    return redirect("organisation", code=decided.owner.code)


@needs("organisation.change")
@require_POST
def decline(request: Visit, proposal: UUID) -> HttpResponse:
    """Decline what an organisation proposed."""
    decided = actions.decline_particulars(proposal_id=proposal, by=request.actor, at=request.at)
    messages.success(request, _("The register stays as it is."))
    return redirect("organisation", code=decided.owner.code)


@needs("organisation.change")
@require_http_methods(READ_OR_ACT)
def verify_domain(request: Visit, code: str) -> HttpResponse:
    """Record that an e-mail domain is the organisation's."""
    access.must_keep(queries.organisation_by_code(code, request.actor), request.actor)
    form = forms.Domain(posted(request))
    return _change(request, code, form, _asking(form, actions.verify_domain), _("Verify a domain"))


@needs("organisation.change")
@require_http_methods(READ_OR_ACT)
def withdraw_domain(request: Visit, code: str, domain: str) -> HttpResponse:
    """Stop trusting a domain."""
    access.must_keep(queries.organisation_by_code(code, request.actor), request.actor)
    form = forms.Reason(posted(request))
    act = _asking(form, actions.withdraw_domain, domain=domain)
    return _change(request, code, form, act, _("Stop trusting a domain"), about=domain, is_warning=True)


@needs("organisation.change")
@require_http_methods(READ_OR_ACT)
def suspend(request: Visit, code: str) -> HttpResponse:
    """End the access of all of an organisation's people."""
    found = queries.organisation_by_code(code, request.actor)
    access.must_keep(found, request.actor)
    form = forms.Reason(posted(request))
    act = _asking(form, actions.deactivate_organisation)
    return _change(
        request, code, form, act, _("Suspend this organisation"), is_warning=True, ends_access=True
    )


@needs("organisation.change")
@require_http_methods(READ_OR_ACT)
def reinstate(request: Visit, code: str) -> HttpResponse:
    """Give an organisation's people their access back."""
    access.must_keep(queries.organisation_by_code(code, request.actor), request.actor)
    form = forms.Reason(posted(request))
    act = _asking(form, actions.reactivate_organisation)
    return _change(request, code, form, act, _("Reinstate this organisation"))


@needs("unit.change")
@require_http_methods(READ_OR_ACT)
def add_unit(request: Visit, code: str) -> HttpResponse:
    """Add a unit to an organisation."""
    access.must_keep_units(queries.organisation_by_code(code, request.actor), request.actor)
    form = forms.Unit(posted(request))
    return _change(request, code, form, _asking(form, actions.add_unit), _("Add a unit"))


@needs("unit.change")
@require_http_methods(READ_OR_ACT)
def rename_unit(request: Visit, code: str, unit: UUID) -> HttpResponse:
    """Give a unit another name."""
    found = queries.organisation_by_code(code, request.actor)
    access.must_keep_units(found, request.actor)
    name = queries.unit_by_id(unit, organisation_id=found.pk, viewer=request.actor).name
    form = forms.NewName(posted(request), initial={"new_name": name})
    act = _asking(form, actions.rename_unit, name=name)
    return _change(request, code, form, act, _("Rename a unit"), about=name)


@needs("unit.change")
@require_http_methods(READ_OR_ACT)
def close_unit(request: Visit, code: str, unit: UUID) -> HttpResponse:
    """Close a unit: nobody can be moved into it any more."""
    found = queries.organisation_by_code(code, request.actor)
    access.must_keep_units(found, request.actor)
    name = queries.unit_by_id(unit, organisation_id=found.pk, viewer=request.actor).name
    form = Form(posted(request))
    act = _asking(form, actions.close_unit, name=name)
    return _change(request, code, form, act, _("Close a unit"), about=name, is_warning=True)
