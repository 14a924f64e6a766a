"""The small fixed cast that tests are told with, and plain builders for whoever else is needed.

Northmoor is a force, Wexcombe and Aldermere are partner agencies; all of them are made up.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from needshare.accounts import actions as accounts, queries
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Person, Role, Vetting
from needshare.agencies import actions as agencies
from needshare.agencies.models import Organisation
from needshare.agencies.terms import Kind, LegalType, Particulars
from needshare.documents import actions as documents, queries as documents_held
from needshare.kernel import Actor, Channel
from needshare.policy import rules_in_force

AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)  # a Monday
TRAINED_UNTIL = date(2099, 12, 31)


def force(code: str = "NMC", name: str = "Northmoor Constabulary", *, at: datetime = AT) -> Organisation:
    return agencies.register_organisation(
        code=code,
        kind=Kind.FORCE,
        particulars=Particulars(
            name=name,
            legal_type=LegalType.OTHER_UK_POLICE,
            is_relevant_authority=True,
            switchboard="01632 960100",
            is_foi_subject=True,
        ),
        by=operator(at=at),
        at=at,
    )


def agency(
    code: str = "WBC",
    name: str = "Wexcombe Borough Council",
    *,
    legal_type: LegalType = LegalType.LOCAL_AUTHORITY,
    domain: str = "wexcombe.example",
    at: datetime = AT,
) -> Organisation:
    by = operator(at=at)
    particulars = Particulars(
        name=name,
        legal_type=legal_type,
        is_relevant_authority=legal_type is LegalType.LOCAL_AUTHORITY,
        switchboard="01632 960200",
    )
    made = agencies.register_organisation(code=code, kind=Kind.AGENCY, particulars=particulars, by=by, at=at)
    agencies.verify_domain(
        code=code,
        domain=domain,
        evidence="Published on the organisation's own site, confirmed by its switchboard.",
        expires_on=date(at.year + 1, 12, 31),
        by=by,
        at=at,
    )
    return made


def person(
    organisation: Organisation,
    username: str,
    *roles: Role,
    name: str = "",
    domain: str = "",
    trained: bool = True,
    vetted: bool = True,
    has_read_handling: bool = True,
    at: datetime = AT,
) -> Account:
    """Add somebody to an organisation: trained, knowing the rules of handling and, at a force, vetted, or not."""
    by = operator(at=at)
    address = f"{username}@{domain or organisation.code.lower() + '.example'}"
    account, _password = accounts.add_person(
        organisation=organisation.code,
        username=username,
        person=Person(name=name or username.replace(".", " ").title(), work_email=address),
        roles=roles,
        by=by,
        at=at,
    )
    if trained:
        accounts.record_training(
            username=account.username, until=TRAINED_UNTIL, evidence="Course record.", by=by, at=at
        )
    if has_read_handling:
        reads_handling(account, at=at)
    if vetted and organisation.is_force:
        accounts.record_vetting(
            username=account.username,
            vetting=Vetting.RV,
            until=TRAINED_UNTIL,
            evidence="Form 7.",
            by=by,
            at=at,
        )
    return Account.objects.get(pk=account.pk)


def reads_handling(account: Account, *, at: datetime = AT) -> None:
    """Let somebody have said that they read how every marking held here is handled."""
    by = acting(account, at=at)
    for marking in documents_held.markings_to_read(viewer=by):
        documents.acknowledge_handling(marking=marking, rules=rules_in_force(marking), by=by, at=at)


def system(organisation: Organisation, username: str, *roles: Role, at: datetime = AT) -> Account:
    """Add a system that comes in by token only."""
    account, _password = accounts.add_person(
        organisation=organisation.code,
        username=username,
        person=Person(name=username, is_system=True),
        roles=roles,
        by=operator(at=at),
        at=at,
    )
    return account


def acting(account: Account, *, at: datetime = AT, channel: Channel = Channel.BROWSER) -> Actor:
    """Return the actor of somebody who has just confirmed who they are, with the roles they hold now."""
    fresh = Account.objects.get(pk=account.pk)
    return queries.actor_of(fresh, channel=channel, roles=fresh.held_roles(), at=at, confirmed_at=at)


def unconfirmed(actor: Actor) -> Actor:
    """Return the same actor, whose second factor was given too long ago."""
    return replace(actor, confirmed_at=None)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody, by the part they play."""

    force: Organisation
    council: Organisation
    housing: Organisation
    officer: Account
    preparer: Account
    decider: Account
    checker: Account
    information_manager: Account
    standards: Account
    auditor: Account
    administrator: Account
    partner: Account
    contact_point: Account
    partner_administrator: Account
    outsider: Account

    def __getattr__(self, name: str) -> Any:
        """Return the actor of a part: `cast.acting_officer`."""
        if name.startswith("acting_"):
            return acting(getattr(self, name.removeprefix("acting_")))
        raise AttributeError(name)


def assemble() -> Cast:
    """Put the whole cast into the database, through the same actions as anyone's data."""
    northmoor, council = force(), agency()
    housing = agency(
        "AHA",
        "Aldermere Housing Association",
        legal_type=LegalType.HOUSING_PROVIDER,
        domain="aldermere.example",
    )
    return Cast(
        force=northmoor,
        council=council,
        housing=housing,
        officer=person(northmoor, "t.verma", Role.OFFICER),
        preparer=person(northmoor, "d.whitcombe", Role.DISCLOSURE_OFFICER),
        decider=person(northmoor, "r.halloran", Role.DECISION_MAKER),
        checker=person(northmoor, "m.quill", Role.SECOND_CHECKER),
        information_manager=person(northmoor, "s.tarn", Role.INFORMATION_MANAGEMENT),
        standards=person(northmoor, "k.oyelaran", Role.PROFESSIONAL_STANDARDS),
        auditor=person(northmoor, "e.brack", Role.AUDITOR),
        administrator=person(northmoor, "admin", Role.SYSTEM_ADMINISTRATOR),
        partner=person(council, "l.osei", Role.PARTNER_USER, domain="wexcombe.example"),
        contact_point=person(council, "a.prewett", Role.PARTNER_CONTACT_POINT, domain="wexcombe.example"),
        partner_administrator=person(
            council, "p.admin", Role.PARTNER_ADMINISTRATOR, domain="wexcombe.example"
        ),
        outsider=person(housing, "h.lorne", Role.PARTNER_USER, domain="aldermere.example"),
    )
