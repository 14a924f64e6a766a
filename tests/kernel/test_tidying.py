"""What is the same is written the same, and nothing else is."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from needshare.kernel import tidying


@pytest.mark.parametrize(
    ("written", "also_written"),
    [
        ("Thorne, Ivo", "IVO  THORNE"),
        ("O'Brien", "O’BRIEN"),
        ("Zoë Müller", "Zoe\u0308 Muller"),
        ("Łukasz Øberg", "lukasz oberg"),
        ("Weiß", "WEISS"),
        ("Anne-Marie", "anne marie"),
        ("ＩＶＯ", "ivo"),
        ("İpek", "ipek"),
    ],
)
def test_ways_of_writing_a_name_are_tidied_alike(written: str, also_written: str) -> None:
    assert tidying.tidy_name(written) == tidying.tidy_name(also_written)


@pytest.mark.parametrize(("one", "another"), [("Ann", "Anna"), ("Lee Ann", "Leeann"), ("王", "李")])
def test_different_names_stay_different(one: str, another: str) -> None:
    assert tidying.tidy_name(one) != tidying.tidy_name(another)


def test_tokens_of_a_name_are_its_words_once() -> None:
    assert tidying.name_tokens(" Ivo  Thorne-ivo ") == ("ivo", "thorne")
    assert tidying.name_tokens(" - ") == ()


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidying.tidy_text(text)
    assert tidying.tidy_text(once) == once


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_is_tidied_as_any_other(text: str) -> None:
    assert tidying.tidy_text(text) == tidying.tidy_text(f"{text} é").removesuffix("e").strip()


def test_dates_and_identifiers_have_one_form() -> None:
    assert tidying.tidy_date(date(85, 1, 2)) == "0085-01-02"
    assert tidying.tidy_identifier(" ab12-cde ") == tidying.tidy_identifier("AB12 CDE") == "AB12CDE"
