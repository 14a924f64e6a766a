"""Invite people: they set their own password by a link to their work address, used once, for 72 hours.

No administrator sees a password or a link: the worker makes the link when it sends it, and only its
keyed hash is kept.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from needshare.accounts import access, queries, rules
from needshare.accounts.models import Account, Invitation
from needshare.accounts.terms import EVERYDAY, Person, Role
from needshare.agencies import queries as agencies
from needshare.agencies.terms import Destination
from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.tokens import new_token
from needshare.kernel import Actor, Conflict, FieldError, Invalid, gettext_noop as _

from .people import open_account
from .raising import open_proposal
from .sign_in import take_sign_in_away

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation


@recorded(Operation.ADMINISTRATION)
def invite(
    *,
    organisation: str,
    username: str,
    person: Person,
    roles: Collection[Role],
    reason: str,
    by: Actor,
    at: datetime,
) -> Account:
    """Add a person and invite them to set up their sign-in.

    The least role is theirs at once; every other waits for a second person's approval.

    Raises:
        Blocked: not an administrator there, or roles that do not fit or go together.
        Invalid: an address that is not at a verified domain of the organisation.
        Conflict: the username is taken.
    """
    home = agencies.organisation_by_code(organisation, by)
    access.must_administer(home, by, at)
    access.must_fit(home, roles, by)
    _must_be_reachable(home, username, person, roles, reason, at=at)
    account = open_account(
        home=home, username=username, person=person, roles=frozenset(roles) & EVERYDAY, by=by, at=at
    )
    for role in sorted(frozenset(roles) - EVERYDAY):
        open_proposal(account=account, role=role, reason=reason, by=by, at=at)
    _open(account, by=by, at=at)
    about(reason=reason.strip())
    detail(proposed=sorted(frozenset(roles) - EVERYDAY))
    return account


@recorded(Operation.ADMINISTRATION)
def invite_again(*, username: str, reason: str, by: Actor, at: datetime) -> Account:
    """Invite a person anew who lost the link, the password or the phone; nothing they had opens any more.

    Raises:
        Blocked: oneself, another organisation, or a stronger account.
        Conflict: the person is suspended, or is a system.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why, or how this is known."))
    if account.is_system or not account.is_active:
        raise Conflict(_("Only a person whose account is active can be invited."))
    take_sign_in_away(account=account, by=by, at=at)
    _open(account, by=by, at=at)
    about(owner=account.owner_id, subject=account.id, reason=reason.strip())
    detail(username=account.username)
    return account


@recorded(Operation.ADMINISTRATION)
def issue_link(*, invitation_id: UUID, by: Actor, at: datetime) -> tuple[Invitation, str]:
    """Make the link of an invitation, to be sent in the same act; the token is returned this once.

    Raises:
        Blocked: anybody but the worker.
        Conflict: the invitation has a link, or has ended.
    """
    access.must_be_worker(by)
    invitation = queries.invitation_to_change(invitation_id)
    if invitation.linked_at is not None or invitation.ended_at is not None:
        raise Conflict(_("This invitation waits for no link."))
    secret = new_token()
    invitation.hash, invitation.linked_at = secret.hash, at
    invitation.save(update_fields=["hash", "linked_at", "recorded_as"])
    about(owner=invitation.owner_id, subject=invitation.account_id)
    return invitation, secret.token


@recorded(Operation.ADMINISTRATION)
def accept_invitation(*, invitation: str, password: str, by: Actor, at: datetime) -> Account:
    """Set one's own password by the link of an invitation (its keyed hash), which is used up by it.

    Raises:
        Unknown: no such link, used, expired, replaced, or of somebody who may not come in.
        Invalid: too short, too common, or too like the username.
    """
    found = queries.living_invitation(invitation, viewer=by, at=at, is_changing=True)
    account = found.account
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(*(FieldError("password1", message) for message in error.messages)) from None
    account.password = make_password(password)
    account.has_first_password = False
    account.save(update_fields=["password", "has_first_password", "recorded_as"])
    use_invitation(invitation_id=found.id, by=by, at=at)
    detail(username=account.username)
    return account


@recorded(Operation.ADMINISTRATION)
def use_invitation(*, invitation_id: UUID, by: Actor, at: datetime) -> Account:
    """Use up an invitation as part of another act, by which its person can sign in from now on."""
    found = queries.invitation_to_change(invitation_id)
    found.ended_at, found.is_used = at, True
    found.save(update_fields=["ended_at", "is_used", "recorded_as"])
    about(owner=found.owner_id, subject=found.account_id)
    return found.account


def _open(account: Account, *, by: Actor, at: datetime) -> None:
    """Open an invitation in place of any before; the worker sends it."""
    open_ones = Invitation.objects.filter(account=account, ended_at__isnull=True)
    open_ones.update(ended_at=at, recorded_as=current_entry())
    Invitation.objects.create(
        owner_id=account.owner_id,
        account=account,
        invited_at=at,
        invited_by=by.id,
        expires_at=at + rules.INVITATION_LIFE,
    )


def _must_be_reachable(
    home: "Organisation",
    username: str,
    person: Person,
    roles: Collection[Role],
    reason: str,
    *,
    at: datetime,
) -> None:
    """Refuse a system, a missing reason, and an address that is not known to be the organisation's."""
    wrong = rules.faults_of(username, person, roles)
    if person.is_system:
        wrong.append(FieldError("name", _("A system is not invited: it comes in by token.")))
    address = person.work_email.strip()
    known = {each.field for each in wrong}
    if (
        "work_email" not in known
        and agencies.destination(address, organisation_id=home.id, at=at) is not Destination.VERIFIED
    ):
        wrong.append(
            FieldError("work_email", _("Enter an address at a verified domain of the organisation."))
        )
    if not reason.strip():
        wrong.append(FieldError("reason", _("Say why, or how this is known.")))
    if wrong:
        raise Invalid(*wrong)
