"""What the site offers, for programs: the description of its API, and every address with its access rule."""

import argparse
import inspect
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

PAGE_METHODS = ("GET", "POST")
CONVERTED = re.compile(r"<(?:[a-z_]+:)?([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Route:
    """One address and one method of it."""

    method: str
    path: str
    name: str
    access: str
    kind: str


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the one command asked for."""
    if name == "routes":
        parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.set_defaults(run=print_routes if name == "routes" else print_description)


def print_description(told: argparse.Namespace) -> None:
    """Print the OpenAPI 3.1 document, byte for byte as it is kept in the documents."""
    wiring = str(settings.ROOT_URLCONF).rpartition(".")[0]
    print(import_string(f"{wiring}.api.document")(), end="")


def print_routes(told: argparse.Namespace) -> None:
    """Print every page and endpoint with method, path and access rule."""
    found = sorted(routes(get_resolver()), key=lambda each: (each.path, each.method))
    if told.json:
        print(json.dumps([asdict(each) for each in found], indent=1))
        return
    for each in found:
        print(f"{each.method:5} {each.path:70} {each.access}")


def routes(resolver: URLResolver, prefix: str = "/") -> Iterator[Route]:
    """List the routes under a resolver; static files, which anyone may fetch, are not among them."""
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield from _methods(address, pattern)


def _methods(address: str, pattern: URLPattern) -> Iterator[Route]:
    path, name = CONVERTED.sub(r"{\1}", address), str(pattern.name or "")
    operations = _operations(pattern.callback)
    for operation in operations:
        for method in operation.methods:
            yield Route(method, path, name, _rule(operation.view_func), "endpoint")
    if not operations:
        for method in _page_methods(pattern.callback):
            yield Route(method, path, name, _rule(pattern.callback), "page")


def _operations(view: Callable[..., Any]) -> list[Any]:
    """Return the API operations behind an address; none behind a page."""
    if not inspect.isfunction(view):
        return []
    holder = inspect.getclosurevars(view).nonlocals.get("self")
    return list(getattr(holder, "operations", []))


def _rule(view: Callable[..., Any]) -> str:
    return str(getattr(view, "access_rule", ""))


def _page_methods(view: Any) -> tuple[str, ...]:
    """Tell the methods of a page: those a class view has, those `require_http_methods` lets through, or both."""
    known = getattr(view, "view_class", None)
    if known is None:
        return tuple(getattr(view, "methods", PAGE_METHODS))
    return tuple(method for method in PAGE_METHODS if hasattr(known, method.lower()))
