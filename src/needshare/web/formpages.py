"""A page that asks and acts: show its form, do the one act, and go on to where the result is seen."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from needshare.kernel import Blocked, Invalid

from .forms import add_refusal

Act = Callable[[], object]
CONFIRMATION_NEEDED = "confirmation_needed"


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, for a form; None while the page is only shown. Nothing sent is sent too."""
    return request.POST if request.method == "POST" else None


def carried_out(form: forms.BaseForm, act: Act) -> bool:
    """Do an act if its form is well filled in; what the act refuses is shown beside the fields.

    So is the need to confirm once more who one is: leaving the page would lose what was typed.
    """
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as refusal:
        add_refusal(form, refusal)
        return False
    except Blocked as refusal:
        if CONFIRMATION_NEEDED not in refusal.codes:
            raise
        # What was typed stays on the page: the person confirms in another tab and sends it again.
        form.add_error(None, forms.ValidationError(gettext(refusal.reason), code=CONFIRMATION_NEEDED))
        return False
    return True


def answer(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Act,
    *,
    template: str,
    then: str,
    said: str = "",
    **page: Any,
) -> HttpResponse:
    """Show a form, or do its act and send the browser on, saying what was done.

    A page that must be corrected answers 422. `page` is what the template is given besides the form.
    """
    if request.method == "POST" and carried_out(form, act):
        if said:
            messages.success(request, said)
        return HttpResponseRedirect(then)
    return render(request, template, {"form": form, **page}, status=422 if form.errors else 200)
