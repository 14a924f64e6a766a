"""Make up a world of any size from a seed: the same seed gives the same organisations, people and words."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from needshare.demo.reading import (
    AgreementTold,
    ItemTold,
    NominalTold,
    OrganisationTold,
    PersonTold,
    World,
)

FIRST = ("Arl", "Bren", "Cal", "Dun", "Els", "Far", "Gar", "Hal", "Ister", "Kel", "Lor", "Mar", "Nor", "Pen")
LAST = ("wick", "combe", "mere", "ford", "stow", "thorpe", "ham", "by", "leigh", "ton", "moor", "dale")
FORENAMES = ("Arlo", "Bryony", "Cato", "Delphine", "Ewart", "Fenella", "Gideon", "Honor", "Idris", "Junia")
SURNAMES = (
    "Ashgrove",
    "Brackwell",
    "Corrindale",
    "Dunmallow",
    "Eastlock",
    "Farthingdew",
    "Gorsehill",
    "Hazeldown",
)
PARTNERS = (
    ("Borough Council", "local_authority", True),
    ("Housing Association", "housing_provider", True),
    ("Children's Services", "childrens_social_care", True),
    ("Health Trust", "nhs_body", False),
    ("Probation", "probation", True),
)
STAFF = (
    "officer",
    "disclosure_officer",
    "decision_maker",
    "second_checker",
    "supervisor",
    "information_management",
    "dpo",
    "siro",
    "professional_standards",
    "protected_persons",
    "auditor",
    "system_administrator",
)
PARTNER_STAFF = ("partner_user", "partner_contact_point", "partner_administrator")
CATEGORIES = ("incident_log", "court_orders", "identity", "contact_address")
PEOPLE_FOR_CASES = 4


def make(*, seed: int, size: int, today: date) -> World:
    """Make up a force, its partners, an agreement with each, and people with two items each."""
    # Made-up words, no secrets.
    drawn = random.Random(seed)  # noqa: S311  # nosec B311
    force = _force(drawn, seed)
    partners = [_partner(drawn, seed, number, kind) for number, kind in enumerate(PARTNERS, start=1)]
    people = [_person(drawn, force, role) for role in STAFF]
    people += [_person(drawn, partner, role) for partner in partners for role in PARTNER_STAFF]
    manager = people[STAFF.index("information_management")].username
    nominals = [_nominal(drawn, seed, number) for number in range(1, 1 + max(2, size // PEOPLE_FOR_CASES))]
    return World(
        today=today,
        organisation=[force, *partners],
        person=people,
        agreement=[_agreement(force, partner, people, manager, today) for partner in partners],
        nominal=nominals,
        item=[item for nominal in nominals for item in _items(drawn, nominal, today)],
    )


def _place(drawn: random.Random) -> str:
    return drawn.choice(FIRST) + drawn.choice(LAST)


def _force(drawn: random.Random, seed: int) -> OrganisationTold:
    place = _place(drawn)
    return OrganisationTold(
        code=f"S{seed}",
        name=f"{place} Constabulary",
        kind="force",
        legal_type="other_uk_police",
        is_relevant_authority=True,
        switchboard=f"01632 960{drawn.randrange(100, 999)}",
        domain=f"{place.lower()}{seed}.police.example",
    )


def _partner(drawn: random.Random, seed: int, number: int, kind: tuple[str, str, bool]) -> OrganisationTold:
    place, (what, legal_type, is_relevant) = _place(drawn), kind
    return OrganisationTold(
        code=f"S{seed}P{number}",
        name=f"{place} {what}",
        legal_type=legal_type,
        is_relevant_authority=is_relevant,
        switchboard=f"01632 960{drawn.randrange(100, 999)}",
        domain=f"{place.lower()}-{number}-{seed}.example",
    )


def _person(drawn: random.Random, home: OrganisationTold, role: str) -> PersonTold:
    name = f"{drawn.choice(FORENAMES)} {drawn.choice(SURNAMES)}"
    is_outside = role in PARTNER_STAFF
    return PersonTold(
        username=f"{role.replace('_', '-')}@{home.code.lower()}",
        name=name,
        job_title=role.replace("_", " ").capitalize(),
        roles=[role],
        shows=role,
        clearance="bpss" if is_outside else "",
        vetting="" if is_outside else "rv",
    )


def _agreement(
    force: OrganisationTold,
    partner: OrganisationTold,
    people: Sequence[PersonTold],
    manager: str,
    today: date,
) -> AgreementTold:
    named = [each.username for each in people if each.organisation == partner.code]
    contact = f"partner-contact-point@{partner.code.lower()}"
    return AgreementTold(
        reference=f"{force.code}-ISA-{partner.code[-1]}",
        title=f"Sharing with {partner.name}",
        owner=manager,
        starts_on=today - timedelta(days=200),
        ends_on=today + timedelta(days=500),
        review_on=today + timedelta(days=90),
        purposes=["asb_prevention", "prevent_detect_crime"],
        categories_out=list(CATEGORIES),
        subject_groups=["suspect", "victim"],
        ceiling="official_sensitive",
        methods=["portal"],
        parties={force.code: manager, partner.code: contact},
        signed_on=today - timedelta(days=201),
        named_users=named[:2],
        clauses={"purposes": "clause 2", "categories": "clause 4"},
    )


def _nominal(drawn: random.Random, seed: int, number: int) -> NominalTold:
    return NominalTold(
        id=f"n{number}",
        name=f"{drawn.choice(FORENAMES)} {drawn.choice(SURNAMES)}",
        born_on=date(drawn.randrange(1950, 2004), drawn.randrange(1, 13), drawn.randrange(1, 29)),
        addresses=[f"{drawn.randrange(1, 200)} {_place(drawn)} Road"],
        urn=f"S{seed}-{number:05}",
    )


def _items(drawn: random.Random, nominal: NominalTold, today: date) -> list[ItemTold]:
    return [
        ItemTold(
            id=f"{nominal.id}-{category}",
            about=nominal.id,
            role="suspect",
            title=f"{category.replace('_', ' ').capitalize()} {drawn.randrange(1000, 9999)}",
            category=category,
            as_at=today - timedelta(days=drawn.randrange(3, 60)),
            label="fact",
            source="Control room",
            accuracy="verified",
            body=f"Call at {drawn.randrange(24):02}:{drawn.randrange(60):02} to {nominal.addresses[0]}.",
        )
        for category in CATEGORIES[:2]
    ]
