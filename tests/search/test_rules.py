"""Reading what is asked, judging what is found; without a database."""

from datetime import date

import pytest

from needshare.search.rules import (
    MOST_TOKENS,
    Asked,
    Details,
    Element,
    Sort,
    asked_in,
    asked_terms,
    closely,
    confidence_of,
    dates_in,
    differences_between,
    is_found,
    judged,
    kin_of,
    loosely,
    namesake_key,
    postcodes_in,
    tokens_of,
)
from needshare.search.terms import Confidence, Difference, Likeness

KIN = kin_of([("peter", "peter pete"), ("mohammed", "mohammed muhammad")])
NOLAN = Details(
    names=("Peter Nolan", "Danny Nolan"),
    born_on=date(1984, 2, 12),
    addresses=("3 Quay Street, Wexcombe WX4 2QD",),
    identifiers=("N1005", "AB12 CDE"),
    texts=("Noise at the harbour",),
)
NAME, BORN = Likeness.FULL_NAME, Likeness.DATE_OF_BIRTH


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
    ("typed", "read"),
    [
        ("Peter Nolan", {("word", "peter"), ("word", "nolan")}),
        ("1984-02-12", {("born", "1984-02-12")}),
        ("12/02/1984", {("born", "1984-02-12")}),
        ("12.2.1984", {("born", "1984-02-12")}),
        ("Nolan 12 2 1984", {("word", "nolan"), ("born", "1984-02-12")}),
        ("12 February 1984", {("born", "1984-02-12")}),
        ("12 feb. 1984", {("born", "1984-02-12")}),
        ("Nolan 31/02/1984", {("word", "nolan"), ("identifier", "31021984")}),
        ("12 Foo 1984", {("word", "12"), ("word", "foo"), ("word", "1984")}),
        ("WX4 2QD", {("postcode", "WX42QD")}),
        ("wx4 Nolan", {("outward", "WX4"), ("word", "nolan")}),
        ("nmc-26-7k3f-9qxw", {("identifier", "NMC267K3F9QXW")}),
        ("07700 900123", {("identifier", "07700"), ("identifier", "900123")}),
        (" ,;- ", set()),
    ],
)
def test_what_was_typed_into_one_box_is_read(typed, read):
    assert {(str(each.sort), each.text) for each in asked_in(typed).elements} == read


@pytest.mark.parametrize(
    ("typed", "alone"),
    [("ab12 cde", "AB12CDE"), ("07700 900123", "07700900123"), ("Peter", None), ("12", None)],
)
def test_a_short_text_with_a_digit_is_also_read_as_one_number(typed, alone):
    assert [each.text for each in asked_in(typed).alone] == ([alone] if alone else [])


def test_what_was_typed_into_the_boxes_of_a_person_is_read():
    asked, faults = asked_terms(
        {"name": " Marlon Pryce ", "date_of_birth": "1990-05-01", "address": "", "identifier": "N 1001"}
    )
    assert faults == []
    assert {(str(each.sort), each.text) for each in asked.elements} == {
        ("word", "marlon"),
        ("word", "pryce"),
        ("born", "1990-05-01"),
        ("identifier", "N1001"),
    }


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
    _asked, faults = asked_terms(terms)
    assert [fault.field for fault in faults] == [field]


@pytest.mark.parametrize(
    ("day", "forms"),
    [
        (date(1984, 2, 12), 2),
        (date(1984, 2, 2), 1),
        (date(1984, 2, 13), 1),
    ],
)
def test_a_day_is_swapped_with_its_month_where_that_is_a_day_too(day, forms):
    assert len(dates_in(day)) == forms


def test_a_record_has_a_token_for_every_way_it_is_found():
    found = {(str(sort), text) for sort, text in tokens_of(NOLAN, KIN)}
    assert {
        ("word", "peter"),
        ("kin", "peter"),
        ("letters", "ola"),
        ("born", "1984-02-12"),
        ("year", "1984"),
        ("postcode", "WX42QD"),
        ("outward", "WX4"),
        ("identifier", "AB12CDE"),
        ("letters", "12c"),
        ("word", "quay"),
        ("word", "harbour"),
    } <= found
    assert any(sort == "sound" for sort, _text in found)


def test_a_very_long_text_does_not_crowd_out_the_people_in_it():
    long = Details(names=("Peter Nolan",), texts=(" ".join(f"word{n}" for n in range(5000)),))
    found = tokens_of(long, KIN)
    assert len(found) == MOST_TOKENS
    assert (Sort.WORD, "nolan") in found


@pytest.mark.parametrize(
    ("typed", "likenesses"),
    [
        ("Peter Nolan", {Likeness.FULL_NAME, Likeness.NAME_PART}),
        ("nolan peter", {Likeness.FULL_NAME, Likeness.NAME_PART}),
        ("Danny Nolan", {Likeness.ALIAS, Likeness.NAME_PART}),
        ("Pete Nolan", {Likeness.OTHER_FORM, Likeness.NAME_PART}),
        ("Peter Knolan", {Likeness.SOUNDS_LIKE, Likeness.NAME_PART}),
        ("ola", {Likeness.LETTERS}),
        ("Nolan 1984", {Likeness.NAME_PART, Likeness.BIRTH_YEAR}),
        ("Nolan 12/02/1984", {Likeness.NAME_PART, Likeness.DATE_OF_BIRTH}),
        ("Nolan 02/12/1984", {Likeness.NAME_PART, Likeness.DATE_SWAPPED}),
        ("N1005", {Likeness.IDENTIFIER}),
        ("ab12cde", {Likeness.IDENTIFIER}),
        ("b12cd", {Likeness.LETTERS}),
        ("Nolan WX4 2QD", {Likeness.NAME_PART, Likeness.POSTCODE}),
        ("Nolan WX4", {Likeness.NAME_PART, Likeness.OUTWARD}),
        ("3 Quay Nolan WX4 2QD", {Likeness.NAME_PART, Likeness.WORD, Likeness.POSTCODE, Likeness.ADDRESS}),
        ("harbour", {Likeness.WORD}),
    ],
)
def test_every_match_says_why(typed, likenesses):
    match = judged(asked_in(typed), [NOLAN], KIN)
    assert match is not None
    assert set(match.likenesses) == likenesses
    assert list(match.likenesses) == [each for each in Likeness if each in likenesses]


@pytest.mark.parametrize("typed", ["Someone Else", "Smith 12/02/1984", "Else WX4 2QD", "N1006", "12/03/1984"])
def test_what_only_shares_a_token_is_not_shown(typed):
    assert judged(asked_in(typed), [NOLAN], KIN) is None


def test_the_name_of_one_person_and_the_birthday_of_another_are_no_match_of_either():
    one = Details(names=("Peter Nolan",), born_on=date(1950, 1, 1))
    other = Details(names=("Ann Lee",), born_on=date(1984, 2, 12))
    assert judged(asked_in("Ann 01/01/1950"), [one, other], KIN) is None


def test_another_birth_date_is_said_and_ranked_lower():
    exact = judged(asked_in("Peter Nolan 12/02/1984"), [NOLAN], KIN)
    differs = judged(asked_in("Peter Nolan 13/05/1985"), [NOLAN], KIN)
    assert exact is not None
    assert differs is not None
    assert (exact.differs, differs.differs) == ((), (Difference.DATE_OF_BIRTH,))
    assert exact.score > differs.score


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Peter Nolan", "Pete Nolan"),
        ("Peter Nolan 12/02/1984", "Peter Nolan 02/12/1984"),
        ("N1005", "Peter Nolan"),
        ("Peter Nolan", "Peter Knolan"),
    ],
)
def test_the_surer_match_has_the_higher_score(better, worse):
    first, second = (judged(asked_in(typed), [NOLAN], KIN) for typed in (better, worse))
    assert first is not None
    assert second is not None
    assert first.score > second.score


@pytest.mark.parametrize(
    ("agreed", "confidence"),
    [
        ({Likeness.IDENTIFIER}, Confidence.STRONG),
        ({NAME, BORN}, Confidence.STRONG),
        ({Likeness.ALIAS, BORN}, Confidence.STRONG),
        ({NAME, Likeness.POSTCODE}, Confidence.STRONG),
        ({NAME, Likeness.DATE_SWAPPED}, Confidence.WEAK),
        ({NAME, Likeness.NAME_PART}, Confidence.WEAK),
        ({Likeness.NAME_PART, BORN}, Confidence.WEAK),
        ({BORN, Likeness.POSTCODE}, Confidence.WEAK),
    ],
)
def test_a_namesake_is_never_a_strong_match(agreed, confidence):
    assert confidence_of(agreed) is confidence
    assert Confidence.STRONG.rank < Confidence.WEAK.rank


def test_namesakes_are_told_apart_by_what_differs():
    other = Details(names=("PETER NOLAN",), born_on=date(1984, 2, 12), identifiers=("N1005", "AB12 CDE"))
    assert namesake_key(NOLAN) == namesake_key(other)
    assert differences_between(NOLAN, other) == (Difference.ALIAS, Difference.ADDRESS)
    assert differences_between(NOLAN, NOLAN) == ()
    assert namesake_key(Details(names=("Peter Nolan",))) is None


def test_nothing_asked_is_no_condition():
    assert closely(Asked(), KIN) is None
    assert loosely(Asked(), KIN) is None
    assert not is_found(Asked(), [Element(Sort.WORD, "ann")])
