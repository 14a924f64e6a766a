"""Groups as a directory tells of them. A group's role is given like any other: raising needs a second person."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from needshare.accounts import actions as accounts
from needshare.accounts.actions.raising import take_back_role
from needshare.accounts.terms import EVERYDAY, Role
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Invalid, gettext_noop as _, new_id
from needshare.provisioning import access, queries
from needshare.provisioning.models import DirectoryGroup, GroupMember
from needshare.provisioning.rules import Document

WHY = _("Told by the organisation's directory.")


@recorded(Operation.ADMINISTRATION)
def add_group(*, group: Document, by: Actor, at: datetime) -> DirectoryGroup:
    """Take over a group and its members; where its name stands for a role, it is given or proposed.

    Raises:
        Invalid: a member who is not of this directory.
        Blocked: a role that does not fit somebody.
    """
    access.must_be_directory(by)
    made = DirectoryGroup.objects.create(
        id=new_id(),
        owner_id=by.owner,
        display_name=group["displayName"],
        directory_id=group.get("externalId", ""),
        told_at=at,
    )
    _set_members(made, _members(group, by), by=by, at=at, before={})
    about(owner=by.owner)
    detail(group=str(made.id))
    return made


@recorded(Operation.ADMINISTRATION)
def change_group(*, group_id: UUID, group: Document, by: Actor, at: datetime) -> DirectoryGroup:
    """Take over what a directory says of a group now; who is no member any more loses its role at once.

    Raises: as `add_group`, and Unknown.
    """
    access.must_be_directory(by)
    found = queries.own_group(group_id, viewer=by, is_changing=True)
    now, wanted = set(queries.members_of([found], viewer=by).get(found.id, [])), _members(group, by)
    before = queries.roles_due(now | wanted, viewer=by)
    found.display_name, found.directory_id = group["displayName"], group.get("externalId", "")
    found.told_at = at
    found.save(update_fields=["display_name", "directory_id", "told_at", "recorded_as"])
    _set_members(found, wanted, by=by, at=at, before=before)
    about(owner=by.owner)
    detail(group=str(found.id))
    return found


@recorded(Operation.ADMINISTRATION)
def drop_group(*, group_id: UUID, by: Actor, at: datetime) -> None:
    """Drop a group: its members lose the role it stood for at once.

    Raises:
        Unknown: there is none.
    """
    access.must_be_directory(by)
    found = queries.own_group(group_id, viewer=by, is_changing=True)
    now = set(queries.members_of([found], viewer=by).get(found.id, []))
    before = queries.roles_due(now, viewer=by)
    _set_members(found, set(), by=by, at=at, before=before)
    found.delete()
    about(owner=by.owner)
    detail(group=str(group_id))


@recorded(Operation.ADMINISTRATION)
def give_roles(*, people: Mapping[UUID, Collection[Role]], by: Actor, at: datetime) -> None:
    """Bring people's roles in line with their groups, given the roles their groups stood for before.

    The least role is given at once; any other is proposed for a second person. What a group gave and
    gives no more is taken at once, a proposal of it with it.
    """
    access.must_be_directory(by)
    after = queries.roles_due(list(people), viewer=by)
    for person, had in people.items():
        account = queries.own_person(person, viewer=by)
        due = after.get(person, set())
        held = {Role(each) for each in account.roles}
        for role in sorted(set(had) - due):
            take_back_role(username=account.username, role=role, by=by, at=at)
            if role in held:
                accounts.withdraw_role(username=account.username, role=role, reason=WHY, by=by, at=at)
        for role in sorted(due - held):
            _give(account.username, role, by=by, at=at)


def _give(username: str, role: Role, *, by: Actor, at: datetime) -> None:
    """Give the least role; propose any other, once."""
    if role in EVERYDAY:
        accounts.grant_role(username=username, role=role, reason=WHY, by=by, at=at)
    elif not queries.is_proposed(username, role, viewer=by):
        accounts.propose_role(username=username, role=role, reason=WHY, by=by, at=at)


def _members(group: Document, by: Actor) -> set[UUID]:
    """Return the accounts of a group's members, each of whom must be of this directory."""
    try:
        wanted = {UUID(each["value"]) for each in group["members"]}
    except ValueError:
        raise Invalid.field("members", _("Name members by their id.")) from None
    known = set(queries.own_people(by).filter(id__in=wanted).values_list("id", flat=True))
    if known != wanted:
        raise Invalid.field("members", _("Somebody named here is not one of your people."))
    return wanted


def _set_members(
    group: DirectoryGroup,
    wanted: set[UUID],
    *,
    by: Actor,
    at: datetime,
    before: Mapping[UUID, Collection[Role]],
) -> None:
    """Store who is in a group, and give and take the roles that follow."""
    now = set(queries.members_of([group], viewer=by).get(group.id, []))
    GroupMember.objects.filter(owner_id=by.owner, group=group, account_id__in=now - wanted).delete()
    for person in sorted(wanted - now, key=str):
        GroupMember.objects.create(id=new_id(), owner_id=by.owner, group=group, account_id=person)
    give_roles(people={each: before.get(each, ()) for each in now | wanted}, by=by, at=at)
