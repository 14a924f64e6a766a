"""The pages behind a one-time link: the code, the conditions, opening, acknowledging.

They are open to anyone, as nobody is signed in: what guards them is the link, 160 random bits, and the
code that came another way. The session remembers when the code was right, by the link's digest.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.api.limits import few_tries
from needshare.crypto.tokens import token_hash
from needshare.kernel import Actor, Channel, Unknown
from needshare.kernel.actors import NOBODY
from needshare.pathway.stages import LINK_HOLDER
from needshare.receipt import actions, queries, rules
from needshare.receipt.forms import Acceptance, Acknowledgement, Code, of_post
from needshare.web.doorways import Visit, open_to_anyone
from needshare.web.downloads import attachment

from .packages import given_out
from .showing import conditions_of, handling_of

ENTERED = "codes_entered"


def holder(request: HttpRequest, link: str) -> Actor:
    """Say who acts: whoever holds the link, and since when they have given its code."""
    entered = request.session.get(ENTERED, {}).get(link)
    return Actor(
        id=NOBODY,
        owner=NOBODY,
        roles=frozenset({LINK_HOLDER}),
        channel=Channel.BROWSER,
        confirmed_at=datetime.fromisoformat(entered) if entered else None,
    )


@open_to_anyone
@few_tries
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Visit, token: str) -> HttpResponse:
    """Ask for the code that was given another way."""
    link = token_hash(token)
    by, at = holder(request, link), request.at
    queries.delivery_of_link(link, viewer=by, at=at)
    form = of_post(Code, request)
    if request.method == "POST" and form.is_valid():
        tried = actions.enter_code(link=link, code=form.cleaned_data["code"], by=by, at=at)
        if tried.is_right:
            _remember(request, link, at)
            return redirect("receipt:collected", token=token)
        if not tried.tries_left:
            raise Unknown
        form.add_error("code", Code.wrong(tried.tries_left))
    return render(request, "receipt/code.jinja2", {"form": form}, status=422 if form.errors else 200)


def _remember(request: HttpRequest, link: str, at: datetime) -> None:
    request.session.cycle_key()
    request.session[ENTERED] = {**request.session.get(ENTERED, {}), link: at.isoformat()}


@open_to_anyone
@require_safe
def collected(request: Visit, token: str) -> HttpResponse:
    """Show the conditions, how far it has come, and what can be done next."""
    return _collected(request, token, Acceptance())


@open_to_anyone
@require_POST
def accept(request: Visit, token: str) -> HttpResponse:
    """Accept the handling conditions."""
    form = Acceptance(request.POST)
    if not form.is_valid():
        return _collected(request, token, form)
    link = token_hash(token)
    actions.accept_by_link(link=link, by=holder(request, link), at=request.at)
    return redirect("receipt:collected", token=token)


def _collected(request: Visit, token: str, form: Any) -> HttpResponse:
    link = token_hash(token)
    by = holder(request, link)
    delivery = queries.delivery_of_link(link, viewer=by, at=request.at)
    if not rules.is_in_sitting(by.confirmed_at, at=request.at):
        return redirect("receipt:collect", token=token)
    context = {
        "delivery": delivery,
        "receipt": queries.receipt_for(delivery, viewer=by),
        "conditions": conditions_of(delivery),
        "handling": handling_of(delivery),
        "has_expired": False,
        "form": form,
        "marking": delivery.package.marking,
        "links": _links(token),
    }
    return render(request, "receipt/package.jinja2", context, status=422 if form.errors else 200)


def _links(token: str) -> dict[str, str]:
    pages = {"package": "collected", "accept": "collect_accept", "open": "collect_open"}
    pages |= {"read": "collect_read", "acknowledge": "collect_acknowledge"}
    return {name: reverse(f"receipt:{page}", kwargs={"token": token}) for name, page in pages.items()}


@open_to_anyone
@require_POST
def open_package(request: Visit, token: str) -> HttpResponseBase:
    """Give the package out as one file."""
    link = token_hash(token)
    opened = actions.open_by_link(link=link, by=holder(request, link), at=request.at)
    return attachment(opened.content, name=opened.file_name, content_type="application/zip")


@open_to_anyone
@require_safe
def read(request: Visit, token: str) -> HttpResponse:
    """Show what the package says on a page."""
    link = token_hash(token)
    reading = actions.read_by_link(link=link, by=holder(request, link), at=request.at)
    context = {
        "reading": reading,
        "marking": reading.delivery.package.marking,
        "links": _links(token),
        "cover": reverse("receipt:collect_file", kwargs={"token": token, "number": 0}),
        "files": [
            reverse("receipt:collect_file", kwargs={"token": token, "number": item["number"]})
            for item in reading.unpacked.items
        ],
    }
    return render(request, "receipt/read.jinja2", context)


@open_to_anyone
@require_safe
def file(request: Visit, token: str, number: int) -> HttpResponseBase:
    """Give out one file of the package."""
    link = token_hash(token)
    return given_out(actions.read_by_link(link=link, by=holder(request, link), at=request.at), number)


@open_to_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: Visit, token: str) -> HttpResponse:
    """Acknowledge what was opened; the link is dead afterwards."""
    link = token_hash(token)
    by = holder(request, link)
    form = of_post(Acknowledgement, request)
    if request.method == "POST" and form.is_valid():
        actions.acknowledge_by_link(link=link, by=by, at=request.at)
        return redirect("receipt:thanks")
    delivery = queries.delivery_of_link(link, viewer=by, at=request.at)
    if not rules.is_in_sitting(by.confirmed_at, at=request.at):
        return redirect("receipt:collect", token=token)
    context = {"form": form, "delivery": delivery, "links": _links(token)}
    return render(request, "receipt/acknowledge.jinja2", context, status=422 if form.errors else 200)


@open_to_anyone
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Confirm that the receipt was recorded."""
    return render(request, "receipt/thanks.jinja2")
