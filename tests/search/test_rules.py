from datetime import date

import pytest

from needshare.search.rules import asked_details, confidence_of, is_match, postcodes_in
from needshare.search.terms import Confidence, IndexKind

NAME, PART, BORN = IndexKind.FULL_NAME, IndexKind.NAME_PART, IndexKind.DATE_OF_BIRTH
NUMBER, POST = IndexKind.IDENTIFIER, IndexKind.POSTCODE


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("12 Alder Row, Wexcombe WX4 2QD", ["WX42QD"]),
        ("wx42qd", ["WX42QD"]),
        ("EC1A 1BB and SW1A2AA", ["EC1A1BB", "SW1A2AA"]),
        ("no fixed abode", []),
    ],
)
def test_postcodes_are_found_in_an_address(address, found):
    assert postcodes_in(address) == found


@pytest.mark.parametrize(
    ("agreed", "asked", "is_shown"),
    [
        ({NUMBER}, {NUMBER, NAME, PART}, True),
        ({NAME, PART}, {NAME, PART, BORN}, True),
        ({BORN}, {BORN}, False),
        ({POST}, {POST}, False),
        ({PART}, {NAME, PART}, False),
        ({BORN, POST}, {BORN, POST}, True),
        ({PART, BORN}, {NAME, PART, BORN}, True),
        ({PART, BORN}, {NAME, PART, BORN, POST}, False),
        (set(), {NAME}, False),
    ],
)
def test_only_what_could_be_the_person_is_shown(agreed, asked, is_shown):
    assert is_match(agreed, asked) is is_shown


@pytest.mark.parametrize(
    ("agreed", "confidence"),
    [
        ({NUMBER}, Confidence.STRONG),
        ({NAME, BORN}, Confidence.STRONG),
        ({NAME, POST}, Confidence.STRONG),
        ({NAME, PART}, Confidence.WEAK),
        ({PART, BORN}, Confidence.WEAK),
        ({BORN, POST}, Confidence.WEAK),
    ],
)
def test_a_namesake_is_never_a_strong_match(agreed, confidence):
    assert confidence_of(agreed) is confidence
    assert Confidence.STRONG.rank < Confidence.WEAK.rank


def test_what_was_typed_is_read():
    details, faults = asked_details(
        {"name": " Marlon Pryce ", "date_of_birth": "1990-05-01", "address": "", "identifier": "N1001"}
    )
    assert faults == []
    assert (details.names, details.born_on) == (("Marlon Pryce",), date(1990, 5, 1))
    assert (details.addresses, details.identifiers) == ((), ("N1001",))


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"date_of_birth": "1 May 1990"}, "date_of_birth"),
        ({"name": "x" * 501}, "name"),
        ({"name": "nul\x00"}, "name"),
        ({"shoe_size": "9"}, "shoe_size"),
    ],
)
def test_what_cannot_be_searched_for_is_named(terms, field):
    _details, faults = asked_details(terms)
    assert [fault.field for fault in faults] == [field]
