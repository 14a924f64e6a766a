"""What no agency may change about accounts: who may give which role, what is kept apart, what is fresh."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from needshare.kernel import Actor, Channel, FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.actors import NOBODY, post_principal, role_principal

from .terms import (
    CASE_CONTENT,
    EVERYDAY,
    FORCE_ROLES,
    PARTNER_ROLES,
    USER_ADMINISTRATION,
    Clearance,
    Person,
    Role,
    Vetting,
)

LOCAL_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])?")
# One plain address: nothing in it that would name a second one, or end the header it stands in.
WORK_EMAIL = re.compile(r"[^@\s<>\",;:\\]{1,64}@[^@\s<>\",;:\\]{3,253}")
INVITATION_LIFE = timedelta(hours=72)
TOKEN_LIFE_OF_A_PERSON = timedelta(days=90)
TOKEN_LIFE_OF_A_SYSTEM = timedelta(days=366)
TOKEN_LIFE_FOR_STEPS = timedelta(minutes=15)


def operator(*, at: datetime) -> Actor:
    """Return the actor at the installation's own command line: it administers and sees no case."""
    return Actor(
        id=NOBODY,
        owner=NOBODY,
        roles=frozenset({Role.SYSTEM_ADMINISTRATOR}),
        channel=Channel.COMMAND,
        is_force=True,
        name="operator",
        confirmed_at=at,
    )


def roles_are_kept_apart(roles: Collection[Role]) -> Finding:
    """Say that nobody holds both the administration of users and case content.

    >>> roles_are_kept_apart({Role.SYSTEM_ADMINISTRATOR, Role.OFFICER}).code
    'roles_kept_apart'
    """
    held = frozenset(roles)
    if held & USER_ADMINISTRATION and (held & CASE_CONTENT or len(held) > 1):
        return not_met(
            _("A role that administers people cannot be held together with any other role."),
            test="roles",
            code="roles_kept_apart",
            sources=("A3",),
        )
    return met(_("Administration and case content are kept apart."), test="roles")


def roles_fit_the_organisation(roles: Collection[Role], *, is_force: bool) -> Finding:
    """Say that a partner's people hold partner roles, and a force's people the others."""
    if frozenset(roles) <= (FORCE_ROLES if is_force else PARTNER_ROLES):
        return met(_("The roles are of this kind of organisation."), test="roles")
    return not_met(
        _("This role is not for people of this kind of organisation."),
        test="roles",
        code="role_of_another_kind",
    )


def may_administer(by: Actor, *, organisation: object, is_force: bool) -> Finding:
    """Say that an administrator acts within own bounds.

    A partner administrator manages own organisation only; a force's system administrator own force
    and the partner agencies; the operator at the command line every organisation.
    """
    own = organisation == by.owner
    if by.id == NOBODY and by.channel is Channel.COMMAND:
        return met(_("The operator administers the installation."), test="administration")
    if by.has_role(Role.SYSTEM_ADMINISTRATOR) and by.is_force and (own or not is_force):
        return met(_("A system administrator administers own force and partners."), test="administration")
    if by.has_role(Role.PARTNER_ADMINISTRATOR) and own and not is_force:
        return met(_("A partner administrator administers own organisation."), test="administration")
    return not_met(
        _("Only an administrator of this organisation may do this."),
        test="administration",
        code="not_an_administrator_here",
    )


def not_oneself(by: Actor, person: object) -> Finding:
    """Say that nobody changes what they themselves are trusted with."""
    if by.id == person:
        return not_met(
            _("Nobody may change their own roles, suspension, training or vetting."),
            test="administration",
            code="own_account",
            sources=("A5",),
        )
    return met(_("The account is somebody else's."), test="administration")


def may_give(by: Actor, role: Role) -> Finding:
    """Say that the role is not above the one who gives it: partners give partner roles only."""
    if by.has_role(Role.SYSTEM_ADMINISTRATOR) or role in PARTNER_ROLES:
        return met(_("The role is not above the giver's."), test="administration")
    return not_met(_("You cannot give a role above your own."), test="administration", code="role_above_own")


def not_above(by: Actor, roles: Collection[str]) -> Finding:
    """Say that the person acted on holds nothing the actor could not have given them."""
    if by.has_role(Role.SYSTEM_ADMINISTRATOR) or frozenset(roles) <= PARTNER_ROLES:
        return met(_("The account is not stronger than the actor's."), test="administration")
    return not_met(_("This account is stronger than yours."), test="administration", code="account_above_own")


def given_by_two(by: Actor, roles: Collection[Role]) -> Finding:
    """Say that nobody gives alone a role that raises somebody; the operator sets an installation up.

    >>> given_by_two(operator(at=datetime(2026, 3, 16)), {Role.DPO}).is_met
    True
    """
    if (by.id == NOBODY and by.channel is Channel.COMMAND) or frozenset(roles) <= EVERYDAY:
        return met(_("The role may be given by one person."), test="administration")
    return not_met(
        _("A second person must approve this role. Propose it."),
        test="administration",
        code="second_person_needed",
        sources=("A5",),
    )


def another_decides(by: Actor, *, proposed_by: object, person: object) -> Finding:
    """Say that a proposal is decided by neither its maker nor the person it is about."""
    if by.id in (proposed_by, person):
        return not_met(
            _("Somebody else must decide this: not who proposed it, nor whom it is about."),
            test="administration",
            code="self_approval",
            sources=("A5",),
        )
    return met(_("Another person decides."), test="administration")


def faults_of(username: str, person: Person, roles: Collection[Role]) -> list[FieldError]:
    """List what a person lacks: a name, a usable username, an address, a role."""
    wrong = []
    if not LOCAL_NAME.fullmatch(username.strip().lower().partition("@")[0]):
        wrong.append(
            FieldError("username", _("Use up to 60 letters, digits, dots, hyphens and underscores."))
        )
    if not person.name.strip():
        wrong.append(FieldError("name", _("Enter the name.")))
    if not person.is_system and not WORK_EMAIL.fullmatch(person.work_email.strip()):
        wrong.append(FieldError("work_email", _("Enter the work e-mail address.")))
    if not roles:
        wrong.append(FieldError("roles", _("Choose at least one role.")))
    return wrong


def is_confirmed(by: Actor, *, at: datetime, within: timedelta) -> Finding:
    """Say that the person proved a moment ago, with a second factor, that it is them."""
    if by.confirmed_at is not None and timedelta(0) <= at - by.confirmed_at <= within:
        return met(_("The person has just confirmed who they are."), test="confirmation")
    if by.channel in (Channel.API, Channel.COMMAND):
        return not_met(
            _(
                "This step needs a token for steps that matter. Its person makes one on the page Your tokens, "
                "just after confirming that it is them; it lasts 15 minutes."
            ),
            test="confirmation",
            code="step_token_needed",
            sources=("A5",),
        )
    return not_met(
        _("Confirm that it is you with a code from your authenticator app, then try again."),
        test="confirmation",
        code="confirmation_needed",
        sources=("A5",),
    )


def step_token_is_ones_own(by: Actor, account: UUID, *, is_system: bool) -> Finding:
    """Say that a token for steps that matter is made by its own person, at a browser: never by or for another."""
    if by.id == account and not is_system and by.channel is Channel.BROWSER:
        return met(_("The token is one's own."), test="token")
    return not_met(
        _("Only the person themself makes a token for steps that matter, signed in at a browser."),
        test="token",
        code="not_ones_own",
        sources=("A5",),
    )


def step_token_is_short(*, at: datetime, expires_at: datetime) -> Finding:
    """Say that a token for steps that matter ends within a quarter of an hour."""
    if at < expires_at <= at + TOKEN_LIFE_FOR_STEPS:
        return met(_("The token ends in time."), test="token")
    reason = _("A token for steps that matter ends within 15 minutes.")
    return not_met(reason, test="token", code="token_too_long")


def token_ends_in_time(*, at: datetime, expires_at: datetime, is_system: bool) -> Finding:
    """Say that a token does not outlive the limit: 90 days for a person, a year for a system."""
    longest = TOKEN_LIFE_OF_A_SYSTEM if is_system else TOKEN_LIFE_OF_A_PERSON
    if at < expires_at <= at + longest:
        return met(_("The token ends in time."), test="token")
    return not_met(
        _("A token must end in the future: within 90 days for a person, a year for a system."),
        test="token",
        code="token_too_long",
    )


def is_current(until: date | None, *, on: date) -> bool:
    """Tell whether something dated still covers this day; without a date it covers nothing.

    >>> is_current(date(2026, 3, 16), on=date(2026, 3, 16)), is_current(None, on=date(2026, 3, 16))
    (True, False)
    """
    return until is not None and on <= until


def clearance_on(clearance: str, until: date | None, *, on: date) -> Clearance:
    """Return the clearance in force on a day: none once it has ended."""
    return Clearance(clearance) if is_current(until, on=on) else Clearance.NONE


def vetting_on(vetting: str, until: date | None, *, on: date) -> Vetting:
    """Return the vetting in force on a day: none once it has ended."""
    return Vetting(vetting) if is_current(until, on=on) else Vetting.NONE


def a_factor_is_left(count: int) -> Finding:
    """Say that somebody who gives up a passkey can still prove who they are with another factor.

    >>> a_factor_is_left(0).code
    'last_factor'
    """
    if count:
        return met(_("Another passkey or an authenticator app is left."), test="sign_in")
    reason = _(
        "This is your only way to prove who you are. Add another passkey or an authenticator app first."
    )
    return not_met(reason, test="sign_in", code="last_factor")


def principals(
    *, account: UUID, unit: UUID | None, organisation: UUID, roles: Iterable[str]
) -> frozenset[UUID]:
    """Name everything that something can be shown to so that this person sees it.

    >>> me, team, force = (UUID(int=each) for each in (1, 2, 3))
    >>> len(principals(account=me, unit=team, organisation=force, roles={"officer", "auditor"}))
    6
    """
    own = (account, post_principal(account, unit), organisation)
    through = {*own, *(role_principal(organisation, role) for role in roles)}
    return frozenset(through | {unit} if unit else through)


def compartments_in_force(stays: Iterable[Mapping[str, str]], *, at: datetime) -> frozenset[UUID]:
    """Name the compartments a person is in at an instant, of all they were ever brought into.

    >>> stay = {"compartment": str(UUID(int=7)), "from": "2026-03-16T09:00:00+00:00", "until": ""}
    >>> len(compartments_in_force([stay], at=datetime.fromisoformat("2026-03-16T09:00:00+00:00")))
    1
    """
    return frozenset(
        UUID(stay["compartment"])
        for stay in stays
        if datetime.fromisoformat(stay["from"]) <= at
        and (not stay["until"] or at < datetime.fromisoformat(stay["until"]))
    )


def rules_read(read: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Name the rules of handling a person said to have read, each by its marking and the rules as they stood.

    >>> rules_read([{"marking": "official", "rules": "1f", "at": "2026-03-16T09:00:00+00:00"}])
    frozenset({'official 1f'})
    """
    return frozenset(f"{each['marking']} {each['rules']}" for each in read)


def is_other_address(earlier: str, now: str) -> bool:
    """Tell whether an address reaches another mailbox than the one before; that there was none is no change.

    >>> is_other_address("L.Osei@wexcombe.example", "l.osei@wexcombe.example"), is_other_address("", "a@b.example")
    (False, False)
    """
    return bool(earlier) and earlier.strip().lower() != now.strip().lower()
