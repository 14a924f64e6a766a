"""How an endpoint is declared: its address, its access rule, its answer, and what is checked for all.

`read` is a GET; `look` a POST that reads and leaves an entry, with its reason in the body; `write`
an act, with `Idempotency-Key` and, about a record that changes, `If-Match`.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.utils.http import content_disposition_header
from ninja import Router
from ninja.params.models import Query as QueryMark

from needshare.kernel import Actor, FieldError, Invalid, gettext_noop as _
from needshare.kernel.alongside import alongside
from needshare.kernel.texts import display_name

from .idempotency import HEADER, once
from .reading import must_be_empty
from .schemas import Shown, Versioned

IF_MATCH = "If-Match"
PLACE = re.compile(r"{(?:\w+:)?(\w+)}")
ETAG = re.compile(r'"([1-9][0-9]{0,8})"')
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
Must = Callable[..., object]
View = Callable[..., Any]


class Call(HttpRequest):
    """A request whose token was recognised: who acts, and at what instant. For annotations only."""

    actor: Actor
    at: datetime
    access_rule: str


class ReferenceInPath:
    """A reference or code in an address; anything else is an unknown address."""

    regex = "[A-Za-z0-9-]{1,40}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NumberInPath(ReferenceInPath):
    """A small number in an address."""

    regex = "[1-9][0-9]{0,3}"


register_converter(ReferenceInPath, "reference")
register_converter(NumberInPath, "number")


@dataclass(frozen=True, slots=True)
class Download:
    """An answer that is a file, to be saved and never shown by a browser."""

    content: bytes
    file_name: str
    media_type: str = "application/octet-stream"


class Doorways(Router):
    """The endpoints of one capability."""

    def read(self, path: str, *, needs: str, answer: Any) -> Callable[[View], View]:
        """Declare a GET."""
        return partial(self._declare, "GET", path, needs, {200: answer}, {}, _plainly)

    def look(
        self, path: str, *, needs: str, answer: Any = None, media_type: str = ""
    ) -> Callable[[View], View]:
        """Declare a POST that reads; who sends it again looks again. With a media type it gives out a file."""
        documents = file_answer(media_type) if media_type else {}
        answers = {200: None if media_type else answer}
        return partial(self._declare, "POST", path, needs, answers, documents, _plainly)

    def write(
        self, path: str, *, needs: str, answer: Any, status: int = 200, if_match: Must | None = None
    ) -> Callable[[View], View]:
        """Declare an act. `if_match` is asked, in the act's transaction, whether the version still holds."""
        documents = {"parameters": [KEY_HEADER, *([VERSION_HEADER] if if_match else [])]}
        place = next(iter(PLACE.findall(path)), "")  # the first place of the address names the record
        doing = partial(_once, if_match=if_match, place=place)
        return partial(self._declare, "POST", path, needs, {status: answer}, documents, doing)

    def _declare(
        self,
        method: str,
        path: str,
        needs: str,
        answers: Mapping[int, Any],
        documents: dict[str, Any],
        doing: Callable[..., HttpResponse],
        view: View,
    ) -> View:
        (status,) = answers
        name, known, is_bare = operation_name(view), query_fields(view), takes_nothing(view, path)

        @wraps(view)
        def doorway(request: Call, **values: Any) -> HttpResponse:
            request.access_rule = needs
            _must_know(request.GET, known)
            if is_bare:
                must_be_empty(request)
            return doing(request, name, values, lambda: answered(view(request, **values), status))

        doorway.access_rule = needs  # type: ignore[attr-defined]  # read by the architecture test
        declare = self.api_operation(
            [method],
            path,
            response=dict(answers),
            operation_id=name.replace(".", "_"),
            url_name=name.replace(".", "_"),
            summary=first_line(view),
            openapi_extra=documents,
        )
        return declare(doorway)


def operation_name(view: View) -> str:
    """Name an operation after its capability and function, as acts are named: `intake.submit`."""
    return f"{view.__module__.split('.')[1]}.{view.__name__}"


def first_line(view: View) -> str:
    """Return what an operation says of itself, without the full stop."""
    return (inspect.getdoc(view) or "").partition("\n")[0].rstrip(".")


def answered(answer: Any, status: int) -> HttpResponse:
    """Write an answer out: JSON, with its version where it has one, or a file."""
    if isinstance(answer, Download):
        return _file(answer)
    if not isinstance(answer, Shown):
        raise TypeError("an endpoint answers with what is shown, written out as a schema")
    response = HttpResponse(answer.model_dump_json().encode(), status=status, content_type="application/json")
    if isinstance(answer, Versioned):
        response.headers["ETag"] = f'"{answer.version}"'
    return response


def _file(answer: Download) -> HttpResponse:
    response = HttpResponse(answer.content, content_type=answer.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=display_name(answer.file_name))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _plainly(
    _request: Call, _name: str, _values: Mapping[str, Any], run: Callable[[], HttpResponse]
) -> HttpResponse:
    return run()


def _once(
    request: Call,
    name: str,
    values: Mapping[str, Any],
    run: Callable[[], HttpResponse],
    *,
    if_match: Must | None,
    place: str,
) -> HttpResponse:
    """Do an act once under its key, and only if the record is still as the caller saw it."""
    expected = version_in(request) if if_match else None
    if if_match is None or expected is None:
        return once(request, route=name, run=run)
    check = partial(if_match, values[place], version=expected, viewer=request.actor)

    def unless_changed() -> HttpResponse:
        with alongside(check):
            return run()

    return once(request, route=name, run=unless_changed)


def version_in(request: HttpRequest) -> int | None:
    """Return the version that `If-Match` names; None where the caller does not ask.

    Raises:
        Invalid: it is not an `ETag` of ours.
    """
    if IF_MATCH not in request.headers:
        return None
    found = ETAG.fullmatch(request.headers[IF_MATCH])
    if found is None:
        raise Invalid.field(IF_MATCH, _('Send the ETag of the record as it was shown, such as "3".'))
    return int(found[1])


def query_fields(view: View) -> frozenset[str]:
    """List the query parameters that a view takes: the fields of what it declares as `Query[...]`."""
    asked = [each.annotation for each in inspect.signature(view).parameters.values()]
    return frozenset(
        field for annotation in asked if is_query(annotation) for field in annotation.__origin__.model_fields
    )


def takes_nothing(view: View, path: str) -> bool:
    """Tell whether an operation reads only its address and query.

    >>> def claim(request, reference): ...
    >>> takes_nothing(claim, "/cases/{reference:reference}/claim"), takes_nothing(claim, "/cases")
    (True, False)
    """
    places = {"request", *PLACE.findall(path)}
    others = [each for name, each in inspect.signature(view).parameters.items() if name not in places]
    return all(is_query(each.annotation) for each in others)


def is_query(annotation: Any) -> bool:
    """Tell whether a view declares this as `Query[...]`."""
    return any(isinstance(mark, QueryMark) for mark in getattr(annotation, "__metadata__", ()))


def _must_know(given: Iterable[str], known: frozenset[str]) -> None:
    """Refuse a query parameter that the operation does not have; ninja would ignore it."""
    unknown = sorted(set(given) - known)
    if unknown:
        raise Invalid(
            *(FieldError(name, _("This field is not known here. Leave it out.")) for name in unknown)
        )


KEY_HEADER: dict[str, Any] = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": (
        "A random text, new for each act. Sent again with the same content within 24 hours, the act is "
        "not done again and its answer is repeated."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
}
VERSION_HEADER: dict[str, Any] = {
    "in": "header",
    "name": IF_MATCH,
    "required": False,
    "description": "The ETag of the record as you saw it; if it changed since, nothing is done (412).",
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$', "examples": ['"3"']},
}


def file_answer(media_type: str) -> dict[str, Any]:
    """Describe an answer that is a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": "The file", "content": content}}}
