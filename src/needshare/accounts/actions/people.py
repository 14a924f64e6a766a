"""Add people and systems, move them between units, and set the key their packages are sealed to."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from needshare.accounts import access, queries, rules
from needshare.accounts.models import Account
from needshare.accounts.terms import Person, Role, SignInChange
from needshare.agencies import queries as agencies
from needshare.agencies.rules import domain_of
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto import keys
from needshare.crypto.packages import is_recipient
from needshare.crypto.passwords import first_password
from needshare.kernel import (
    Actor,
    Conflict,
    Invalid,
    gettext_noop as _,
    new_id,
    require,
)

from .changes import note_change

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation


@recorded(Operation.ADMINISTRATION)
def add_person(
    *,
    organisation: str,
    username: str,
    person: Person,
    roles: Collection[Role],
    by: Actor,
    at: datetime,
) -> tuple[Account, str]:
    """Add a person (or a system) to an organisation, given by its code.

    Returns the account and its first password, to be handed over and changed at the first sign-in. Only
    the operator adds people so, to begin with: administrators invite them. A system gets no password:
    it comes in by token only.

    Raises:
        Blocked: not an administrator there, or roles that do not fit or go together.
        Conflict: the username is taken.
    """
    home = agencies.organisation_by_code(organisation, by)
    access.must_administer(home, by, at)
    access.must_fit(home, roles, by)
    wrong = rules.faults_of(username, person, roles)
    if wrong:
        raise Invalid(*wrong)
    if not person.is_system:
        access.must_act_alone(by)
    require(rules.given_by_two(by, roles))
    password = "" if person.is_system else first_password()
    account = open_account(
        home=home, username=username, person=person, roles=roles, password=password, by=by, at=at
    )
    return account, password


@recorded(Operation.ADMINISTRATION)
def open_account(
    *,
    home: "Organisation",
    username: str,
    person: Person,
    roles: Collection[Role],
    password: str = "",
    by: Actor,
    at: datetime,
) -> Account:
    """Store a new account, as part of the act that judged it; without a password nobody can sign in.

    Raises:
        Conflict: the username is taken.
    """
    account = Account(
        id=new_id(),
        owner=home,
        username=_username(username, home),
        name=person.name.strip(),
        work_email=person.work_email.strip(),
        email_domain=domain_of(person.work_email),
        job_title=person.job_title.strip(),
        unit=agencies.unit(person.unit, organisation_id=home.id, viewer=by) if person.unit else None,
        roles=sorted(set(roles)),
        is_system=person.is_system,
        has_first_password=bool(password),
        password=make_password(password or None),
        added_at=at,
        added_by=by.id,
        data_key=keys.new_data_key(owner=home.id, purpose="account", at=at),
    )
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This username is taken.")) from None
    about(owner=home.id, subject=account.id)
    detail(username=account.username, roles=account.roles, system=str(person.is_system).lower())
    return account


@recorded(Operation.ADMINISTRATION)
def correct_person(*, username: str, person: Person, by: Actor, at: datetime) -> Account:
    """Correct what is written down of a person: name, work address, job title, unit.

    Raises:
        Blocked: oneself, another organisation, or a stronger account.
        Unknown: there is nobody, or no such unit.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    account.name, earlier = person.name.strip(), account.work_email
    account.work_email = person.work_email.strip()
    account.email_domain = domain_of(person.work_email)
    account.job_title = person.job_title.strip()
    account.unit = (
        agencies.unit(person.unit, organisation_id=account.owner_id, viewer=by) if person.unit else None
    )
    account.save(update_fields=["name", "work_email", "email_domain", "job_title", "unit", "recorded_as"])
    if rules.is_other_address(earlier, account.work_email):
        change = SignInChange.ADDRESS_CHANGED
        note_change(account=account, change=change, by=by, at=at, earlier_address=earlier)
    about(owner=account.owner_id, subject=account.id)
    detail(username=account.username)
    return account


@recorded(Operation.ADMINISTRATION)
def move_unit(*, username: str, unit: str, by: Actor, at: datetime) -> Account:
    """Move a person to another unit of their organisation; an empty name takes them out of any."""
    account = queries.person_to_change(username, by=by)
    access.must_administer(account.owner, by, at)
    new = agencies.unit(unit, organisation_id=account.owner_id, viewer=by) if unit.strip() else None
    if account.unit_id == (new.id if new else None):
        raise Conflict(_("The person is already there."))
    account.unit = new
    account.save(update_fields=["unit", "recorded_as"])
    about(owner=account.owner_id, subject=account.id)
    detail(username=account.username, unit=unit.strip())
    return account


@recorded(Operation.ADMINISTRATION)
def note_handling_read(*, marking: str, rules: str, by: Actor, at: datetime) -> Account:
    """Write down that a person has read how a marking is handled, by the rules as they stand; once is enough.

    Raises:
        Unknown: the one who acts has no account.
    """
    account = queries.own_account(by=by)
    already = {(each["marking"], each["rules"]) for each in account.handling_read}
    if (marking, rules) not in already:
        read = {"marking": marking, "rules": rules, "at": at.isoformat()}
        account.handling_read = [*account.handling_read, read]
        account.save(update_fields=["handling_read", "recorded_as"])
    about(owner=account.owner_id, subject=account.id)
    detail(marking=marking, rules=rules)
    return account


@recorded(Operation.ADMINISTRATION)
def set_age_recipient(*, recipient: str, by: Actor, at: datetime, system: str = "") -> Account:
    """Set the age key that packages for oneself are sealed to; an administrator sets a system's.

    Raises:
        Blocked: not just confirmed, or somebody else's key.
        Invalid: not an age X25519 recipient.
    """
    account = queries.person_to_change(system, by=by) if system else queries.own_account(by=by)
    if system:
        access.must_administer_system(account, by, at)
    else:
        access.must_be_confirmed(by, at)
    if recipient and not is_recipient(recipient.strip()):
        raise Invalid.field("recipient", _("Enter a key that starts with age1, as `age-keygen` prints it."))
    account.age_recipient = recipient.strip()
    account.save(update_fields=["age_recipient", "recorded_as"])
    about(owner=account.owner_id, subject=account.id)
    detail(username=account.username, recipient=account.age_recipient)
    return account


def _username(typed: str, home: "Organisation") -> str:
    """End the username in the organisation's code, as every username does.

    Raises:
        Invalid: it was typed with the code of another organisation.
    """
    local, _at, code = typed.strip().lower().partition("@")
    if code and code != home.code.lower():
        raise Invalid.field("username", _("The part after @ is the organisation's code."))
    return f"{local}@{home.code.lower()}"
