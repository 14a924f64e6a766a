"""Packages addressed to the person signed in: conditions, opening, reading, acknowledging."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.accounts.access import must_be_confirmed
from needshare.disclosure import queries as disclosure
from needshare.kernel import Unknown, require
from needshare.policy import handling_is_known
from needshare.receipt import actions, queries
from needshare.receipt.actions import Reading
from needshare.receipt.forms import Acceptance, Acknowledgement, of_post
from needshare.web.doorways import Visit, needs
from needshare.web.downloads import attachment

from .showing import conditions_of, file_of, handling_of


@needs("package.view")
@require_safe
def packages(request: Visit) -> HttpResponse:
    """List what is addressed to this person, newest first."""
    return render(
        request, "receipt/packages.jinja2", {"deliveries": disclosure.deliveries_for(request.actor)}
    )


@needs("package.view")
@require_safe
def package(request: Visit, reference: str) -> HttpResponse:
    """Show the conditions of a package, how far it has come, and what can be done next."""
    return _package(request, reference, Acceptance())


@needs("package.open")
@require_POST
def accept(request: Visit, reference: str) -> HttpResponse:
    """Accept the handling conditions."""
    form = Acceptance(request.POST)
    if not form.is_valid():
        delivery = disclosure.delivery_for(reference, viewer=request.actor)
        queries.must_still_be_shared(delivery, viewer=request.actor, at=request.at)
        return _package(request, reference, form)
    actions.accept_conditions(reference=reference, by=request.actor, at=request.at)
    return redirect("receipt:package", reference=reference)


def _package(request: Visit, reference: str, form: Any) -> HttpResponse:
    delivery = disclosure.delivery_for(reference, viewer=request.actor)
    context = {
        "delivery": delivery,
        "receipt": queries.receipt_for(delivery, viewer=request.actor),
        "conditions": conditions_of(delivery),
        "handling": handling_of(delivery),
        "has_expired": request.at > delivery.expires_at,
        "form": form,
        "marking": delivery.package.marking,
        "links": _links(delivery.package.case.reference),
    }
    return render(request, "receipt/package.jinja2", context, status=422 if form.errors else 200)


def _links(reference: str) -> dict[str, str]:
    names = ("package", "accept", "open", "read", "acknowledge")
    return {name: reverse(f"receipt:{name}", kwargs={"reference": reference}) for name in names}


@needs("package.open")
@require_http_methods(["GET", "HEAD", "POST"])
def open_package(request: Visit, reference: str) -> HttpResponseBase:
    """Ask for a fresh code first; then give the package out as one file."""
    if request.method == "POST":
        opened = actions.open_package(reference=reference, by=request.actor, at=request.at)
        kind = "application/octet-stream" if opened.is_sealed else "application/zip"
        return attachment(opened.content, name=opened.file_name, content_type=kind)
    delivery = disclosure.delivery_for(reference, viewer=request.actor)
    queries.must_still_be_shared(delivery, viewer=request.actor, at=request.at)
    must_be_confirmed(request.actor, request.at)
    require(handling_is_known(request.actor, delivery.package.marking))
    context = {"delivery": delivery, "links": _links(delivery.package.case.reference)}
    return render(request, "receipt/open.jinja2", context | {"marking": delivery.package.marking})


@needs("package.open")
@require_safe
def read(request: Visit, reference: str) -> HttpResponse:
    """Show what the package says on a page."""
    reading = actions.read_package(reference=reference, by=request.actor, at=request.at)
    shared = reading.delivery.package.case.reference
    context = {
        "reading": reading,
        "marking": reading.delivery.package.marking,
        "links": _links(shared),
        "cover": reverse("receipt:file", kwargs={"reference": shared, "number": 0}),
        "files": [
            reverse("receipt:file", kwargs={"reference": shared, "number": item["number"]})
            for item in reading.unpacked.items
        ],
    }
    return render(request, "receipt/read.jinja2", context)


@needs("package.open")
@require_safe
def file(request: Visit, reference: str, number: int) -> HttpResponseBase:
    """Give out one file of a package: an item by its number, or the cover sheet (0)."""
    reading = actions.read_package(reference=reference, by=request.actor, at=request.at)
    return given_out(reading, number)


def given_out(reading: Reading, number: int) -> HttpResponseBase:
    """Answer with one file of what is read."""
    found = file_of(reading.unpacked, number)
    if found is None:
        raise Unknown
    name, content = found
    return attachment(content, name=name, content_type="application/octet-stream")


@needs("package.acknowledge")
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: Visit, reference: str) -> HttpResponse:
    """Acknowledge a package that was opened."""
    form = of_post(Acknowledgement, request)
    if request.method == "POST" and form.is_valid():
        actions.acknowledge(reference=reference, by=request.actor, at=request.at)
        return redirect("receipt:package", reference=reference)
    delivery = disclosure.delivery_for(reference, viewer=request.actor)
    context = {"form": form, "delivery": delivery, "links": _links(delivery.package.case.reference)}
    return render(request, "receipt/acknowledge.jinja2", context, status=422 if form.errors else 200)
