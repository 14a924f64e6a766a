"""Pages about the site itself: accessibility, cookies, appearance."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from .appearance import LABELS, Appearance, chosen, remember
from .doorways import open_to_anyone


class AppearanceChoice(forms.Form):
    """One question: light or dark."""

    appearance = forms.ChoiceField(
        label=_("How should pages look?"), choices=list(LABELS.items()), widget=forms.RadioSelect
    )


@open_to_anyone
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the service is and what to do if something cannot be used."""
    return render(request, "web/accessibility.jinja2")


@open_to_anyone
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """List the cookies the service sets and why."""
    return render(request, "web/cookies.jinja2")


@open_to_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Ask for light or dark, and keep the answer in this browser."""
    sent = request.POST if request.method == "POST" else None
    form = AppearanceChoice(sent, initial={"appearance": chosen(request).value})
    if form.is_valid():
        response = redirect("web:appearance")
        remember(response, Appearance(form.cleaned_data["appearance"]))
        return response
    return render(request, "web/appearance.jinja2", {"form": form}, status=422 if form.errors else 200)
