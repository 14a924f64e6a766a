"""Every way the API says no: `application/problem+json` (RFC 9457), in words, naming no person.

There is no `instance`: an absent and a hidden thing must be answered with the same bytes.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from needshare.kernel import (
    Blocked,
    Conflict,
    FieldError,
    Finding,
    Invalid,
    Unavailable,
    Unknown,
    gettext_noop as _,
)

from .limits import TooMany
from .schemas import Shown, codes

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:needshare:problem:"
RETRY_AFTER = "5"

logger = logging.getLogger(__name__)


class FieldProblem(Shown):
    """One field that is wrong, and what to do about it."""

    field: str
    remedy: str


class FindingProblem(Shown):
    """One test that stands in the way."""

    test: str
    outcome: str
    code: str
    reason: str
    sources: list[str]


class Problem(Shown):
    """An answer that says no (RFC 9457): what kind, in words, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []
    codes: list[str] = []
    findings: list[FindingProblem] = []


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its name in `type`, its title and its usual words."""

    name: str
    title: str
    detail: str


UNKNOWN = Unknown().reason
KINDS: dict[int, Kind] = {
    400: Kind("unreadable", _("Unreadable"), _("This could not be read. Send well-formed JSON in UTF-8.")),
    401: Kind(
        "not_signed_in",
        _("Not signed in"),
        _("Send a token that is in force: Authorization: Bearer, a space, the token."),
    ),
    403: Kind("blocked", _("Blocked"), _("You may not do this.")),
    404: Kind("unknown", _("Nothing here"), UNKNOWN),
    405: Kind(
        "method", _("Wrong method"), _("This address does not know this method. See the Allow header.")
    ),
    409: Kind("conflict", _("Conflict"), _("Somebody else was first.")),
    412: Kind("stale", _("Changed meanwhile"), _("Somebody else changed this first. Read it again.")),
    413: Kind("too_large", _("Too large"), _("What you sent is too large. Send less at once.")),
    415: Kind("media_type", _("Wrong media type"), _("Send this with the Content-Type the API describes.")),
    422: Kind("invalid", _("Needs correcting"), _("Some of what you sent needs correcting.")),
    429: Kind("too_many", _("Too many requests"), _("You ask too often. Wait as Retry-After says.")),
    500: Kind("fault", _("Something broke"), _("Something broke on our side. Nothing is known to be done.")),
    503: Kind("unavailable", _("Not available"), _("A part that is needed is down. Nothing was done.")),
}
OTHER = Kind("refused", _("Refused"), _("This cannot be done."))
# The usual status of a problem that Django or a server in front knows under another number.
SAME_AS = {410: 404, 414: 413, 431: 413, 502: 503, 504: 503}


def problem(
    status: int,
    *,
    detail: str = "",
    errors: Sequence[FieldError] = (),
    findings: Sequence[Finding] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Answer with a problem; texts are translated here, where they are shown."""
    kind = KINDS.get(SAME_AS.get(status, status), OTHER)
    body = Problem(
        type=TYPE + kind.name,
        title=gettext(kind.title),
        status=status,
        detail=gettext(detail or kind.detail),
        errors=[FieldProblem(field=each.field, remedy=gettext(each.remedy)) for each in errors],
        codes=codes(dict.fromkeys(each.code for each in findings if each.code)),
        findings=[shown(each) for each in findings],
    )
    response = HttpResponse(
        json.dumps(body.model_dump(), ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def shown(finding: Finding) -> FindingProblem:
    """Show a finding without its facts and without what only some may read."""
    return FindingProblem(
        test=finding.test,
        outcome=finding.outcome.value,
        code=finding.code.upper(),
        reason=gettext(finding.reason),
        sources=list(finding.sources),
    )


class Unreadable(Exception):
    """What was sent cannot be read at all: its type, size or form is wrong."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def refused(request: Any, refusal: Any) -> HttpResponse:
    """Answer one of the kernel's five refusals, and leave it on the request for whoever enters it."""
    request.refusal = refusal
    if isinstance(refusal, Blocked):
        return problem(403, detail=refusal.reason, findings=refusal.findings)
    if isinstance(refusal, Invalid):
        return problem(422, detail=refusal.reason, errors=refusal.errors)
    if isinstance(refusal, Conflict | Unavailable):
        return problem(refusal.status, detail=refusal.reason)
    return problem(404)


# What pydantic calls a fault, and what to do about it.
REMEDIES = {
    "missing": _("This must be given."),
    "extra_forbidden": _("This field is not known here. Leave it out."),
    "string_too_long": _("This is too long. Shorten it."),
    "string_too_short": _("This is too short."),
    "string_pattern_mismatch": _("This holds characters that are not allowed, or is not of the right form."),
    "string_unicode": _("This holds characters that are not allowed, or is not of the right form."),
    "string_type": _("Send a text."),
    "bool_type": _("Send true or false."),
    "int_type": _("Send a whole number."),
    "int_parsing": _("Send a whole number."),
    "greater_than_equal": _("This is too low or too early."),
    "less_than_equal": _("This is too high or too late."),
    "enum": _("Choose one of the words offered."),
    "literal_error": _("Choose one of the words offered."),
    "list_type": _("Send a list."),
    "too_long": _("There are too many. Send fewer."),
    "too_short": _("There are too few."),
    "dict_type": _("Send an object."),
    "model_type": _("Send an object."),
    "model_attributes_type": _("Send an object."),
    "date_from_datetime_parsing": _("Write a day such as 2026-03-16."),
    "date_parsing": _("Write a day such as 2026-03-16."),
    "datetime_parsing": _("Write an instant such as 2026-03-16T09:00:00Z."),
    "datetime_from_date_parsing": _("Write an instant such as 2026-03-16T09:00:00Z."),
    "uuid_parsing": _("Write an id as it was shown to you."),
    "uuid_type": _("Write an id as it was shown to you."),
    "day": _("Write a day such as 2026-03-16."),
    "instant": _("Write an instant such as 2026-03-16T09:00:00Z."),
}
ANY_OTHER = _("This is not of the kind that the API describes.")


def field_of(place: Sequence[Any]) -> str:
    """Name a field by its path in what was sent, without the part of the request it stood in.

    Endpoints call what they take `asked`; that name means nothing outside.

    >>> field_of(("body", "asked", "items", 0, "category")), field_of(("query", "limit")), field_of(("body", "asked"))
    ('items.0.category', 'limit', 'body')
    """
    parts = [str(each) for each in place][1:]
    return ".".join(parts[1:] if parts[:1] == ["asked"] else parts) or "body"


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Turn what a schema found wrong into fields and remedies, each once; never what was sent."""
    found = [FieldError(field_of(each["loc"]), REMEDIES.get(each["type"], ANY_OTHER)) for each in errors]
    return list(dict.fromkeys(found))


def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer what does not fit its schema."""
    return problem(422, errors=faults_of(error.errors))


def broken(_request: HttpRequest, error: Any) -> HttpResponse:
    """Say that something broke; what it was is in the log lines, without what anybody sent."""
    logger.error("an API call failed", exc_info=error, extra={"act": "api", "status_code": 500})
    return problem(500)


def too_many(_request: HttpRequest, error: Any) -> HttpResponse:
    """Say in how many seconds somebody who calls too often may call again."""
    return problem(429, headers={"Retry-After": str(error.wait)})


def unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
    """Answer what cannot be read at all, or what ninja and Django refuse by a status of their own."""
    if isinstance(error, RequestDataTooBig):
        return problem(413)
    return problem(getattr(error, "status", getattr(error, "status_code", 400)))


def install(api: NinjaAPI) -> None:
    """Have every exception answered here."""
    for refusal in (Blocked, Unknown, Invalid, Conflict, Unavailable):
        api.add_exception_handler(refusal, refused)
    for error in (HttpError, Unreadable, SuspiciousOperation, BadRequest, MultiPartParserError):
        api.add_exception_handler(error, unreadable)
    api.add_exception_handler(UnreadablePostError, unreadable)
    api.add_exception_handler(TooMany, too_many)
    api.add_exception_handler(Http404, lambda _request, _error: problem(404))
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(Exception, broken)
