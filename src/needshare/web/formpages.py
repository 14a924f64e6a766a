"""A page that asks and acts: show its form, do the one act, and go on to where the result is seen."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from needshare.kernel import Invalid

from .forms import add_refusal

Act = Callable[[], object]


def carried_out(form: forms.BaseForm, act: Act) -> bool:
    """Do an act if its form is well filled in; what the act refuses is shown beside the fields."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as refusal:
        add_refusal(form, refusal)
        return False
    return True


def answer(
    request: HttpRequest, form: forms.BaseForm, act: Act, *, template: str, then: str, said: str = "", **page: Any
) -> HttpResponse:
    """Show a form, or do its act and send the browser on, saying what was done.

    A page that must be corrected answers 422. `page` is what the template is given besides the form.
    """
    if request.method == "POST" and carried_out(form, act):
        if said:
            messages.success(request, said)
        return HttpResponseRedirect(then)
    return render(request, template, {"form": form, **page}, status=422 if form.errors else 200)
