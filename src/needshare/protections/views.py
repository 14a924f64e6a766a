"""The pages of the specialist unit: its desk, a flag, an alert, and the restricted part of the log."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.audit import access as log, actions as audit
from needshare.audit.queries import Page
from needshare.kernel import Invalid
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, carried_out, posted

from . import access, actions, forms
from .queries import Choices

WAYS = ["GET", "HEAD", "POST"]


@needs("protection.work")
@require_safe
def desk(request: Visit) -> HttpResponse:
    """List the alerts to be looked at and the flags in force."""
    found = actions.open_desk(by=request.actor, at=request.at)
    return render(request, "protections/desk.jinja2", {"desk": found, "today": request.at.date()})


@needs("protection.work")
@require_http_methods(WAYS)
def find(request: Visit) -> HttpResponse:
    """Find whom a flag is to be set on."""
    access.must_be_specialist(request.actor)
    form, found = forms.Find(posted(request)), None

    def act() -> None:
        nonlocal found
        reason = form.cleaned_data["reason"]
        found = actions.find_person(terms=form.terms(), reason=reason, by=request.actor, at=request.at)

    if request.method == "POST":
        carried_out(form, act)
    page = {"form": form, "found": found}
    return render(request, "protections/find.jinja2", page, status=422 if form.errors else 200)


@needs("protection.work")
@require_http_methods(WAYS)
def set_flag(request: Visit, subject_id: UUID) -> HttpResponse:
    """Set a silent flag on a person of the register."""
    by, at = request.actor, request.at
    held: Choices = actions.open_person(subject_id=subject_id, by=by, at=at)
    form = forms.SetFlag(
        posted(request), aliases=held.aliases, identifiers=held.identifiers, items=held.items
    )

    def act() -> None:
        actions.set_flag(flag=form.flag(subject_id), by=by, at=at)

    return answer(
        request,
        form,
        act,
        template="protections/set.jinja2",
        then=reverse("protections:desk"),
        said=_("The flag is set."),
        person=held.name,
    )


@needs("protection.work")
@require_safe
def flag(request: Visit, flag_id: UUID) -> HttpResponse:
    """Show one flag with its reason, authority and story."""
    found = actions.open_flag(flag_id=flag_id, by=request.actor, at=request.at)
    return render(request, "protections/flag.jinja2", {"flag": found})


@needs("protection.work")
@require_http_methods(WAYS)
def review(request: Visit, flag_id: UUID) -> HttpResponse:
    """Say that a flag still holds."""
    by, at = request.actor, request.at
    found, form = actions.open_flag(flag_id=flag_id, by=by, at=at), forms.Review(posted(request))
    return answer(
        request,
        form,
        lambda: actions.review(flag_id=flag_id, **form.cleaned_data, by=by, at=at),
        template="protections/review.jinja2",
        then=reverse("protections:flag", kwargs={"flag_id": flag_id}),
        said=_("The review is recorded."),
        flag=found,
    )


@needs("protection.work")
@require_http_methods(WAYS)
def lift(request: Visit, flag_id: UUID) -> HttpResponse:
    """Lift a flag."""
    by, at = request.actor, request.at
    found, form = actions.open_flag(flag_id=flag_id, by=by, at=at), forms.Lift(posted(request))
    return answer(
        request,
        form,
        lambda: actions.lift(flag_id=flag_id, **form.cleaned_data, by=by, at=at),
        template="protections/lift.jinja2",
        then=reverse("protections:desk"),
        said=_("The flag is lifted."),
        flag=found,
    )


@needs("protection.work")
@require_http_methods(WAYS)
def alert(request: Visit, alert_id: UUID) -> HttpResponse:
    """Show who looked for somebody kept apart, and decide what becomes of the answer."""
    by, at = request.actor, request.at
    found, form = actions.open_alert(alert_id=alert_id, by=by, at=at), forms.Decide(posted(request))
    return answer(
        request,
        form,
        lambda: actions.decide(alert_id=alert_id, **form.cleaned_data, by=by, at=at),
        template="protections/alert.jinja2",
        then=reverse("protections:desk"),
        said=_("Your decision is recorded."),
        alert=found,
    )


@needs("protection.log")
@require_http_methods(WAYS)
def restricted_log(request: Visit) -> HttpResponse:
    """Look into the restricted part of the log, with a reason."""
    log.must_be_restricted_reader(request.actor)
    form = forms.LookIntoLog(posted(request))
    found: list[Page] = []

    def act() -> None:
        reason, before = form.cleaned_data["reason"], form.cleaned_data["before"]
        if not reason.strip():
            raise Invalid.field("reason", _("Say why you look into the log."))
        found.append(audit.consult_restricted(before=before, reason=reason, by=request.actor, at=request.at))

    if request.method == "POST":
        carried_out(form, act)
    page = {"form": form, "log": found[0] if found else None}
    return render(request, "protections/log.jinja2", page, status=422 if form.errors else 200)
