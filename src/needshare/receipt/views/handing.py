"""The papers of the officer who posts a package to a member of the public, or reads it out in person."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from needshare.disclosure import actions as disclosure
from needshare.kernel import Invalid, Unknown
from needshare.receipt import actions
from needshare.receipt.forms import HandingOver
from needshare.web.doorways import Visit, needs
from needshare.web.forms import add_refusal

from .showing import conditions_of

LAYOUTS = {"letter": "receipt/letter.jinja2", "script": "receipt/script.jinja2"}


@needs("package.release")
@require_safe
def letter(request: Visit, reference: str, number: int) -> HttpResponse:
    """Show the letter to one named recipient, to print and post."""
    return _paper(request, reference, number, "letter", HandingOver())


@needs("package.release")
@require_safe
def script(request: Visit, reference: str, number: int) -> HttpResponse:
    """Show what to say, in order, to one named recipient in person."""
    return _paper(request, reference, number, "script", HandingOver())


def _paper(request: Visit, reference: str, number: int, layout: str, form: HandingOver) -> HttpResponse:
    reading = actions.open_to_hand_over(reference=reference, number=number, by=request.actor, at=request.at)
    context = {
        "reading": reading,
        "number": number,
        "conditions": conditions_of(reading.delivery),
        "marking": reading.delivery.package.marking,
        "form": form,
        "layout": layout,
    }
    return render(request, LAYOUTS[layout], context, status=422 if form.errors else 200)


@needs("package.release")
@require_POST
def handed_over(request: Visit, reference: str, number: int, layout: str) -> HttpResponse:
    """Record that the letter was posted, or that the package was read out or handed over."""
    if layout not in LAYOUTS:
        raise Unknown
    form = HandingOver(request.POST)
    if form.is_valid():
        evidence = form.cleaned_data["evidence"]
        try:
            disclosure.record_handing_over(
                reference=reference, number=number, evidence=evidence, by=request.actor, at=request.at
            )
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return redirect(f"receipt:{layout}", reference=reference, number=number)
    return _paper(request, reference, number, layout, form)
