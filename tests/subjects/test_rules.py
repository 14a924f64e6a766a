from datetime import date

import pytest

from needshare.subjects.rules import (
    Identifier,
    Person,
    faults_of,
    identifies_one_person,
    is_child_on,
)
from needshare.subjects.terms import OpenFlag

TODAY = date(2026, 3, 16)
PRYCE = Person(name="Marlon Pryce", born_on=date(1990, 5, 1), identifiers=(Identifier("urn", "N1001"),))


@pytest.mark.parametrize(
    ("born_on", "is_child"),
    [
        (date(2008, 3, 16), False),
        (date(2008, 3, 17), True),
        (date(2008, 3, 15), False),
        (date(2026, 3, 16), True),
        (date(1990, 5, 1), False),
        (None, None),
    ],
)
def test_a_person_is_a_child_until_the_day_they_are_eighteen(born_on, is_child):
    assert is_child_on(born_on, on=TODAY) is is_child


def test_somebody_born_on_a_leap_day_is_eighteen_on_the_first_of_march():
    assert is_child_on(date(2008, 2, 29), on=date(2026, 2, 28)) is True
    assert is_child_on(date(2008, 2, 29), on=date(2026, 3, 1)) is False


def test_a_name_alone_identifies_nobody():
    finding = identifies_one_person(Person(name="Peter Nolan"))
    assert not finding.is_met
    assert finding.code == "identity_ambiguous"


@pytest.mark.parametrize(
    "person",
    [
        PRYCE,
        Person(name="Peter Nolan", born_on=date(1984, 2, 12)),
        Person(name="Peter Nolan", addresses=("3 Quay Street, Wexcombe",)),
        Person(name="Peter Nolan", identifiers=(Identifier("urn", "N1005"),)),
    ],
)
def test_a_birth_date_an_address_or_an_identifier_is_enough(person):
    assert identifies_one_person(person).is_met


def test_possible_details_have_no_faults():
    assert faults_of(PRYCE, today=TODAY) == []


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Person(name=""), "name"),
        (Person(name="  \n"), "name"),
        (Person(name="N" * 201), "name"),
        (Person(name="Nul\x00"), "name"),
        (Person(name="half \ud800"), "name"),
        (Person(name="Ann", aliases=("",)), "aliases.0"),
        (Person(name="Ann", addresses=("x" * 501,)), "addresses.0"),
        (Person(name="Ann", born_on=date(2026, 3, 17)), "born_on"),
        (Person(name="Ann", born_on=date(1879, 12, 31)), "born_on"),
        (Person(name="Ann", identifiers=(Identifier("shoe_size", "9"),)), "identifiers.0.kind"),
        (Person(name="Ann", identifiers=(Identifier("urn", " "),)), "identifiers.0.value"),
        (Person(name="Ann", aliases=("A",) * 51), "aliases"),
        (Person(name="Ann", open_flags=("b02",)), "open_flags"),
        (Person(name="Ann", open_flags=("anything",)), "open_flags"),
    ],
)
def test_a_detail_that_cannot_be_right_is_named(person, field):
    assert [fault.field for fault in faults_of(person, today=TODAY)] == [field]


@pytest.mark.parametrize("silent", ["b01", "b02", "b03", "b04", "b16"])
def test_a_silent_flag_is_never_an_open_one(silent):
    assert silent not in set(OpenFlag)
