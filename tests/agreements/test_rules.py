from dataclasses import replace
from datetime import date

import pytest

from needshare.agreements.rules import (
    Agreed,
    NamedPerson,
    Party,
    dates_follow,
    faults_from,
    faults_of,
    is_reference,
    is_replaced,
    is_signed_by_enough,
    parties_are_enough,
    people_belong,
    purposes_are_disjoint,
    signatures_are_given,
    status_on,
)
from needshare.agreements.terms import Status
from needshare.kernel import new_id

FORCE, COUNCIL, ANN = new_id(), new_id(), new_id()
FIRST, LAST = date(2024, 3, 15), date(2026, 3, 15)
WORDS = {
    "purpose": {"asb_prevention", "insurance_claim"},
    "category": {"identity", "health"},
    "subject_role": {"suspect"},
    "method": {"portal"},
    "jurisdiction": {"england_and_wales"},
    "gateway": {"g02"},
    "marking": {"official", "official_sensitive"},
    "agreement_term": {"purposes"},
}
AGREED = Agreed(
    title="Tackling anti-social behaviour",
    owner_person=ANN,
    starts_on=FIRST,
    ends_on=LAST,
    review_on=date(2025, 3, 15),
    purposes=["asb_prevention"],
    categories_out=["identity"],
    subject_groups=["suspect"],
    ceiling="official_sensitive",
    methods=["portal"],
    parties=[Party(FORCE, None, FIRST), Party(COUNCIL, None, FIRST)],
    clauses={"purposes": "4"},
)


@pytest.mark.parametrize(
    ("day", "stored", "status"),
    [
        (date(2024, 3, 14), Status.IN_FORCE, Status.NOT_STARTED),
        (FIRST, Status.IN_FORCE, Status.IN_FORCE),
        (LAST, Status.IN_FORCE, Status.IN_FORCE),
        (date(2026, 3, 16), Status.IN_FORCE, Status.EXPIRED),
        (LAST, Status.SUSPENDED, Status.SUSPENDED),
        (date(2024, 3, 14), Status.SUSPENDED, Status.SUSPENDED),
        (date(2026, 3, 16), Status.SUSPENDED, Status.EXPIRED),
        (LAST, Status.DRAFT, Status.DRAFT),
        (date(2026, 3, 16), Status.WITHDRAWN, Status.WITHDRAWN),
        (date(2026, 3, 16), Status.SUPERSEDED, Status.SUPERSEDED),
    ],
)
def test_dates_decide_what_an_agreement_is_on_a_day(day, stored, status):
    assert status_on(day, stored=stored, starts_on=FIRST, ends_on=LAST) is status


@pytest.mark.parametrize(
    ("signed", "stands"),
    [
        ([(FORCE, FIRST), (COUNCIL, FIRST)], True),
        ([(FORCE, FIRST), (COUNCIL, None)], False),
        ([(FORCE, None), (COUNCIL, FIRST)], False),
        ([(COUNCIL, FIRST), (new_id(), FIRST)], False),
        ([(FORCE, FIRST), (COUNCIL, None), (new_id(), FIRST)], True),
    ],
)
def test_the_force_and_one_partner_make_it_stand(signed, stands):
    parties = [Party(organisation, None, day) for organisation, day in signed]
    assert is_signed_by_enough(parties, owner=FORCE) is stands


def test_what_is_sound_has_no_faults():
    assert faults_of(AGREED, words=WORDS) == []
    for finding in (
        dates_follow(AGREED),
        purposes_are_disjoint(AGREED),
        parties_are_enough(AGREED, owner=FORCE),
        signatures_are_given(AGREED, today=LAST),
        people_belong(AGREED),
    ):
        assert finding.is_met


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "T" * 201}, "title"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["gossip"]}, "purposes"),
        ({"purposes": ["asb_prevention", "asb_prevention"]}, "purposes"),
        ({"categories_out": []}, "categories_out"),
        ({"categories_in": ["gossip"]}, "categories_in"),
        ({"prohibited": ["gossip"]}, "prohibited"),
        ({"subject_groups": ["everybody"]}, "subject_groups"),
        ({"methods": ["fax"]}, "methods"),
        ({"jurisdictions": ["atlantis"]}, "jurisdictions"),
        ({"ceiling": "restricted"}, "ceiling"),
        ({"number": 0}, "number"),
        ({"clauses": {"weather": "9"}}, "clauses"),
        ({"clauses": {"purposes": ""}}, "clauses.purposes"),
        ({"clauses": {"purposes": "9" * 41}}, "clauses.purposes"),
        ({"named_users": [NamedPerson(COUNCIL, name="nul\x00")]}, "named_users.0.name"),
        ({"named_users": [NamedPerson(COUNCIL, job_title="j" * 121)]}, "named_users.0.job_title"),
        (
            {"named_users": [NamedPerson(COUNCIL, ANN, starts_on=LAST, ends_on=FIRST)]},
            "named_users.0.ends_on",
        ),
        ({"named_users": [NamedPerson(COUNCIL, new_id()) for _ in range(501)]}, "named_users"),
    ],
)
def test_a_part_that_cannot_be_right_is_named(changed, field):
    assert [fault.field for fault in faults_of(replace(AGREED, **changed), words=WORDS)] == [field]


@pytest.mark.parametrize(
    ("check", "changed", "field"),
    [
        (dates_follow, {"ends_on": date(2024, 3, 14)}, "ends_on"),
        (dates_follow, {"review_on": date(2024, 3, 14)}, "review_on"),
        (dates_follow, {"review_on": date(2026, 3, 16)}, "review_on"),
        (purposes_are_disjoint, {"prohibited_purposes": ["asb_prevention"]}, "prohibited_purposes"),
        (purposes_are_disjoint, {"prohibited": ["identity"]}, "prohibited"),
        (purposes_are_disjoint, {"categories_in": ["health"], "prohibited": ["health"]}, "prohibited"),
        (people_belong, {"named_users": [NamedPerson(new_id(), ANN)]}, "named_users"),
        (people_belong, {"named_users": [NamedPerson(COUNCIL, name="R. Hale")]}, "named_users"),
        (people_belong, {"named_users": [NamedPerson(COUNCIL, ANN)] * 2}, "named_users"),
    ],
)
def test_what_contradicts_itself_is_named(check, changed, field):
    finding = check(replace(AGREED, **changed))
    assert [(fault.field, fault.remedy) for fault in faults_from(finding)] == [(field, finding.reason)]


@pytest.mark.parametrize(
    "named",
    [
        [],
        [Party(FORCE)],
        [Party(COUNCIL), Party(new_id())],
        [Party(FORCE), Party(COUNCIL), Party(COUNCIL)],
    ],
)
def test_the_parties_are_the_force_and_partners_once_each(named):
    assert not parties_are_enough(replace(AGREED, parties=named), owner=FORCE).is_met


def test_nobody_has_signed_on_a_day_to_come():
    assert not signatures_are_given(AGREED, today=date(2024, 3, 14)).is_met


@pytest.mark.parametrize(
    ("starts_on", "today", "may"),
    [
        (date(2026, 3, 10), date(2026, 3, 10), True),
        (date(2026, 3, 9), date(2026, 3, 10), True),
        (date(2026, 3, 11), date(2026, 3, 10), False),
        (date(2026, 3, 16), date(2026, 3, 10), True),
    ],
)
def test_a_new_version_does_not_begin_beside_the_one_that_stands(starts_on, today, may):
    new = replace(AGREED, starts_on=starts_on, ends_on=date(2028, 1, 1))
    assert is_replaced(new, starts_on=FIRST, ends_on=LAST, today=today).is_met is may


@pytest.mark.parametrize("text", ["", "nmc-isa-014", "NMC ISA 14", "NMC/14", "-1", "N" * 41, "N\x00"])
def test_what_cannot_be_a_reference(text):
    assert not is_reference(text)
