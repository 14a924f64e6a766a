"""Read what a caller sends, strictly: UTF-8 JSON of the stated type, bounded in size and depth, no key twice."""

import json
from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import ValidationError as PydanticError

from needshare.kernel import Invalid, gettext_noop as _

from .problems import Unreadable, faults_of
from .schemas import Asked

S = TypeVar("S", bound=Asked)

DEEPEST = 16
JSON, FORM = "application/json", "multipart/form-data"


def must_be_readable(request: HttpRequest) -> None:
    """Refuse a body that is too large or of another type than the API reads, before it is read.

    Raises:
        Unreadable: 413 or 415.
    """
    if not size_of(request):
        return
    if request.content_type not in (JSON, FORM):
        raise Unreadable(415)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if request.content_type == FORM:
        most += settings.UPLOAD_BYTES
    if size_of(request) > most:
        raise Unreadable(413)


def size_of(request: HttpRequest) -> int:
    """Return how many bytes are said to be sent; nothing is read beyond."""
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0


def must_be_empty(request: HttpRequest) -> None:
    """Refuse a body sent to an operation that takes none: it would be ignored; an empty object says nothing.

    Raises:
        Invalid: something was sent.
    """
    if size_of(request) and request.content_type != FORM and request.body.strip() not in (b"", b"{}"):
        raise Invalid.field("body", _("Send nothing with this. Leave the body out."))


class StrictJson(Parser):
    """Reads JSON one way only; ninja answers what this refuses with 400."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != JSON:
            raise ValueError("not JSON")
        found: dict[str, Any] = read(request.body)
        return found


def read(content: bytes) -> Any:
    """Read JSON.

    Raises:
        ValueError, RecursionError: it is not JSON in UTF-8, too deep, or names a key twice.
    """
    found = json.loads(content.decode("utf-8"), parse_constant=_constant, object_pairs_hook=_each_once)
    _must_be_shallow(found, DEEPEST)
    return found


def read_part(text: str, schema: type[S], *, field: str) -> S:
    """Read JSON that came as one part of a form, as strictly as a body.

    Raises:
        Invalid: it is not JSON, or does not fit its schema; each field is named below the part's name.
    """
    try:
        return schema.model_validate(read(text.encode()))
    except PydanticError as error:
        faults = faults_of([{**each, "loc": ("form", field, *each["loc"])} for each in error.errors()])
        raise Invalid(*faults) from None
    except (ValueError, RecursionError):
        raise Invalid.field(field, _("Send well-formed JSON.")) from None


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _must_be_shallow(value: Any, left: int) -> None:
    if left == 0:
        raise ValueError("too deep")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        _must_be_shallow(each, left - 1)
