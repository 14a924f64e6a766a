"""The real site with a few pages of its own, on which the layout and the components are tested."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils.translation import gettext_lazy as _

from needshare.config.urls import (  # the site's own error pages
    handler400,
    handler403,
    handler404,
    handler500,
    urlpatterns as real,
)
from needshare.kernel import (
    Actor,
    Blocked,
    Conflict,
    Invalid,
    Term,
    Unavailable,
    Unknown,
    gettext_noop,
    met,
    needs_a_person,
    not_met,
)
from needshare.web.doorways import needs, open_to_anyone
from needshare.web.forms import DatePartsField

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

SOMEBODY = Actor(id=UUID(int=1), owner=UUID(int=2), roles=frozenset({"officer"}), name="Sgt A. Example")
TEMPLATE = (Path(__file__).parent / "specimen.jinja2").read_text("utf-8")
REFERENCE = "NMC-26-7K3F-9QXW"
NOTE = "A first line.\nA second line & <b>no</b> markup."


class Stage(Term):
    AWAITING_DECISION = "awaiting_decision", gettext_noop("Awaiting decision")


YES_NO = [("agree", gettext_noop("Agree")), ("disagree", gettext_noop("Disagree"))]
FINDINGS = (
    met(
        gettext_noop("A duty to share is in force."),
        test="authority",
        sources=("A1", "Children Act 2004 s.11"),
    ),
    needs_a_person(gettext_noop("Weigh the harm of sharing."), test="harm", code="harm_both_ways"),
    not_met(gettext_noop("The method is below the marking."), test="method", code="method_below_marking"),
)


class Specimen(forms.Form):
    organisation = forms.ChoiceField(
        label=_("Who is asking?"), choices=[("", gettext_noop("Choose an organisation")), ("a", "Northmoor")]
    )
    urgency = forms.ChoiceField(
        label=_("How soon is it needed?"),
        choices=[("immediate", gettext_noop("Immediate: life at risk")), ("day", gettext_noop("In a day"))],
        widget=forms.RadioSelect,
    )
    telephone = forms.CharField(label=_("Telephone number"), required=False)
    categories = forms.MultipleChoiceField(
        label=_("What is asked for?"),
        choices=[("incident_log", gettext_noop("Incident log")), ("address", gettext_noop("Address"))],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose all that apply."),
    )
    needed_on = DatePartsField(label=_("When is it needed?"), help_text=_("For example, 27 3 2026."))
    purpose = forms.CharField(label=_("Why is it needed?"), max_length=500, widget=forms.Textarea)
    note = forms.CharField(label=_("Anything else"), required=False, widget=forms.Textarea)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, required=False)
    file = forms.FileField(label=_("Evidence"), required=False)
    declared = forms.BooleanField(label=_("This is needed for a policing purpose"))
    agree_authority = forms.ChoiceField(label=_("Do you agree?"), choices=YES_NO, widget=forms.RadioSelect)
    agree_harm = forms.ChoiceField(label=_("Do you agree?"), choices=YES_NO, widget=forms.RadioSelect)
    agree_method = forms.ChoiceField(label=_("Do you agree?"), choices=YES_NO, widget=forms.RadioSelect)


@open_to_anyone
def specimen(request: HttpRequest) -> HttpResponse:
    request.actor = SOMEBODY
    at = datetime(2026, 11, 20, 3, 2, tzinfo=UTC)
    form = Specimen(request.POST if request.method == "POST" else None, initial={"purpose": NOTE})
    context: dict[str, Any] = {
        "form": form,
        "marking": "official_sensitive",
        "reference": REFERENCE,
        "note": NOTE,
        "stage": Stage.AWAITING_DECISION,
        "past": at,
        "future": datetime.now(UTC) + timedelta(days=3, hours=1),
        "answers": FINDINGS,
        "loop_name": lambda finding: finding.test,
    }
    page = engines["jinja2"].from_string(TEMPLATE)
    return HttpResponse(page.render(context, request), status=422 if form.errors else 200)


REFUSALS = {
    "blocked": lambda: Blocked(gettext_noop("The findings do not allow it."), FINDINGS[1:]),
    "blocked-alone": lambda: Blocked(gettext_noop("Only a decision maker may approve.")),
    "unknown": Unknown,
    "invalid": lambda: Invalid.field("purpose", gettext_noop("Say why you need this.")),
    "conflict": lambda: Conflict(gettext_noop("Somebody has decided already.")),
    "stale": lambda: Conflict(gettext_noop("This page was out of date."), stale=True),
    "unavailable": lambda: Unavailable(gettext_noop("The record cannot be written.")),
    "broken": lambda: RuntimeError("a fault"),
}


@open_to_anyone
def refuse(request: HttpRequest, why: str) -> HttpResponse:
    # To nobody: the denial of somebody signed in is entered in the audit log, which this site has not.
    raise REFUSALS[why]()


@needs("signed_in")
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


urlpatterns = [
    *real,
    path("specimen", specimen),
    path("refuse/<str:why>", refuse),
    path("guarded", guarded),
]
