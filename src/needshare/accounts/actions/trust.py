"""Change what a person is trusted with: roles, suspension, training, clearance, vetting."""

from datetime import date, datetime

from django.utils import timezone

from needshare.accounts import access, queries, rules
from needshare.accounts.models import Account
from needshare.accounts.terms import Clearance, Role, Vetting
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, require


@recorded(Operation.ADMINISTRATION)
def grant_role(*, username: str, role: Role, reason: str, by: Actor, at: datetime) -> Account:
    """Give a person a role, from their next request on; one that raises them is proposed instead.

    Raises:
        Blocked: oneself, another organisation, a role above one's own, or roles kept apart.
        Conflict: the person holds it already.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    held = {Role(word) for word in account.roles}
    if role in held:
        raise Conflict(_("The person holds this role already."))
    require(
        rules.may_give(by, role),
        rules.roles_fit_the_organisation({role}, is_force=account.owner.is_force),
        rules.roles_are_kept_apart(held | {role}),
        rules.given_by_two(by, {role}),
    )
    _set_roles(account, held | {role}, reason)
    detail(username=account.username, role=str(role))
    return account


@recorded(Operation.ADMINISTRATION)
def withdraw_role(*, username: str, role: Role, reason: str, by: Actor, at: datetime) -> Account:
    """Take a role from a person, from their next request on.

    Raises:
        Blocked: oneself or another organisation.
        Conflict: the person does not hold it.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    held = {Role(word) for word in account.roles}
    if role not in held:
        raise Conflict(_("The person does not hold this role."))
    _set_roles(account, held - {role}, reason)
    detail(username=account.username, role=str(role))
    return account


@recorded(Operation.ADMINISTRATION)
def suspend(*, username: str, reason: str, by: Actor, at: datetime) -> Account:
    """Stop a person at once: sessions, tokens and roles count for nothing from the next request on.

    Raises:
        Conflict: the person is suspended already.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    if account.suspended_at is not None:
        raise Conflict(_("This was already done."))
    account.is_active = False
    account.suspended_at, account.suspended_by = at, by.id
    account.sessions_ended_at, account.sessions_ended_by = at, by.id
    _save(
        account,
        "is_active",
        "suspended_at",
        "suspended_by",
        "sessions_ended_at",
        "sessions_ended_by",
        reason=_needed(reason),
    )
    return account


@recorded(Operation.ADMINISTRATION)
def reinstate(*, username: str, reason: str, by: Actor, at: datetime) -> Account:
    """Let a suspended person back in.

    Raises:
        Conflict: the person is not suspended.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    if account.suspended_at is None:
        raise Conflict(_("The person is not suspended."))
    account.is_active = True
    account.suspended_at = account.suspended_by = None
    _save(account, "is_active", "suspended_at", "suspended_by", reason=_needed(reason))
    return account


@recorded(Operation.ADMINISTRATION)
def record_training(*, username: str, until: date, evidence: str, by: Actor, at: datetime) -> Account:
    """Record until when a person's information-handling training is valid, and how that is known."""
    account = queries.person_to_change(username, by=by)
    access.must_record_training(account, by)
    account.training_until = _future(until, at)
    _save(account, "training_until", reason=_needed(evidence, field="evidence"))
    detail(username=account.username, until=str(until))
    return account


@recorded(Operation.ADMINISTRATION)
def record_clearance(
    *, username: str, clearance: Clearance, until: date | None, evidence: str, by: Actor, at: datetime
) -> Account:
    """Record a person's national security vetting and its end; `Clearance.NONE` withdraws it."""
    account = queries.person_to_change(username, by=by)
    access.must_record_vetting(account, by)
    account.clearance = clearance
    account.clearance_until = None if clearance is Clearance.NONE else _future(until, at)
    _save(account, "clearance", "clearance_until", reason=_needed(evidence, field="evidence"))
    detail(username=account.username, clearance=str(clearance), until=str(until or ""))
    return account


@recorded(Operation.ADMINISTRATION)
def record_vetting(
    *, username: str, vetting: Vetting, until: date | None, evidence: str, by: Actor, at: datetime
) -> Account:
    """Record a person's police vetting and its end; `Vetting.NONE` withdraws it."""
    account = queries.person_to_change(username, by=by)
    access.must_record_vetting(account, by)
    account.vetting = vetting
    account.vetting_until = None if vetting is Vetting.NONE else _future(until, at)
    _save(account, "vetting", "vetting_until", reason=_needed(evidence, field="evidence"))
    detail(username=account.username, vetting=str(vetting), until=str(until or ""))
    return account


def _set_roles(account: Account, roles: set[Role], reason: str) -> None:
    """Store a person's roles, in a fixed order."""
    account.roles = sorted(roles)
    _save(account, "roles", reason=_needed(reason))


def _save(account: Account, *fields: str, reason: str) -> None:
    """Store the changed fields and say whom the entry is about and why."""
    account.save(update_fields=[*fields, "recorded_as"])
    about(owner=account.owner_id, subject=account.id, reason=reason)
    detail(username=account.username)


def _needed(reason: str, *, field: str = "reason") -> str:
    """Refuse an empty reason."""
    if not reason.strip():
        raise Invalid.field(field, _("Say why, or how this is known."))
    return reason.strip()


def _future(until: date | None, at: datetime) -> date:
    """Refuse an end that is missing, or past already."""
    if until is None or until < timezone.localtime(at).date():
        raise Invalid.field("until", _("Enter a date from today on."))
    return until
