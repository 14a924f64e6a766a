"""Let in whom a provider vouches for: an account that is there already, of that organisation, tied once."""

from datetime import datetime
from typing import TYPE_CHECKING, NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction

from needshare.accounts import actions as accounts, queries as people
from needshare.accounts.actions.inviting import use_invitation
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.federation import queries, rules
from needshare.federation.models import ProviderIdentity
from needshare.federation.terms import Provider, ProviderStatement, Way
from needshare.kernel import Actor, Blocked, Conflict, gettext_noop as _, new_id, not_met
from needshare.kernel.actors import worker
from needshare.kernel.sight import of_organisation, turn_to

if TYPE_CHECKING:
    from needshare.accounts.models import Account


@recorded(Operation.ADMINISTRATION)
def recognise(*, statement: ProviderStatement, by: Actor, at: datetime) -> "Account":
    """Return the account of somebody who signed in at their organisation's provider; tie it the first time.

    No account is ever made here. Unknown, suspended, tied to somebody else, of another organisation: one
    refusal for all; the entry says which.

    Raises:
        Blocked: whoever it is, they are not let in.
    """
    viewer = _viewer(statement)
    account = queries.account_tied_to(statement, viewer=viewer)
    if account is None:
        expected = queries.account_expected(statement, viewer=viewer, at=at)
        if expected is None:
            _refuse("unknown")
        account, way = expected
        _must_be_let_in(account)
        _tie(account.pk, statement, way, viewer=viewer, at=at)
    else:
        _must_be_let_in(account)
    detail(username=account.username)
    return account


@recorded(Operation.ADMINISTRATION)
def accept(*, invitation: str, statement: ProviderStatement, by: Actor, at: datetime) -> "Account":
    """Accept an invitation by signing in at the organisation's provider: both are tied, and the link is used up.

    Raises:
        Unknown: no such link (its keyed hash), used, expired or replaced.
        Blocked: the invitation is to another organisation, or the identity is somebody else's already.
    """
    viewer = _viewer(statement)
    found = people.living_invitation(invitation, viewer=by, at=at, is_changing=True)
    if found.owner_id != viewer.owner or Way.INVITATION not in statement.provider.ways:
        _refuse("another_organisation")
    account = found.account
    _must_be_let_in(account)
    use_invitation(invitation_id=found.pk, by=by, at=at)
    _tie(account.pk, statement, Way.INVITATION, viewer=viewer, at=at)
    detail(username=account.username)
    return account


@recorded(Operation.ADMINISTRATION)
def confirm(*, statement: ProviderStatement, asked_at: datetime, by: Actor, at: datetime) -> None:
    """Take a provider's word that a signed-in person proved again, just now and with a second factor, that it is them.

    Raises:
        Blocked: it is somebody else, or no fresh proof with a second factor.
    """
    viewer = _viewer(statement)
    if by.owner != viewer.owner or not queries.is_tied(statement, account_id=by.id, viewer=viewer):
        _refuse("somebody_else")
    if not statement.has_second_factor or not rules.is_fresh(statement, asked_at=asked_at, at=at):
        _refuse("no_fresh_proof")
    accounts.confirm(by=by, at=at, proof="provider")


@recorded(Operation.ADMINISTRATION)
def note_failed(*, provider: Provider, why: str, by: Actor, at: datetime) -> None:
    """Record that somebody came back from a provider with something that is no answer to what was asked."""
    about(owner=queries.home_of(provider, viewer=worker()).id)
    detail(provider=provider.name, why=why)


def _viewer(statement: ProviderStatement) -> Actor:
    """Return who looks for the account: it sees the people of the provider's organisation."""
    home = queries.home_of(statement.provider, viewer=worker())
    turn_to(of_organisation(home.id, is_force=home.is_force))
    about(owner=home.id)
    detail(
        provider=statement.provider.name,
        second_factor=str(statement.has_second_factor).lower(),
        proved_at=statement.proved_at.isoformat() if statement.proved_at else "",
    )
    return worker(home.id)


def _must_be_let_in(account: "Account") -> None:
    """Refuse whoever is suspended, is a system, must first be handed a password, or whose organisation left."""
    about(subject=account.pk)
    if not people.may_come_in(account) or account.is_system or account.has_first_password:
        _refuse("may_not_come_in")


def _tie(account_id: UUID, statement: ProviderStatement, way: Way, *, viewer: Actor, at: datetime) -> None:
    """Tie an identity to an account, once; what was tied and counts no more is ended."""
    for each in queries.in_the_way(account_id, statement, viewer=viewer):
        if queries.counts(each, viewer=viewer):
            _refuse("tied_otherwise")
        each.ended_at = at
        each.save(update_fields=["ended_at", "recorded_as"])
    try:
        with transaction.atomic():
            ProviderIdentity.objects.create(
                id=new_id(),
                owner_id=viewer.owner,
                account_id=account_id,
                provider=statement.provider.name,
                subject_index=queries.subject_index(statement, viewer.owner),
                way=way,
                tied_at=at,
            )
    except IntegrityError:
        raise Conflict(_("Somebody else was doing the same at this moment. Try again.")) from None
    detail(tied=str(way))


def _refuse(why: str) -> NoReturn:
    """Refuse in words that say nothing of accounts; the entry says why."""
    detail(why=why)
    reason = _("Your organisation's sign-in worked, but it does not open this service to you.")
    raise Blocked(reason, [not_met(reason, test="sign_in", code="not_let_in")])
