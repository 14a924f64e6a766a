"""What a directory told of its own organisation's people and groups; nothing of anybody else."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.agencies import queries as agencies
from needshare.crypto import keys
from needshare.crypto.indexing import blind
from needshare.kernel import Actor, Unknown

from .models import DirectoryGroup, DirectoryPerson, DirectoryToken, GroupMember, GroupRole

if TYPE_CHECKING:
    from needshare.accounts.models import Account


def tokens_of(code: str, viewer: Actor) -> QuerySet[DirectoryToken]:
    """List the directory tokens of an organisation the viewer may know of, newest first."""
    home = agencies.organisation_by_code(code, viewer)
    return DirectoryToken.objects.filter(owner_id=home.id).order_by("-issued_at")


def token_to_change(token_id: UUID, *, viewer: Actor) -> DirectoryToken:
    """Return a directory token to revoke, kept from others meanwhile.

    Raises:
        Unknown: there is none, or it is of an organisation the viewer may not know of.
    """
    rows = DirectoryToken.objects.select_for_update(of=("self",)).select_related("owner")
    found = rows.filter(id=token_id).first()
    if found is None:
        raise Unknown
    agencies.organisation(found.owner_id, viewer)
    return found


def group_roles(code: str, viewer: Actor) -> QuerySet[GroupRole]:
    """List which groups of an organisation stand for a role."""
    home = agencies.organisation_by_code(code, viewer)
    return GroupRole.objects.filter(owner_id=home.id).order_by("group_name")


# --- people ----------------------------------------------------------------------------------


def name_index(owner: UUID, user_name: str) -> str:
    """Compute what somebody is found by under the name their directory uses, in any case."""
    return blind(owner, "directory_name", user_name.strip().lower())


def id_index(owner: UUID, directory_id: str) -> str:
    """Compute what somebody is found by under their id in the directory; empty for none."""
    return blind(owner, "directory_id", directory_id) if directory_id else ""


def own_people(viewer: Actor, *, asked: tuple[str, str] | None = None) -> "QuerySet[Account]":
    """List a directory's own people by username, those who left excluded; or those of one name or id."""
    gone = DirectoryPerson.objects.filter(owner_id=viewer.owner, left_at__isnull=False)
    found = accounts.people_of(viewer.owner, viewer).filter(is_system=False)
    found = found.exclude(id__in=gone.values("account_id"))
    if asked is None:
        return found
    attribute, text = asked
    told = DirectoryPerson.objects.filter(owner_id=viewer.owner, left_at__isnull=True)
    if attribute == "externalId":
        return found.filter(id__in=told.filter(id_index=id_index(viewer.owner, text)).values("account_id"))
    named = told.filter(name_index=name_index(viewer.owner, text)).values("account_id")
    unnamed = found.filter(username=text.strip().lower()).exclude(id__in=told.values("account_id"))
    return found.filter(id__in=named) | unnamed


def own_person(person_id: UUID, *, viewer: Actor) -> "Account":
    """Return one of a directory's own people.

    Raises:
        Unknown: nobody, somebody else's, or somebody who left.
    """
    found = own_people(viewer).filter(id=person_id).first()
    if found is None:
        raise Unknown
    return found


def told_of(people: Iterable["Account"], *, viewer: Actor) -> dict[UUID, DirectoryPerson]:
    """Return what the directory told of these people, by account."""
    ids = [each.pk for each in people]
    found = DirectoryPerson.objects.filter(owner_id=viewer.owner, account_id__in=ids, left_at__isnull=True)
    rows = {each.account_id: each for each in found}
    keys.warm(each.data_key_id for each in rows.values())
    return rows


def has_left(account_id: UUID, *, viewer: Actor) -> bool:
    """Tell whether the directory said that somebody of the viewer's own organisation left."""
    rows = DirectoryPerson.objects.filter(owner_id=viewer.owner, account_id=account_id)
    return rows.filter(left_at__isnull=False).exists()


def is_named(user_name: str, *, viewer: Actor, but: UUID | None = None) -> bool:
    """Tell whether another of a directory's people has this name there."""
    told = DirectoryPerson.objects.filter(owner_id=viewer.owner, left_at__isnull=True)
    found = told.filter(name_index=name_index(viewer.owner, user_name)).values_list("account_id", flat=True)
    return any(each != but for each in found)


def suspended_by_directory(account: "Account", *, viewer: Actor) -> bool:
    """Tell whether it was the organisation's directory, and no administrator, who suspended somebody."""
    tokens = DirectoryToken.objects.filter(owner_id=viewer.owner).values_list("id", flat=True)
    return account.suspended_by in set(tokens)


def is_username_taken(username: str, *, viewer: Actor) -> bool:
    """Tell whether somebody has, or had, this username."""
    return accounts.people_of(viewer.owner, viewer).filter(username=username).exists()


def groups_of(people: Iterable[UUID], *, viewer: Actor) -> dict[UUID, list[DirectoryGroup]]:
    """List the groups each of these people is in, by account."""
    rows = GroupMember.objects.filter(owner_id=viewer.owner, account_id__in=list(people))
    found: dict[UUID, list[DirectoryGroup]] = {}
    for each in rows.select_related("group").order_by("group__display_name"):
        found.setdefault(each.account_id, []).append(each.group)
    return found


# --- groups ----------------------------------------------------------------------------------


def own_groups(viewer: Actor, *, asked: tuple[str, str] | None = None) -> QuerySet[DirectoryGroup]:
    """List a directory's own groups by name; or those of one name or id."""
    found = DirectoryGroup.objects.filter(owner_id=viewer.owner).order_by("display_name", "id")
    if asked is None:
        return found
    attribute, text = asked
    column = "directory_id" if attribute == "externalId" else "display_name__iexact"
    return found.filter(**{column: text})


def own_group(group_id: UUID, *, viewer: Actor, is_changing: bool = False) -> DirectoryGroup:
    """Return one of a directory's own groups.

    Raises:
        Unknown: there is none.
    """
    rows = own_groups(viewer)
    if is_changing:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(id=group_id).first()
    if found is None:
        raise Unknown
    return found


def members_of(groups: Iterable[DirectoryGroup], *, viewer: Actor) -> dict[UUID, list[UUID]]:
    """List the people of each of these groups, by group."""
    rows = GroupMember.objects.filter(owner_id=viewer.owner, group__in=[each.pk for each in groups])
    found: dict[UUID, list[UUID]] = {}
    for group, account in rows.order_by("account__username").values_list("group_id", "account_id"):
        found.setdefault(group, []).append(account)
    return found


def roles_due(people: Collection[UUID], *, viewer: Actor) -> dict[UUID, set[Role]]:
    """List the roles that the groups of each of these people stand for."""
    roles = {
        each.group_name.lower(): Role(each.role) for each in GroupRole.objects.filter(owner_id=viewer.owner)
    }
    return {
        person: {roles[each.display_name.lower()] for each in groups if each.display_name.lower() in roles}
        for person, groups in groups_of(people, viewer=viewer).items()
    }


def is_proposed(username: str, role: Role, *, viewer: Actor) -> bool:
    """Tell whether a role is proposed for one of a directory's people already."""
    return accounts.open_proposals(viewer).filter(account__username=username, role=role).exists()
