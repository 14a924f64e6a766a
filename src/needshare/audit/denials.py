"""Enter every call that was denied: what an act refused is in its own entry, anything else is entered here.

A page's own check, a list or a read refuses outside any act. The doorway's middleware enters that call
(domain reference 7.2): who, which access rule, which reference was asked for; one entry for one call,
whether the thing is hidden or absent, so that neither the answer nor its cost tells them apart.
Visitors who are not signed in are nobody and leave no entry, but for who comes with a link that does not
live: somebody may be guessing. Of those, one network address leaves only so many a minute, then meets a wall.
An address that there is not asks for nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from needshare.api import limits, problems
from needshare.kernel import Actor, Blocked, Channel, Refusal, Unavailable, Unknown
from needshare.kernel.actors import NOBODY
from needshare.web import errors
from needshare.web.doorways import ANYONE

from .entries import Act
from .recording import enter, refusals_of_a_call
from .terms import Ending, Operation

API = "/api/"
DENIED = (Blocked.status, Unknown.status)
REFERENCE = "reference"
VISITOR = Actor(id=NOBODY, owner=NOBODY, roles=frozenset(), channel=Channel.BROWSER)


class Denials:
    """Middleware inside all others that leaves an entry of each denied call of somebody signed in."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        with refusals_of_a_call() as entered:
            response = self.get_response(request)
        if entered or request.resolver_match is None or not _denied(request, response):
            return response
        by = request.actor
        if by is None:
            if _rule_of(request, request.resolver_match.func) != ANYONE:
                return response
            by = VISITOR
            try:
                limits.spend(limits.of_denials(), limits.address_of(request), at=request.at)
            except limits.TooMany as refusal:
                return HttpResponse(status=429, headers={"Retry-After": str(refusal.wait)})
        try:
            _enter(request, response, by=by, at=request.at)
        except Unavailable as refusal:
            return _unavailable(request, refusal)
        return response

    def process_exception(self, request: Any, exception: Exception) -> None:
        """Keep why a page said no; how it is shown is for the middleware outside this one."""
        if isinstance(exception, Refusal):
            request.refusal = exception


def _denied(request: Any, response: HttpResponseBase) -> bool:
    """Tell whether a call was denied: by a refusal, even one answered with a way on, or by the answer."""
    why = getattr(request, "refusal", None)
    return isinstance(why, Blocked | Unknown) or response.status_code in DENIED


def _enter(request: Any, response: HttpResponseBase, *, by: Actor, at: datetime) -> None:
    why = getattr(request, "refusal", None)
    is_unknown = isinstance(why, Unknown) or (why is None and response.status_code == Unknown.status)
    match = request.resolver_match
    rule = _rule_of(request, match.func)
    act = Act(
        action=rule if "." in rule else f"web.{rule}",
        operation=Operation.CONSULTATION,  # nothing was done: an act would have entered its own refusal
        by=by,
        at=at,
        ending=Ending.UNKNOWN if is_unknown else Ending.BLOCKED,
        codes=why.codes if isinstance(why, Blocked) else (),
        detail={"method": request.method, "address": match.route, "asked": _places(match.kwargs, rule)},
    )
    if rule != ANYONE:
        act.refer(str(match.kwargs.get(REFERENCE, "")).upper())
    enter(act)


def _rule_of(request: Any, view: Any) -> str:
    """Name the access rule of what was called: an operation of the API, or a page."""
    return getattr(request, "access_rule", "") or getattr(view, "access_rule", "") or "address"


def _places(given: dict[str, Any], rule: str) -> dict[str, Any]:
    """Name the ids and numbers in the address; a secret of a link, open to anyone, is never kept."""
    if rule == ANYONE:
        return {}
    return {name: str(value) for name, value in given.items() if isinstance(value, UUID | int)}


def _unavailable(request: Any, refusal: Unavailable) -> HttpResponse:
    if request.path.startswith(API):
        return problems.refused(request, refusal)
    return errors.refused(request, refusal)
