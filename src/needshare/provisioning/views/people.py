"""/Users: the people of a directory's own organisation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse

from needshare.provisioning import actions, queries
from needshare.provisioning.rules import USER, Document, patched, user_of, wanted
from needshare.provisioning.schemas import MOST_ON_A_PAGE, listed, narrowed, user_shown

from .door import answered, door, is_known, must_match, page_in, query_in, root_of, sent

if TYPE_CHECKING:
    from needshare.accounts.models import Account

ASKED = {"username": "userName", "externalid": "externalId"}


def _shown(request: Any, account: "Account") -> Document:
    return _all_shown(request, [account])[0]


def _all_shown(request: Any, people: "list[Account]") -> list[Document]:
    told = queries.told_of(people, viewer=request.actor)
    groups = queries.groups_of([each.pk for each in people], viewer=request.actor)
    return [user_shown(each, told.get(each.pk), groups.get(each.pk, []), root=root_of()) for each in people]


def found(request: Any, query: Mapping[str, str], *, start: int, count: int) -> tuple[list[Document], int]:
    """Return one page of the people a query asks for, and how many it asks for in all."""
    asked = wanted(query["filter"], ASKED) if query.get("filter") else None
    rows = queries.own_people(request.actor, asked=asked)
    shown = _all_shown(request, list(rows[start : start + count]))
    return [narrowed(each, query) for each in shown], rows.count()


def _list(request: Any) -> HttpResponse:
    """List the people, or those of one name or id."""
    return _listed(request, request.GET.dict())


def _search(request: Any) -> HttpResponse:
    """List the people that a query in the body asks for."""
    return _listed(request, query_in(sent(request)))


def _listed(request: Any, query: Mapping[str, str]) -> HttpResponse:
    start, count = page_in(query, MOST_ON_A_PAGE)
    rows, total = found(request, query, start=start - 1, count=count)
    return answered(listed(rows, total=total, start=start))


def _join(request: Any) -> HttpResponse:
    """Take over somebody who joined."""
    account = actions.join(user=user_of(sent(request)), by=request.actor, at=request.at)
    return answered(_shown(request, account), status=201, request=request)


def _one(request: Any, person: UUID) -> HttpResponse:
    """Show one person."""
    shown = _shown(request, queries.own_person(person, viewer=request.actor))
    if is_known(request, shown["meta"]["version"]):
        return HttpResponse(status=304, headers={"ETag": shown["meta"]["version"]})
    return answered(shown, request=request)


def _before(request: Any, person: UUID) -> Document:
    """Return a person as they are, if they are still as the caller saw them."""
    shown = _shown(request, queries.own_person(person, viewer=request.actor))
    must_match(request, shown["meta"]["version"])
    return shown


def _replace(request: Any, person: UUID) -> HttpResponse:
    """Take over what is said of somebody now."""
    _before(request, person)
    return _changed(request, person, user_of(sent(request)))


def _patch(request: Any, person: UUID) -> HttpResponse:
    """Change some of what is said of somebody."""
    after = patched(_before(request, person), sent(request), schema=USER)
    return _changed(request, person, user_of(after))


def _changed(request: Any, person: UUID, user: Document) -> HttpResponse:
    account = actions.change_person(person_id=person, user=user, by=request.actor, at=request.at)
    return answered(_shown(request, account), request=request)


def _leave(request: Any, person: UUID) -> HttpResponse:
    """Let somebody leave."""
    _before(request, person)
    actions.leave(person_id=person, by=request.actor, at=request.at)
    return HttpResponse(status=204)


people = door("person.change", GET=_list, POST=_join)
person = door("person.change", GET=_one, PUT=_replace, PATCH=_patch, DELETE=_leave)
search = door("person.change", POST=_search)
