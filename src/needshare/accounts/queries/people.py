"""What is known of people: who they are, what they may do now, what they are trained and cleared for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from needshare.accounts import rules
from needshare.accounts.access import visible
from needshare.accounts.models import Account, ApiToken, roles_without
from needshare.accounts.rules import clearance_on, is_current, vetting_on
from needshare.accounts.terms import Clearance, Role, TokenScope, Vetting
from needshare.agencies import queries as agencies
from needshare.agencies.prepared import Prepared
from needshare.agencies.terms import Destination
from needshare.crypto import keys
from needshare.crypto.tokens import is_token, token_hash
from needshare.kernel import Actor, Channel, Conflict, Unknown, gettext_noop as _
from needshare.kernel.sight import KeyKind, recognising, turn_to

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a person is trusted with on one day: facts for rules and for the policy engine."""

    person: UUID
    organisation: UUID
    roles: frozenset[str]
    is_active: bool
    email_domain: str
    is_trained: bool
    training_until: date | None
    clearance: Clearance
    clearance_until: date | None
    vetting: Vetting
    vetting_until: date | None
    age_recipient: str


def actor_of(
    account: Account,
    *,
    channel: Channel,
    roles: frozenset[str],
    at: datetime,
    confirmed_at: datetime | None = None,
) -> Actor:
    """Build the actor of an account as known at an instant, with the roles the doorway grants."""
    on = timezone.localtime(at).date()
    return Actor(
        id=account.id,
        owner=account.owner_id,
        roles=roles,
        channel=channel,
        is_force=account.owner.is_force,
        unit=account.unit_id,
        name=account.name,
        confirmed_at=confirmed_at,
        known_at=at,
        principals=rules.principals(
            account=account.id, unit=account.unit_id, organisation=account.owner_id, roles=roles
        ),
        compartments=rules.compartments_in_force(account.compartments, at=at),
        clearance=clearance_on(account.clearance, account.clearance_until, on=on).value,
        vetting=vetting_on(account.vetting, account.vetting_until, on=on).value,
        handling_read=rules.rules_read(account.handling_read),
        is_system=account.is_system,
    )


def actor_of_token(token: str, *, at: datetime, channel: Channel) -> Actor | None:
    """Return the person or system a token stands for at this instant; None for anything else.

    A token for steps that matter counts as confirmed while it lasts: its person made it just after
    a second factor (ADR 0036). No other does, so that it can neither decide, release nor open a package.
    """
    if not is_token(token):
        return None
    hashed = token_hash(token)
    with recognising(KeyKind.TOKEN, hashed):
        rows = _TOKEN.rows(hashed=hashed)
    found: ApiToken | None = rows[0] if rows else None
    if found is None or not found.is_in_force(at=at) or not may_come_in(found.account):
        return None
    account = found.account
    turn_to(account.sight)
    return actor_of(
        account,
        channel=channel,
        roles=account.held_roles(),
        at=at,
        confirmed_at=at if found.scope == TokenScope.STEPS and not account.is_system else None,
    )


_TOKEN = Prepared(
    lambda narrowed, *, hashed: (
        ApiToken.objects.filter(narrowed, hash=hashed)
        .select_related("account__owner", "account__data_key")
        .order_by()
    )
)


def account_of(user_id: UUID) -> Account | None:
    """Return the account a session is of, with its organisation and its key, in one SELECT."""
    found: list[Account] = _ACCOUNT.rows(Q(id=user_id))
    return found[0] if found else None


# What a request asks of the account that makes it; the rest is fetched by the few pages that show it.
_ACCOUNT = Prepared(
    lambda narrowed: Account.objects.filter(narrowed).defer(
        *(
            "added_at",
            "added_by",
            "age_recipient",
            "email_domain",
            "job_title",
            "recorded_as",
            "sessions_ended_by",
        ),
        *("suspended_at", "suspended_by", "training_until", "work_email"),
        *("owner__recorded_as", "owner__switchboard", "owner__out_of_hours"),
    )
)


def may_come_in(account: Account) -> bool:
    """Tell whether the account and its organisation are active at this instant."""
    return account.is_active and account.owner.is_active


def people(viewer: Actor) -> QuerySet[Account]:
    """List the people the viewer may know of, systems and suspended people included, by username."""
    return Account.objects.filter(visible(viewer)).select_related("unit").order_by("username")


def people_of(organisation_id: UUID, viewer: Actor) -> QuerySet[Account]:
    """List the people of one organisation that the viewer may know of."""
    return people(viewer).filter(owner_id=organisation_id)


def people_after(
    code: str, *, viewer: Actor, after: str = "", role: Role | None = None, limit: int
) -> list[Account]:
    """List people of an organisation by username, after one, and one more than asked if there are more.

    With a role, only active people who hold it now.

    Raises:
        Unknown: no such organisation for this viewer.
    """
    home = agencies.organisation_by_code(code, viewer)
    found = people_of(home.id, viewer).filter(username__gt=after.lower())
    if role:
        found = found.filter(~roles_without(role), is_active=True)
    shown = list(found[: limit + 1])
    keys.warm(each.data_key_id for each in shown)
    return shown


def people_in_role(role: Role, viewer: Actor, *, organisation_id: UUID) -> list[Account]:
    """List the active people of an organisation who hold a role now, by username."""
    found = people_of(organisation_id, viewer).filter(~roles_without(role), is_active=True, is_system=False)
    return [person for person in found if role in person.held_roles()]


def person(who: UUID | str, viewer: Actor) -> Account:
    """Return one person by id or username.

    Raises:
        Unknown: there is nobody, or the viewer may not know of them.
    """
    named: dict[str, Any] = {"id": who} if isinstance(who, UUID) else {"username": who.strip().lower()}
    return one_of(people(viewer).filter(**named))


def standing_of(person_id: UUID, *, at: datetime) -> Standing:
    """Return what a person is trusted with at a time: facts for judging, not for showing.

    Raises:
        Unknown: there is no such person.
    """
    account = Account.objects.filter(id=person_id).first()
    if account is None:
        raise Unknown
    on = timezone.localtime(at).date()
    return Standing(
        person=account.id,
        organisation=account.owner_id,
        roles=account.held_roles(),
        is_active=may_come_in(account),
        email_domain=account.email_domain,
        is_trained=is_current(account.training_until, on=on),
        training_until=account.training_until,
        clearance=clearance_on(account.clearance, account.clearance_until, on=on),
        clearance_until=account.clearance_until,
        vetting=vetting_on(account.vetting, account.vetting_until, on=on),
        vetting_until=account.vetting_until,
        age_recipient=account.age_recipient,
    )


def names_of(ids: Iterable[UUID | None], viewer: Actor) -> dict[UUID, str]:
    """Return what to call each of these people: by name, or by organisation where that is all one may know.

    Two SELECTs at most, whatever the number: the people with their organisations, and their keys.
    """
    wanted = {one for one in ids if one is not None}
    found = list(Account.objects.filter(id__in=wanted)) if wanted else []
    named = {account.id for account in found if viewer.is_force or account.owner_id == viewer.owner}
    keys.warm(account.data_key_id for account in found if account.id in named)
    return {account.id: account.name if account.id in named else account.owner.name for account in found}


def people_by_id(ids: Collection[UUID], viewer: Actor) -> dict[UUID, Account]:
    """Return those of these people the viewer may know of, in one SELECT however many they are."""
    found: list[Account] = _BY_ID.rows(visible(viewer) & Q(id__in=ids)) if ids else []
    return {account.id: account for account in found}


_BY_ID = Prepared(
    lambda narrowed: (
        Account.objects.filter(narrowed)
        .select_related(None)
        .select_related("data_key")
        .only("username", "name", "owner", "data_key")
    )
)


def tokens_of(person_id: UUID, viewer: Actor, *, at: datetime) -> QuerySet[ApiToken]:
    """List the tokens in force of a person the viewer may know of, newest first; their secrets are not kept."""
    rows = ApiToken.objects.filter(account=person(person_id, viewer), revoked_at__isnull=True)
    return rows.filter(expires_at__gt=at).order_by("-issued_at")


def person_to_change(username: str, *, by: Actor) -> Account:
    """Return a person for an action to change, kept from others meanwhile.

    Raises:
        Unknown: there is nobody, or the one who acts may not know of them.
    """
    found = people(by).select_for_update(of=("self",)).filter(username=username.strip().lower())
    return one_of(found)


def person_must_still_be(person_id: UUID, *, version: int, viewer: Actor) -> None:
    """Go on only if a person's account is still as it was seen, and keep it so until the act ends.

    Raises:
        Unknown: there is nobody, or the viewer may not know of them.
        Conflict: it was changed since.
    """
    found = one_of(people(viewer).select_for_update(of=("self",)).filter(id=person_id))
    if found.revision != version:
        raise Conflict(_("Somebody else changed this account first. Read it again."), stale=True)


def people_at_address(address: str, *, viewer: Actor, at: datetime) -> list[Account]:
    """List the active people of the viewer's own organisation with this work address, at a domain verified for it.

    Addresses are sealed: those at the domain are opened one by one.
    """
    wanted = address.strip().lower()
    if agencies.destination(wanted, organisation_id=viewer.owner, at=at) is not Destination.VERIFIED:
        return []
    rows = people_of(viewer.owner, viewer).filter(
        email_domain=wanted.rpartition("@")[2], is_active=True, is_system=False
    )
    found = list(rows)
    keys.warm(each.data_key_id for each in found)
    return [each for each in found if each.work_email.strip().lower() == wanted]


def own_account(*, by: Actor) -> Account:
    """Return the account of the one who acts, kept from others meanwhile.

    Raises:
        Unknown: the operator at the command line and the worker have none.
    """
    return one_of(Account.objects.select_for_update(of=("self",)).filter(id=by.id))


def one_of(found: QuerySet[Row]) -> Row:
    """Return the one row found, or say that there is nothing to see."""
    one = found.first()
    if one is None:
        raise Unknown
    return one
