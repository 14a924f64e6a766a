"""What is the same at every address of SCIM: the token, the limits, what is read, how no is said.

A session counts for nothing here, so no form of another site can act (no CSRF token is needed).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from needshare.api import limits
from needshare.api.limits import TooMany
from needshare.api.reading import read
from needshare.kernel import Conflict, Invalid, Unknown, gettext_noop as _
from needshare.kernel.refusals import Refusal
from needshare.provisioning import access
from needshare.provisioning.rules import Document
from needshare.provisioning.schemas import narrowed, refusal

MEDIA_TYPE = "application/scim+json"
READ_TYPES = (MEDIA_TYPE, "application/json")
BEARER = "Bearer "
# What SCIM calls a fault in what was sent, by the field it is in.
KINDS = {
    "filter": "invalidFilter",
    "path": "invalidPath",
    "target": "noTarget",
    "body": "invalidSyntax",
    "Operations": "invalidSyntax",
}
Handler = Callable[..., HttpResponse]


def door(needs: str, **by_method: Handler) -> Handler:
    """Make the view of one address from what it does by method; `needs` names its access rule."""

    def view(request: Any, **place: Any) -> HttpResponse:
        try:
            request.actor = _recognised(request)
            if request.actor is None:
                return said_no(401, _("Send the token of a directory that is in force."))
            handler = by_method.get(request.method)
            if handler is None:
                return said_no(405, _("This address does not know this method."), allow=by_method)
            return handler(request, **place)
        except TooMany as wait:
            response = said_no(429, _("You ask too often. Wait as Retry-After says."))
            response.headers["Retry-After"] = str(wait.wait)
            return response
        except Invalid as refused:
            return _invalid(refused)
        except Refusal as refused:
            kind = "uniqueness" if isinstance(refused, Conflict) and refused.status == 409 else ""
            return said_no(refused.status, refused.reason, kind=kind)

    view.access_rule = needs  # type: ignore[attr-defined]  # read by the middleware and by a test
    if by_method:
        view.methods = tuple(by_method)  # type: ignore[attr-defined]  # read by the list of routes
    return csrf_exempt(view)


def _recognised(request: Any) -> Any:
    """Recognise a directory by its token, and count the call."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(BEARER):
        return None
    token = header.removeprefix(BEARER).strip()
    found = access.directory_of_token(token, at=request.at)
    if found is not None:
        limits.spend(limits.of_token(), token, at=request.at)
    return found


def _invalid(refused: Invalid) -> HttpResponse:
    """Say which values are wrong; not what they were."""
    words = "; ".join(f"{each.field}: {gettext(each.remedy)}" for each in refused.errors)
    kind = KINDS.get(refused.errors[0].field, "invalidValue") if refused.errors else "invalidValue"
    return said_no(400, words, kind=kind)


def said_no(
    status: int, detail: str, *, kind: str = "", allow: Mapping[str, object] | None = None
) -> HttpResponse:
    """Answer that something is not done, in words."""
    response = answered(refusal(status, gettext(detail), kind), status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if allow is not None:
        response.headers["Allow"] = ", ".join(sorted(allow))
    return response


def answered(document: Document, *, status: int = 200, request: HttpRequest | None = None) -> HttpResponse:
    """Write a document out, with its version and its address; narrowed to what was asked for."""
    meta = document.get("meta", {})
    if request is not None:
        document = narrowed(document, request.GET.dict())
    response = HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    if "version" in meta:
        response.headers["ETag"] = meta["version"]
    if status == 201:
        response.headers["Location"] = meta["location"]
    return response


def sent(request: HttpRequest) -> Document:
    """Read the document that was sent.

    Raises:
        Invalid: not an object in JSON, or too large.
    """
    try:
        if request.content_type not in READ_TYPES:
            raise ValueError("not JSON")
        found = read(request.body)
    except (ValueError, RecursionError, RequestDataTooBig):
        raise Invalid.field("body", _("Send a well-formed SCIM document in UTF-8.")) from None
    if not isinstance(found, dict):
        raise Invalid.field("body", _("Send this as an object."))
    return found


def root_of() -> str:
    """Return the address that all others begin with."""
    return f"{settings.SITE_URL}/scim/v2"


def must_match(request: HttpRequest, version: str) -> None:
    """Go on only if a record is still the one the caller names in `If-Match`, where they do.

    Raises:
        Conflict: it was changed since (412).
    """
    named = [each.strip() for each in request.headers.get("If-Match", "").split(",") if each.strip()]
    if named and "*" not in named and version not in named:
        raise Conflict(_("Somebody else changed this first. Read it again."), stale=True)


def is_known(request: HttpRequest, version: str) -> bool:
    """Tell whether the caller has this version already."""
    return version in {each.strip() for each in request.headers.get("If-None-Match", "").split(",")}


def query_in(document: Document) -> dict[str, str]:
    """Read a query sent as a document as if it had been sent in the address."""
    names = ("filter", "attributes", "excludedAttributes", "startIndex", "count")
    given = {name: document[name] for name in names if document.get(name) is not None}
    return {
        name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in given.items()
    }


def page_in(query: Mapping[str, str], most: int) -> tuple[int, int]:
    """Return from which row on (from 1) and how many rows are asked for.

    Raises:
        Invalid: not whole numbers.
    """
    try:
        start, count = int(query.get("startIndex", "1")), int(query.get("count", str(most)))
    except ValueError:
        raise Invalid.field("startIndex", _("Send whole numbers.")) from None
    return min(max(start, 1), 1_000_000), min(max(count, 0), most)


def nothing_here(_request: HttpRequest, **_place: Any) -> HttpResponse:
    """Answer for every address there is not."""
    raise Unknown
