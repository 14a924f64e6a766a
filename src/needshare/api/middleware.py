"""Middleware that turns whatever else says no under the API's address into a problem answer.

A wrong address, method or host, or a failure outside the API, never reaches an operation; Django
would answer with a page.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .problems import MEDIA_TYPE, problem

API = "/api/"
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


def problems(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Stand outside all other middleware that answers, inside the one that adds headers."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not request.path.startswith(API) or response.status_code < 400:
            return response
        if response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        kept = {name: response.headers[name] for name in KEPT if name in response.headers}
        return problem(response.status_code, headers=kept)

    return middleware
