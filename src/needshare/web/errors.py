"""Every way a page can say no, as a page with words: HTTP errors and the kernel's five refusals."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from needshare.kernel import Blocked, Conflict, Invalid, Refusal, Unavailable, Unknown

TEMPLATES: dict[type[Refusal], str] = {
    Blocked: "web/errors/blocked.jinja2",
    Unknown: "web/errors/404.jinja2",
    Invalid: "web/errors/422.jinja2",
    Conflict: "web/errors/conflict.jinja2",
    Unavailable: "web/errors/503.jinja2",
}
HANDLING_NOT_READ = "handling_not_read"
RETRY_AFTER_SECONDS = "30"

logger = logging.getLogger(__name__)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Show a refusal: its reason, and the findings or fields behind it."""
    if isinstance(refusal, Unknown):
        return not_found(request)
    marking = unread_marking(refusal)
    if marking:
        return HttpResponseRedirect(handling_page(request, marking))
    template = next(TEMPLATES[kind] for kind in type(refusal).__mro__ if kind in TEMPLATES)
    response = page(request, template, status=refusal.status, refusal=refusal)
    if isinstance(refusal, Unavailable):
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def unread_marking(refusal: Refusal) -> str:
    """Name the marking whose rules must be read first, where that is what a refusal is about."""
    found = [each for each in getattr(refusal, "findings", ()) if each.code == HANDLING_NOT_READ]
    return str(found[0].facts["marking"]) if found else ""


def handling_page(request: HttpRequest, marking: str) -> str:
    """Give the address of the rules of a marking, which leads back to where the person was going."""
    return f"{reverse('documents:handling', args=[marking])}?{urlencode({'next': request.path})}"


def page(request: HttpRequest, template: str, *, status: int, refusal: Refusal | None = None) -> HttpResponse:
    """Render one error page."""
    return render(request, template, {"refusal": refusal}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request the server cannot read; one that is too large has its own page."""
    if isinstance(exception, RequestDataTooBig):
        return page(request, "web/errors/413.jinja2", status=413)
    return page(request, "web/errors/400.jinja2", status=400)


def forbidden(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Answer a request that is not allowed."""
    return page(request, "web/errors/403.jinja2", status=403)


def not_found(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Answer for what is absent and for what is hidden: one page, the same bytes."""
    return page(request, TEMPLATES[Unknown], status=404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that something broke, without the database, the session or anything else that may be down."""
    return HttpResponse(render_to_string("web/errors/500.jinja2"), status=500)


def csrf_failure(request: HttpRequest, **_: Any) -> HttpResponse:
    """Say that a form was open too long or was not ours; nothing was changed."""
    logger.warning("form refused", extra={"act": "web.csrf", "status_code": 403})
    return page(request, "web/errors/csrf.jinja2", status=403)
