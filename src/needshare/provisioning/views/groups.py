"""/Groups: the groups a directory tells of, some of which stand for a role."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from needshare.provisioning import actions, queries
from needshare.provisioning.models import DirectoryGroup
from needshare.provisioning.rules import GROUP, Document, group_of, patched, wanted
from needshare.provisioning.schemas import MOST_ON_A_PAGE, group_shown, listed, narrowed

from .door import answered, door, is_known, must_match, page_in, query_in, root_of, sent

ASKED = {"displayname": "displayName", "externalid": "externalId"}


def _all_shown(request: Any, groups: list[DirectoryGroup]) -> list[Document]:
    members = queries.members_of(groups, viewer=request.actor)
    return [group_shown(each, members.get(each.pk, []), root=root_of()) for each in groups]


def _shown(request: Any, group: DirectoryGroup) -> Document:
    return _all_shown(request, [group])[0]


def found(request: Any, query: Mapping[str, str], *, start: int, count: int) -> tuple[list[Document], int]:
    """Return one page of the groups a query asks for, and how many it asks for in all."""
    asked = wanted(query["filter"], ASKED) if query.get("filter") else None
    rows = queries.own_groups(request.actor, asked=asked)
    shown = _all_shown(request, list(rows[start : start + count]))
    return [narrowed(each, query) for each in shown], rows.count()


def _list(request: Any) -> HttpResponse:
    """List the groups, or those of one name or id."""
    return _listed(request, request.GET.dict())


def _search(request: Any) -> HttpResponse:
    """List the groups that a query in the body asks for."""
    return _listed(request, query_in(sent(request)))


def _listed(request: Any, query: Mapping[str, str]) -> HttpResponse:
    start, count = page_in(query, MOST_ON_A_PAGE)
    rows, total = found(request, query, start=start - 1, count=count)
    return answered(listed(rows, total=total, start=start))


def _add(request: Any) -> HttpResponse:
    """Take over a group."""
    made = actions.add_group(group=group_of(sent(request)), by=request.actor, at=request.at)
    return answered(_shown(request, made), status=201, request=request)


def _one(request: Any, group: UUID) -> HttpResponse:
    """Show one group."""
    shown = _shown(request, queries.own_group(group, viewer=request.actor))
    if is_known(request, shown["meta"]["version"]):
        return HttpResponse(status=304, headers={"ETag": shown["meta"]["version"]})
    return answered(shown, request=request)


def _before(request: Any, group: UUID) -> Document:
    """Return a group as it is, if it is still as the caller saw it."""
    shown = _shown(request, queries.own_group(group, viewer=request.actor))
    must_match(request, shown["meta"]["version"])
    return shown


def _replace(request: Any, group: UUID) -> HttpResponse:
    """Take over what is said of a group now."""
    _before(request, group)
    return _changed(request, group, group_of(sent(request)))


def _patch(request: Any, group: UUID) -> HttpResponse:
    """Change some of what is said of a group."""
    after = patched(_before(request, group), sent(request), schema=GROUP)
    return _changed(request, group, group_of(after))


def _changed(request: Any, group: UUID, told: Document) -> HttpResponse:
    changed = actions.change_group(group_id=group, group=told, by=request.actor, at=request.at)
    return answered(_shown(request, changed), request=request)


def _drop(request: Any, group: UUID) -> HttpResponse:
    """Drop a group."""
    _before(request, group)
    actions.drop_group(group_id=group, by=request.actor, at=request.at)
    return HttpResponse(status=204)


groups = door("role.grant", GET=_list, POST=_add)
group = door("role.grant", GET=_one, PUT=_replace, PATCH=_patch, DELETE=_drop)
search = door("role.grant", POST=_search)
