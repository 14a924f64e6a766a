"""How people prove who they are: passwords, second factors, sessions; each step leaves its entry."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from needshare.accounts import access, proofs, queries, sessions
from needshare.accounts.models import Account
from needshare.accounts.terms import SignInChange
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.passwords import first_password
from needshare.kernel import Actor, FieldError, Invalid, Unknown, gettext_noop as _
from needshare.kernel.sight import KeyKind, recognising

from .changes import note_browser, note_change


@recorded(Operation.ADMINISTRATION)
def sign_in(*, by: Actor, at: datetime, proof: str = "", browser: str = "") -> None:
    """Record that a person signed in, whether with a second factor, with which (`proof`), on what (`browser`)."""
    note_browser(account=queries.own_account(by=by), browser=browser, by=by, at=at)
    about(owner=by.owner, subject=by.id)
    detail(second_factor=str(by.confirmed_at is not None).lower(), proof=proof)


@recorded(Operation.ADMINISTRATION)
def sign_out(*, by: Actor, at: datetime) -> None:
    """Record that a person signed out."""
    about(owner=by.owner, subject=by.id)


@recorded(Operation.ADMINISTRATION)
def confirm(*, by: Actor, at: datetime, proof: str = "") -> None:
    """Record that a signed-in person proved again, with a second factor (`proof`), that it is them."""
    about(owner=by.owner, subject=by.id)
    detail(proof=proof)


@recorded(Operation.ADMINISTRATION)
def note_failed_sign_in(*, username: str, by: Actor, at: datetime) -> None:
    """Record a wrong username or password; what was typed is kept only if it names an account.

    A text that names nobody may be a password typed into the wrong field.
    """
    name = username.strip().lower()
    with recognising(KeyKind.USERNAME, name):
        account = Account.objects.filter(username=name).first()
    if account is not None:
        about(owner=account.owner_id, subject=account.id)
        detail(username=account.username)


@recorded(Operation.ADMINISTRATION)
def note_failed_code(*, by: Actor, at: datetime) -> None:
    """Record a wrong second factor of a person whose password was right."""
    about(owner=by.owner, subject=by.id)


@recorded(Operation.ADMINISTRATION)
def change_password(*, password: str, by: Actor, at: datetime) -> Account:
    """Set one's own password; every other session of the account ends.

    Raises:
        Invalid: too short, too common, or too like the username.
    """
    account = queries.own_account(by=by)
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(*(FieldError("password", message) for message in error.messages)) from None
    if not account.has_first_password:  # one handed over is to be changed: nobody is surprised by that
        note_change(account=account, change=SignInChange.PASSWORD_CHANGED, by=by, at=at)
    account.password = make_password(password)
    account.has_first_password = False
    account.save(update_fields=["password", "has_first_password", "recorded_as"])
    about(owner=account.owner_id, subject=account.id)
    return account


@recorded(Operation.ADMINISTRATION)
def renew_hash(*, password: str, by: Actor, at: datetime) -> Account:
    """Hash the password somebody has just signed in with anew, after the cost of hashing was raised."""
    account = queries.own_account(by=by)
    account.password = make_password(password)
    account.save(update_fields=["password", "recorded_as"])
    about(owner=account.owner_id, subject=account.id)
    return account


@recorded(Operation.ADMINISTRATION)
def reset_sign_in(*, username: str, reason: str, by: Actor, at: datetime) -> str:
    """Give a person who lost password or phone a new first password and no second factor.

    Every session of theirs ends. Returns the password, to be handed over in person or by telephone
    to a number known from elsewhere. Only the operator does so: administrators invite anew.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    access.must_act_alone(by)
    if account.is_system or not reason.strip():
        raise Invalid.field("reason", _("Say why. A system has no password."))
    proofs.factors(account.id).delete()
    password = first_password()
    account.password = make_password(password)
    account.has_first_password = True
    _end_sessions(account, by, at, "password", "has_first_password")
    note_change(account=account, change=SignInChange.SIGN_IN_TAKEN, by=by, at=at)
    about(owner=account.owner_id, subject=account.id, reason=reason.strip())
    detail(username=account.username)
    return password


@recorded(Operation.ADMINISTRATION)
def end_sessions(*, username: str, reason: str, by: Actor, at: datetime) -> Account:
    """Sign a person out everywhere."""
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why."))
    _end_sessions(account, by, at)
    about(owner=account.owner_id, subject=account.id, reason=reason.strip())
    detail(username=account.username)
    return account


@recorded(Operation.ADMINISTRATION)
def end_own_session(*, browser: UUID, by: Actor, at: datetime) -> None:
    """Sign oneself out in one browser. Nothing need be confirmed: speed matters.

    Raises:
        Unknown: one is not signed in there.
    """
    account = queries.own_account(by=by)
    if not sessions.end_browser(account, browser, at=at):
        raise Unknown
    about(owner=account.owner_id, subject=account.id)


@recorded(Operation.ADMINISTRATION)
def end_own_sessions(*, by: Actor, at: datetime) -> None:
    """Sign oneself out in every browser, this one too."""
    account = queries.own_account(by=by)
    _end_sessions(account, by, at)
    about(owner=account.owner_id, subject=account.id)


@recorded(Operation.ADMINISTRATION)
def take_sign_in_away(*, account: Account, by: Actor, at: datetime) -> None:
    """Take password and second factor from an account and end its sessions, as part of another act."""
    proofs.factors(account.id).delete()
    account.password = make_password(None)
    account.has_first_password = False
    _end_sessions(account, by, at, "password", "has_first_password")
    note_change(account=account, change=SignInChange.SIGN_IN_TAKEN, by=by, at=at)


def _end_sessions(account: Account, by: Actor, at: datetime, *also: str) -> None:
    """End every session of an account, storing the fields changed with it."""
    account.sessions_ended_at, account.sessions_ended_by = at, by.id
    fields: Iterable[str] = ("sessions_ended_at", "sessions_ended_by", *also, "recorded_as")
    account.save(update_fields=fields)
