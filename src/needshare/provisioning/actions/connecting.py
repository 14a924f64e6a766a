"""Connect an organisation's directory: its token, and which role each of its groups stands for."""

from datetime import datetime
from uuid import UUID

from needshare.accounts import access as accounts, rules as account_rules
from needshare.accounts.terms import Role
from needshare.agencies import queries as agencies
from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.tokens import new_token
from needshare.kernel import Actor, Conflict, Invalid, Unknown, gettext_noop as _, new_id, require
from needshare.provisioning import access, queries
from needshare.provisioning.models import DirectoryToken, GroupRole


@recorded(Operation.ADMINISTRATION)
def issue_token(
    *, organisation: str, label: str, expires_at: datetime, by: Actor, at: datetime
) -> tuple[DirectoryToken, str]:
    """Issue a token for an organisation's directory and return it with its secret, shown this once.

    Raises:
        Blocked: not an administrator there, not just confirmed, or a token that would last too long.
    """
    home = agencies.organisation_by_code(organisation, by)
    access.must_keep_directory(home, by, at)
    require(account_rules.token_ends_in_time(at=at, expires_at=expires_at, is_system=True))
    if not label.strip():
        raise Invalid.field("label", _("Say what the token is for."))
    secret = new_token(prefix=access.PREFIX)
    token = DirectoryToken.objects.create(
        id=new_id(),
        owner=home,
        label=label.strip(),
        hash=secret.hash,
        issued_at=at,
        issued_by=by.id,
        expires_at=expires_at,
    )
    about(owner=home.id)
    detail(token=str(token.id), expires=expires_at.isoformat())
    return token, secret.token


@recorded(Operation.ADMINISTRATION)
def revoke_token(*, token_id: UUID, by: Actor, at: datetime) -> DirectoryToken:
    """Revoke a directory's token: it is refused from the next request on.

    Raises:
        Unknown: there is none the one who acts may know of.
        Conflict: it is revoked already.
    """
    token = queries.token_to_change(token_id, viewer=by)
    accounts.must_be_administrator(token.owner, by)
    if token.revoked_at is not None:
        raise Conflict(_("This was already done."))
    token.revoked_at, token.revoked_by = at, by.id
    token.save(update_fields=["revoked_at", "revoked_by", "recorded_as"])
    about(owner=token.owner_id)
    detail(token=str(token.id))
    return token


@recorded(Operation.ADMINISTRATION)
def map_group(*, organisation: str, group: str, role: Role, by: Actor, at: datetime) -> GroupRole:
    """Say which role the members of a group are given from the next change of it on.

    Raises:
        Blocked: not an administrator there, or a role that does not fit or is above one's own.
    """
    home = agencies.organisation_by_code(organisation, by)
    access.must_keep_directory(home, by, at)
    accounts.must_fit(home, {role}, by)
    name = group.strip()
    if not name or len(name) > 200:
        raise Invalid.field("group", _("Enter the name of the group."))
    rows = GroupRole.objects.filter(owner=home, group_name=name)
    if not rows.update(role=role, set_at=at, set_by=by.id, recorded_as=current_entry()):
        GroupRole.objects.create(id=new_id(), owner=home, group_name=name, role=role, set_at=at, set_by=by.id)
    about(owner=home.id)
    detail(group=name, role=str(role))
    return rows.get()


@recorded(Operation.ADMINISTRATION)
def unmap_group(*, organisation: str, group: str, by: Actor, at: datetime) -> None:
    """Have a group stand for no role any more; what its members hold stays until it is taken away.

    Raises:
        Unknown: it stands for none.
    """
    home = agencies.organisation_by_code(organisation, by)
    access.must_keep_directory(home, by, at)
    deleted, _tables = GroupRole.objects.filter(owner=home, group_name=group.strip()).delete()
    if not deleted:
        raise Unknown
    about(owner=home.id)
    detail(group=group.strip())
