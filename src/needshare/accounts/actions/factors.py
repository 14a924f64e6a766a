"""What people prove themselves with, enrolled and taken away: an authenticator app, passkeys, recovery codes."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from needshare.accounts import access, proofs, queries, rules
from needshare.accounts.models import Account
from needshare.accounts.terms import SignInChange
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.seeds import seal_seed
from needshare.kernel import Actor, Conflict, Invalid, Unknown, gettext_noop as _, require

from .changes import note_change

CODES = 10
MOST_PASSKEYS = 10
ADDED: dict[str, SignInChange] = {
    Authenticator.Type.TOTP: SignInChange.APP_ADDED,
    Authenticator.Type.WEBAUTHN: SignInChange.PASSKEY_ADDED,
}


@recorded(Operation.ADMINISTRATION)
def enrol_second_factor(*, seed: str, by: Actor, at: datetime) -> list[str]:
    """Keep the seed of one's authenticator app, sealed; return recovery codes if this is the first factor.

    The doorway has checked a code made from the seed.

    Raises:
        Conflict: an authenticator app is set up already.
        Blocked: there is another factor, and it was not just used.
    """
    account = queries.own_account(by=by)
    if proofs.factors(account.id).filter(type=Authenticator.Type.TOTP).exists():
        raise Conflict(_("An authenticator app is already set up."))
    return _enrol(account, Authenticator.Type.TOTP, {"secret": seal_seed(account.id, seed)}, by, at)


@recorded(Operation.ADMINISTRATION)
def enrol_passkey(
    *, name: str, credential: Mapping[str, Any], signed: int, by: Actor, at: datetime
) -> list[str]:
    """Keep a passkey of one's own; return recovery codes if this is the first factor.

    The doorway has checked that the passkey was made here and verified the person. Only its public half is
    kept, tied to the person.

    Raises:
        Conflict: there are as many as one may have.
        Blocked: there is another factor, and it was not just used.
    """
    account = queries.own_account(by=by)
    if proofs.passkeys(account.id).count() >= MOST_PASSKEYS:
        raise Conflict(_("You have as many passkeys as one can have. Remove one first."))
    kept = {
        "name": _named(name),
        "credential": dict(credential),
        "bond": proofs.bond(account.id, credential),
        "sign_count": signed,
    }
    return _enrol(account, Authenticator.Type.WEBAUTHN, kept, by, at)


@recorded(Operation.ADMINISTRATION)
def rename_passkey(*, passkey: int, name: str, by: Actor, at: datetime) -> None:
    """Call a passkey of one's own something else.

    Raises:
        Unknown: one has no such passkey.
    """
    account = queries.own_account(by=by)
    found = _passkey(account, passkey)
    found.data["name"] = _named(name)
    found.save(update_fields=["data"])
    about(owner=account.owner_id, subject=account.id)


@recorded(Operation.ADMINISTRATION)
def remove_passkey(*, passkey: int, by: Actor, at: datetime) -> None:
    """Take a passkey of one's own away: it signs nobody in from now on.

    Raises:
        Unknown: one has no such passkey.
        Blocked: the second factor was not just used, or no passkey or app would be left.
    """
    access.must_be_confirmed(by, at)
    account = queries.own_account(by=by)
    found = _passkey(account, passkey)
    others = proofs.factors(account.id).exclude(id=found.id)
    left = others.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    require(rules.a_factor_is_left(left))
    found.delete()
    note_change(account=account, change=SignInChange.PASSKEY_REMOVED, by=by, at=at)
    about(owner=account.owner_id, subject=account.id)


@recorded(Operation.ADMINISTRATION)
def renew_recovery_codes(*, by: Actor, at: datetime) -> list[str]:
    """Make new recovery codes and return them; the old ones stop working."""
    access.must_be_confirmed(by, at)
    account = queries.own_account(by=by)
    about(owner=account.owner_id, subject=account.id)
    return _make_recovery_codes(account, by, at)


def _enrol(account: Account, kind: str, kept: dict[str, Any], by: Actor, at: datetime) -> list[str]:
    """Keep a factor. The first comes with recovery codes; each further one needs one that was just used.

    So does the first of somebody whose organisation's provider vouched for a second factor.
    """
    is_first = not proofs.factors(account.id).exists()
    if not is_first or by.confirmed_at is not None:
        access.must_be_confirmed(by, at)
    Authenticator.objects.create(user_id=account.id, type=kind, data=kept, created_at=at)
    about(owner=account.owner_id, subject=account.id)
    note_change(account=account, change=ADDED[kind], by=by, at=at)
    detail(kind=str(kind))
    return _make_recovery_codes(account, by, at) if is_first else []


def _make_recovery_codes(account: Account, by: Actor, at: datetime) -> list[str]:
    """Replace an account's recovery codes: only a keyed hash of each is kept."""
    kind, most = Authenticator.Type.RECOVERY_CODES, 10**settings.MFA_RECOVERY_CODE_DIGITS
    codes = [f"{secrets.randbelow(most):0{settings.MFA_RECOVERY_CODE_DIGITS}d}" for _each in range(CODES)]
    proofs.factors(account.id).filter(type=kind).delete()
    kept = {"hashes": [proofs.recovery_hash(account.id, code) for code in codes]}
    Authenticator.objects.create(user_id=account.id, type=kind, data=kept)
    note_change(account=account, change=SignInChange.CODES_MADE, by=by, at=at)
    return codes


def _passkey(account: Account, passkey: int) -> Authenticator:
    """Return a passkey of this account, kept from others meanwhile."""
    found = proofs.passkeys(account.id).select_for_update().filter(id=passkey).first()
    if found is None:
        raise Unknown
    return found


def _named(name: str) -> str:
    """Return a name as typed, tidied."""
    if not name.strip():
        raise Invalid.field("name", _("Give the passkey a name."))
    return name.strip()
