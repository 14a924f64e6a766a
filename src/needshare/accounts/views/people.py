"""The people of an organisation, for those who keep them: invite, change, suspend, train and vet."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.accounts import access, actions, queries
from needshare.accounts.forms import people as forms
from needshare.accounts.models import Account
from needshare.accounts.terms import Clearance, Person, Role, Vetting
from needshare.agencies import queries as agencies
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

READ_OR_ACT = ["GET", "HEAD", "POST"]
ROWS = 50


@needs("person.list")
@require_safe
def people(request: Visit) -> HttpResponse:
    """List the people of one organisation, by username."""
    access.must_keep_people(request.actor)
    own = agencies.organisation(request.actor.owner, request.actor)
    code, after = request.GET.get("organisation", "") or own.code, request.GET.get("after", "")
    home = agencies.organisation_by_code(code, request.actor)
    found = queries.people_after(home.code, viewer=request.actor, after=after, limit=ROWS)
    page = {
        "home": home,
        "people": found[:ROWS],
        "after": found[ROWS - 1].username if len(found) > ROWS else "",
        "is_first": not after,
        "organisations": agencies.organisations(request.actor),
        "may_invite": access.may_administer(home, request.actor),
        "roles": dict(Role.choices()),
    }
    return render(request, "accounts/people.jinja2", page)


@needs("person.view")
@require_safe
def person(request: Visit, who: UUID) -> HttpResponse:
    """Show one person: what they are trusted with, and what the viewer may change."""
    access.must_keep_people(request.actor)
    found = queries.person(who, request.actor)
    page = {
        "person": found,
        "roles": dict(Role.choices()),
        "clearances": dict(Clearance.choices()),
        "vettings": dict(Vetting.choices()),
        "invitation": queries.open_invitation(found.pk, request.actor),
        "waiting": [each for each in queries.open_proposals(request.actor) if each.account_id == found.pk],
        "may": access.offers(found, request.actor),
    }
    return render(request, "accounts/person.jinja2", page)


@needs("person.add")
@require_http_methods(READ_OR_ACT)
def invite(request: Visit) -> HttpResponse:
    """Add a person, who is invited by e-mail."""
    code = (
        request.GET.get("organisation", "") or agencies.organisation(request.actor.owner, request.actor).code
    )
    home = agencies.organisation_by_code(code, request.actor)
    access.must_be_administrator(home, request.actor)
    units = agencies.units_of(home.pk, request.actor)
    form = forms.NewPerson(posted(request), is_force=home.is_force, units=[unit.name for unit in units])

    def act() -> object:
        given = dict(form.cleaned_data)
        told = {name: given.pop(name) for name in ("name", "work_email", "job_title", "unit")}
        roles = [Role(each) for each in given.pop("roles")]
        return actions.invite(
            organisation=home.code,
            person=Person(**told),
            roles=roles,
            **given,
            by=request.actor,
            at=request.at,
        )

    then = f"{reverse('people')}?organisation={home.code}"
    said = _("The person is invited. The link goes to their work address.")
    return answer(request, form, act, template="accounts/invite.jinja2", then=then, said=said, home=home)


def _change(
    request: Visit, who: UUID, form: Form, act: Callable[..., object], title: str, **more: Any
) -> HttpResponse:
    """Show one question about a person, or do the act it asks for."""
    found = queries.person(who, request.actor)

    def do() -> object:
        given = {name: value for name, value in form.cleaned_data.items() if value is not None}
        return act(username=found.username, **given, by=request.actor, at=request.at)

    then = reverse("person", kwargs={"who": who})
    template = "accounts/change_person.jinja2"
    said = _("This is done, and on the record.")
    return answer(
        request, form, do, template=template, then=then, said=said, person=found, title=title, **more
    )


def _person(request: Visit, who: UUID) -> Account:
    found = queries.person(who, request.actor)
    access.must_be_administrator(found.owner, request.actor)
    return found


@needs("role.grant")
@require_http_methods(READ_OR_ACT)
def propose_role(request: Visit, who: UUID) -> HttpResponse:
    """Propose a role for a person; somebody else approves it."""
    found = _person(request, who)
    form = forms.ProposedRole(posted(request), offered=access.roles_to_propose(found, request.actor))
    return _change(request, who, form, actions.propose_role, _("Propose a role"), needs_second=True)


@needs("role.grant")
@require_http_methods(READ_OR_ACT)
def withdraw_role(request: Visit, who: UUID) -> HttpResponse:
    """Take a role from a person."""
    form = forms.WithdrawnRole(posted(request), offered=_person(request, who).roles)
    return _change(request, who, form, actions.withdraw_role, _("Take a role away"))


@needs("person.change")
@require_http_methods(READ_OR_ACT)
def move_unit(request: Visit, who: UUID) -> HttpResponse:
    """Move a person to another unit."""
    found = _person(request, who)
    units = agencies.units_of(found.owner_id, request.actor)
    form = forms.Unit(posted(request), units=[unit.name for unit in units])
    return _change(request, who, form, actions.move_unit, _("Move to another unit"))


@needs("person.suspend")
@require_http_methods(READ_OR_ACT)
def suspend(request: Visit, who: UUID) -> HttpResponse:
    """Stop a person at once."""
    _person(request, who)
    form = forms.Reason(posted(request))
    return _change(request, who, form, actions.suspend, _("Suspend this account"), is_warning=True)


@needs("person.suspend")
@require_http_methods(READ_OR_ACT)
def reinstate(request: Visit, who: UUID) -> HttpResponse:
    """Let a suspended person back in."""
    _person(request, who)
    form = forms.Reason(posted(request))
    return _change(request, who, form, actions.reinstate, _("Reinstate this account"))


@needs("person.change")
@require_http_methods(READ_OR_ACT)
def invite_again(request: Visit, who: UUID) -> HttpResponse:
    """Invite a person anew who lost link, password or phone."""
    _person(request, who)
    form = forms.Reason(posted(request))
    return _change(request, who, form, actions.invite_again, _("Let them set up their sign-in anew"))


@needs("clearance.change")
@require_http_methods(READ_OR_ACT)
def record_training(request: Visit, who: UUID) -> HttpResponse:
    """Record until when a person's training is valid."""
    access.must_record_training(queries.person(who, request.actor), request.actor)
    form = forms.Training(posted(request))
    return _change(request, who, form, actions.record_training, _("Record training"))


@needs("clearance.change")
@require_http_methods(READ_OR_ACT)
def record_vetting(request: Visit, who: UUID) -> HttpResponse:
    """Record a person's police vetting."""
    access.must_record_vetting(queries.person(who, request.actor), request.actor)
    form = forms.PoliceVetting(posted(request))

    def act(*, vetting: str, **rest: Any) -> object:
        return actions.record_vetting(vetting=Vetting(vetting), until=rest.pop("until", None), **rest)

    return _change(request, who, form, act, _("Record police vetting"))


@needs("clearance.change")
@require_http_methods(READ_OR_ACT)
def record_clearance(request: Visit, who: UUID) -> HttpResponse:
    """Record a person's national security vetting."""
    access.must_record_vetting(queries.person(who, request.actor), request.actor)
    form = forms.NationalClearance(posted(request))

    def act(*, clearance: str, **rest: Any) -> object:
        return actions.record_clearance(clearance=Clearance(clearance), until=rest.pop("until", None), **rest)

    return _change(request, who, form, act, _("Record clearance"))
