"""Put the world of a data file into an installation, through the same actions as anyone's data."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.accounts import actions as accounts, queries as people
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance, Person, Role, TokenScope, Vetting
from needshare.agencies import actions as agencies
from needshare.agencies.terms import Kind, Particulars
from needshare.agreements import actions as agreements
from needshare.agreements.rules import Agreed, NamedPerson, Party
from needshare.demo.reading import AgreementTold, ItemTold, NominalTold, OrganisationTold, PersonTold, World
from needshare.demo.sign_ins import SignIns
from needshare.documents import actions as documents, queries as held
from needshare.documents.rules import Link, NewItem, Text
from needshare.kernel import Actor, Channel
from needshare.policy import rules_in_force
from needshare.subjects.rules import Identifier, Person as Nominal

if TYPE_CHECKING:
    from needshare.accounts.models import Account

LASTS = timedelta(days=270)
TOKEN_LASTS = timedelta(days=89)


@dataclass
class Loaded:
    """What was loaded, by the names the data files use."""

    organisations: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    subjects: dict[str, UUID] = field(default_factory=dict)
    items: dict[str, UUID] = field(default_factory=dict)


def load(world: World, sign_ins: SignIns, *, at: datetime) -> Loaded:
    """Load a world; every person gets a password, an authenticator app and a token of their own."""
    loaded = Loaded()
    for organisation in world.organisation:
        loaded.organisations[organisation.code] = _organisation(organisation, at=at)
    for person in world.person:
        loaded.people[person.username] = _person(person, world, sign_ins, at=at)
    for agreement in world.agreement:
        _agreement(agreement, loaded, at=at)
    keeper = as_person(world.whose("disclosure_officer"), at=at)
    for nominal in world.nominal:
        loaded.subjects[nominal.id] = _nominal(nominal, by=keeper, at=at)
    for item in world.item:
        loaded.items[item.id] = _item(item, loaded, by=keeper, at=at)
    return loaded


def _organisation(told: OrganisationTold, *, at: datetime) -> UUID:
    by = operator(at=at)
    particulars = Particulars(
        name=told.name,
        legal_type=told.legal_type,
        is_relevant_authority=told.is_relevant_authority,
        jurisdiction=told.jurisdiction,
        switchboard=told.switchboard,
        out_of_hours=told.out_of_hours,
        is_foi_subject=told.is_foi_subject,
    )
    made = agencies.register_organisation(
        code=told.code, kind=Kind(told.kind), particulars=particulars, by=by, at=at
    )
    agencies.verify_domain(
        code=told.code,
        domain=told.domain,
        evidence="Read on the organisation's own site and confirmed by its switchboard.",
        expires_on=(at + LASTS).date(),
        by=by,
        at=at,
    )
    return made.pk


def _person(told: PersonTold, world: World, sign_ins: SignIns, *, at: datetime) -> UUID:
    by, until = operator(at=at), (at + LASTS).date()
    domain = next(each.domain for each in world.organisation if each.code == told.organisation)
    address = f"{told.username.partition('@')[0]}@{domain}"
    account, _first = accounts.add_person(
        organisation=told.organisation,
        username=told.username,
        person=Person(name=told.name, work_email=address, job_title=told.job_title),
        roles=[Role(each) for each in told.roles],
        by=by,
        at=at,
    )
    accounts.record_training(username=told.username, until=until, evidence="Course record.", by=by, at=at)
    _trusted(told, until=until, by=by, at=at)
    _own_sign_in(account, told, sign_ins, at=at)
    own = as_person(account.username, at=at)
    for marking in held.markings_to_read(viewer=own):
        documents.acknowledge_handling(marking=marking, rules=rules_in_force(marking), by=own, at=at)
    return account.pk


def _trusted(told: PersonTold, *, until: date, by: Actor, at: datetime) -> None:
    """Record what the person is cleared and vetted for."""
    if told.vetting:
        accounts.record_vetting(
            username=told.username,
            vetting=Vetting(told.vetting),
            until=until,
            evidence="Seen by professional standards.",
            by=by,
            at=at,
        )
    if told.clearance:
        accounts.record_clearance(
            username=told.username,
            clearance=Clearance(told.clearance),
            until=until,
            evidence="Seen by professional standards.",
            by=by,
            at=at,
        )


def _own_sign_in(account: "Account", told: PersonTold, sign_ins: SignIns, *, at: datetime) -> None:
    """Let the person choose a password, set up an app, take a token, and give a key away if they have one."""
    own = as_person(account.username, at=at)
    accounts.change_password(password=sign_ins.password(told.username), by=own, at=at)
    accounts.enrol_second_factor(seed=sign_ins.totp(told.username), by=own, at=at)
    if told.key:
        accounts.set_age_recipient(recipient=sign_ins.recipient(told.username), by=own, at=at)
    _issued, token = accounts.add_token(
        username=told.username,
        label="Worked example",
        expires_at=at + TOKEN_LASTS,
        scope=TokenScope.STEPS,
        by=own,
        at=at,
    )
    sign_ins.keep_token(told.username, token)


def as_person(username: str, *, at: datetime) -> Actor:
    """Return the actor of a person of the example, who has just confirmed who they are."""
    account = people.person(username, operator(at=at))
    roles = account.held_roles()
    return people.actor_of(account, channel=Channel.COMMAND, roles=roles, at=at, confirmed_at=at)


def _agreement(told: AgreementTold, loaded: Loaded, *, at: datetime) -> None:
    def party(code: str, contact_point: str, signed_on: date) -> Party:
        return Party(loaded.organisations[code], loaded.people[contact_point], signed_on)

    agreed = Agreed(
        title=told.title,
        number=told.number,
        owner_person=loaded.people[told.owner],
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        review_on=told.review_on,
        purposes=told.purposes,
        categories_out=told.categories_out,
        subject_groups=told.subject_groups,
        ceiling=told.ceiling,
        methods=told.methods,
        parties=[party(code, contact, told.signed_on) for code, contact in told.parties.items()],
        named_users=[
            NamedPerson(
                loaded.organisations[username.partition("@")[2].upper()],
                account=loaded.people[username],
                ends_on=told.named_until,
            )
            for username in told.named_users
        ],
        clauses=told.clauses,
    )
    agreements.add(reference=told.reference, agreed=agreed, by=as_person(told.owner, at=at), at=at)


def _nominal(told: NominalTold, *, by: Actor, at: datetime) -> UUID:
    person = Nominal(
        name=told.name,
        aliases=tuple(told.aliases),
        born_on=told.born_on,
        addresses=tuple(told.addresses),
        identifiers=(Identifier("urn", told.urn),),
    )
    return documents.enter_subject(person=person, by=by, at=at).pk


def _item(told: ItemTold, loaded: Loaded, *, by: Actor, at: datetime) -> UUID:
    new = NewItem(
        title=told.title,
        category=told.category,
        as_at=told.at,
        label=told.label,
        source=told.source,
        accuracy=told.accuracy,
        completeness=told.completeness,
        reliability=told.reliability,
        currency=told.currency,
    )
    version = documents.add_item(
        item=new,
        content=Text(told.body.strip()),
        links=[Link(loaded.subjects[told.about], told.role)],
        by=by,
        at=at,
    )
    return version.pk
