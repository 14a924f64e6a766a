"""Who issues a directory's token and says what its groups stand for; what the token itself may do."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from needshare.accounts import access as accounts, queries as people
from needshare.accounts.terms import USER_ADMINISTRATION, Role
from needshare.crypto.tokens import is_token, token_hash
from needshare.kernel import Actor, Blocked, Channel, Unknown, gettext_noop as _, not_met
from needshare.kernel.actors import NOBODY
from needshare.kernel.sight import KeyKind, of_organisation, recognising, turn_to

from .models import DirectoryToken

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation

PREFIX: Final = "nsdir_"


def must_keep_directory(organisation: "Organisation", by: Actor, at: datetime) -> None:
    """Block all but an administrator of this organisation who has just confirmed who they are."""
    accounts.must_administer(organisation, by, at)


def must_be_directory(by: Actor) -> None:
    """Block anybody but a directory, which speaks of its own organisation's people only."""
    if by.stands_for is None:
        reason = _("This is done by an organisation's directory.")
        raise Blocked(reason, [not_met(reason, test="access", code="not_a_directory")])


def directory_of_token(token: str, *, at: datetime) -> Actor | None:
    """Return the directory a token stands for at this instant; None for anything else.

    It has the role of the administrator who issued it, at its own organisation, as long as they
    still administer there; it acts only through the addresses of this capability.
    """
    if not (token.startswith(PREFIX) and is_token(token)):
        return None
    rows = DirectoryToken.objects.select_related("owner")
    hashed = token_hash(token)
    with recognising(KeyKind.DIRECTORY, hashed):
        found = rows.filter(hash=hashed).first()
    if found is None or not found.is_in_force(at=at) or not found.owner.is_active:
        return None
    is_force = found.owner.is_force
    turn_to(of_organisation(found.owner_id, is_force=is_force, person=found.id))
    if not _still_administers(found):
        return None
    role = Role.SYSTEM_ADMINISTRATOR if is_force else Role.PARTNER_ADMINISTRATOR
    return Actor(
        id=found.id,
        owner=found.owner_id,
        roles=frozenset({role}),
        channel=Channel.API,
        is_force=is_force,
        name=found.label,
        confirmed_at=at,  # its issuer confirmed; the token is shown each time
        known_at=at,
        stands_for=found.issued_by,
    )


def _still_administers(token: DirectoryToken) -> bool:
    """Tell whether who issued a token still administers its organisation; the operator always does."""
    if token.issued_by == NOBODY:
        return True
    try:
        with recognising(KeyKind.ACCOUNT, str(token.issued_by)):  # a force may keep a partner's directory
            standing = people.standing_of(token.issued_by, at=token.issued_at)
    except Unknown:
        return False
    is_near = standing.organisation == token.owner_id or not token.owner.is_force
    return bool(standing.is_active and is_near and standing.roles & USER_ADMINISTRATION)
