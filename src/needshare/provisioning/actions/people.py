"""People as their organisation's directory tells of them: they join, change, and leave."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.accounts import actions as accounts
from needshare.accounts.actions.people import correct_person, open_account
from needshare.accounts.terms import Person, Role
from needshare.agencies import queries as agencies
from needshare.agencies.terms import Destination
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, gettext_noop as _, new_id
from needshare.provisioning import access, queries
from needshare.provisioning.models import DirectoryPerson, GroupMember
from needshare.provisioning.rules import ENTERPRISE, Document, address_in, local_name, name_in

from .grouping import give_roles

if TYPE_CHECKING:
    from needshare.accounts.models import Account

WHY = _("Told by the organisation's directory.")


@recorded(Operation.ADMINISTRATION)
def join(*, user: Document, by: Actor, at: datetime) -> "Account":
    """Open the account of somebody who joined: without password, invitation or role.

    They come in by the organisation's own sign-in, or once an administrator invites them. An address
    that is not at a verified domain is kept with what was told, and used for nothing.

    Raises:
        Conflict: another of the directory's people has this name.
    """
    access.must_be_directory(by)
    home = agencies.organisation(by.owner, by)
    if (
        queries.is_named(user["userName"], viewer=by)
        or queries.own_people(by, asked=("userName", user["userName"])).exists()
    ):
        raise Conflict(_("Another of your people has this name."))
    account = open_account(
        home=home,
        username=_free_username(user["userName"], by),
        person=_person(user, by, at),
        roles=(),
        by=by,
        at=at,
    )
    _note(account, user, by=by, at=at)
    if user.get("active") is False:
        accounts.suspend(username=account.username, reason=WHY, by=by, at=at)
    about(owner=home.id, subject=account.id, reason=WHY)
    return queries.own_person(account.id, viewer=by)


@recorded(Operation.ADMINISTRATION)
def change_person(*, person_id: UUID, user: Document, by: Actor, at: datetime) -> "Account":
    """Take over what a directory says of somebody now; inactive there is suspended here, at once.

    Whom an administrator suspended stays so, whatever the directory says.

    Raises:
        Unknown: nobody of this directory.
        Conflict: another of its people has this name.
    """
    access.must_be_directory(by)
    account = queries.own_person(person_id, viewer=by)
    if queries.is_named(user["userName"], viewer=by, but=account.id):
        raise Conflict(_("Another of your people has this name."))
    correct_person(username=account.username, person=_person(user, by, at), by=by, at=at)
    _note(account, user, by=by, at=at)
    is_wanted = user.get("active", account.is_active)
    if account.is_active and not is_wanted:
        accounts.suspend(username=account.username, reason=WHY, by=by, at=at)
    elif is_wanted and not account.is_active and queries.suspended_by_directory(account, viewer=by):
        accounts.reinstate(username=account.username, reason=WHY, by=by, at=at)
    about(owner=account.owner_id, subject=account.id, reason=WHY)
    return queries.own_person(account.id, viewer=by)


@recorded(Operation.ADMINISTRATION)
def leave(*, person_id: UUID, by: Actor, at: datetime) -> "Account":
    """Let somebody leave: suspended at once, every role taken, and no proposal of one left open.

    Who comes back under the same name gets an account of their own: it may be another person.

    Raises:
        Unknown: nobody of this directory.
    """
    access.must_be_directory(by)
    account = queries.own_person(person_id, viewer=by)
    if account.is_active:
        accounts.suspend(username=account.username, reason=WHY, by=by, at=at)
    GroupMember.objects.filter(owner_id=by.owner, account_id=account.id).delete()
    give_roles(people={account.id: set(Role)}, by=by, at=at)
    row = queries.told_of([account], viewer=by).get(account.id)
    if row is None:
        row = _note(account, {"userName": account.username}, by=by, at=at)
    row.left_at = at
    row.save(update_fields=["left_at", "recorded_as"])
    about(owner=account.owner_id, subject=account.id, reason=WHY)
    detail(username=account.username)
    return account


def _person(user: Document, by: Actor, at: datetime) -> Person:
    """Write down of somebody what their account holds: an address and a unit only where they are known."""
    address = address_in(user)
    if address and agencies.destination(address, organisation_id=by.owner, at=at) is not Destination.VERIFIED:
        address = ""
    named = user.get(ENTERPRISE, {}).get("department", "")
    units = {each.name for each in agencies.units_of(by.owner, by)}
    return Person(
        name=name_in(user),
        work_email=address,
        job_title=user.get("title", ""),
        unit=named if named in units else "",
    )


def _free_username(user_name: str, by: Actor) -> str:
    """Return the first username of this name that nobody has or had."""
    code = agencies.organisation(by.owner, by).code.lower()
    local, number = local_name(user_name), 1
    name = local
    while queries.is_username_taken(f"{name}@{code}", viewer=by):
        number += 1
        name = f"{local}.{number}"
    return name


def _note(account: "Account", user: Document, *, by: Actor, at: datetime) -> DirectoryPerson:
    """Keep what the directory says of somebody, so that it can be read and compared there."""
    told = {name: value for name, value in user.items() if name != "active"}
    row = queries.told_of([account], viewer=by).get(account.id) or DirectoryPerson(
        id=new_id(), owner_id=by.owner, account_id=account.id, data_key_id=account.data_key_id, joined_at=at
    )
    row.told = told
    row.name_index = queries.name_index(by.owner, user["userName"])
    row.id_index = queries.id_index(by.owner, user.get("externalId", ""))
    row.save()
    return row
