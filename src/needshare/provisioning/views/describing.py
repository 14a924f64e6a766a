"""What the service says of itself: what it can do, its kinds of things, their schemas."""

from typing import Any

from django.http import HttpResponse

from needshare.kernel import Unknown
from needshare.provisioning import schemas
from needshare.provisioning.rules import Document

from . import groups, people
from .door import answered, door, nothing_here, page_in, query_in, root_of, sent


def _search(request: Any) -> HttpResponse:
    """List the people and the groups that a query asks for: the people first."""
    query = query_in(sent(request))
    start, count = page_in(query, schemas.MOST_ON_A_PAGE)
    rows, total = people.found(request, query, start=start - 1, count=count)
    more, others = groups.found(request, query, start=max(start - 1 - total, 0), count=count - len(rows))
    return answered(schemas.listed([*rows, *more], total=total + others, start=start))


def _service(_request: Any) -> HttpResponse:
    return answered(schemas.service(root_of()))


def _types(_request: Any) -> HttpResponse:
    found = schemas.resource_types(root_of())
    return answered(schemas.listed(found, total=len(found), start=1))


def _type(_request: Any, name: str) -> HttpResponse:
    return _named(schemas.resource_types(root_of()), name)


def _schemas(_request: Any) -> HttpResponse:
    found = schemas.schemas_shown(root_of())
    return answered(schemas.listed(found, total=len(found), start=1))


def _schema(_request: Any, name: str) -> HttpResponse:
    return _named(schemas.schemas_shown(root_of()), name)


def _named(found: list[Document], name: str) -> HttpResponse:
    for each in found:
        if each["id"] == name:
            return answered(each)
    raise Unknown


service = door("signed_in", GET=_service)
types = door("signed_in", GET=_types)
one_type = door("signed_in", GET=_type)
all_schemas = door("signed_in", GET=_schemas)
one_schema = door("signed_in", GET=_schema)
search = door("person.change", POST=_search)
nothing = door("signed_in", **dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), nothing_here))
