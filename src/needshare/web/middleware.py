"""Middleware of every answer: security headers put on, refusals shown as pages."""

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from needshare.kernel import Refusal
from needshare.kernel.sight import NOTHING, Sight, looking

from . import errors
from .headers import HEADERS

API = "/api/"
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def security_headers(get_response: GetResponse) -> GetResponse:
    """Put the headers on; stands first in MIDDLEWARE, so that nothing leaves without them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def sight(get_response: GetResponse) -> GetResponse:
    """See no row until it is known who asks; end with the answer what was opened for reading."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with looking(NOTHING) as look:
            response = get_response(request)
        if isinstance(response, StreamingHttpResponse) and look.sight != NOTHING:
            response.streaming_content = seen(look.sight, iter(response))
        return response

    return middleware


def seen(sight: Sight, content: Iterable[bytes]) -> Iterator[bytes]:
    """Give out a file piece by piece, each read with the sight of who asked for it."""
    pieces, piece = iter(content), b""
    while True:
        with looking(sight):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece


class Refusals:
    """Middleware that shows a refusal no view has answered, and gives 405 and 429 their pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            allowed = response.headers.get("Allow", "")
            response = errors.page(request, "web/errors/405.jinja2", status=405)
            response.headers["Allow"] = allowed
        if response.status_code == 429 and not request.path.startswith(API):
            wait = response.headers.get("Retry-After", errors.RETRY_AFTER_SECONDS)
            response = errors.page(request, "web/errors/429.jinja2", status=429)
            response.headers["Retry-After"] = wait
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its page; leave any other exception to Django."""
        return errors.refused(request, exception) if isinstance(exception, Refusal) else None
