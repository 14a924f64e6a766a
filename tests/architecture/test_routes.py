"""Every address names the access rule it needs, or says that anyone may see it."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.source import nothing

RULE = re.compile(r"anyone|signed_in|[a-z_]+\.[a-z_]+")


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in resolver.url_patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield from doorways(address, pattern.callback)


def doorways(address: str, view: Callable[..., Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """One for a page, one for each operation of an API address."""
    # ninja's view is a function closed over the operations of its address
    held = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
    operations = getattr(held.get("self"), "operations", None)
    if operations is None:
        yield address, view
        return
    for operation in operations:
        yield f"{' '.join(operation.methods)} {address}", operation.view_func


def test_every_address_names_its_access_rule():
    unnamed = [
        address
        for address, view in routes(get_resolver())
        if not RULE.fullmatch(str(getattr(view, "access_rule", "")))
    ]
    nothing(unnamed)
