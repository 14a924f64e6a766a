"""The blind index: equal after tidying means equal digest, and nothing else does."""

import uuid
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from needshare.crypto import indexing, keyring
from needshare.crypto.indexing import blind

from .conftest import FORCE


def test_the_digest_is_repeatable_and_short() -> None:
    digest = blind(FORCE, "name", "ivo thorne")
    assert digest == blind(FORCE, "name", "ivo thorne")
    assert len(bytes.fromhex(digest)) == 16


def test_owner_kind_text_and_key_all_count(own_keyring: Path) -> None:
    digests = {
        blind(FORCE, "name", "ivo"),
        blind(FORCE, "name", "iv"),
        blind(FORCE, "nameivo", ""),
        blind(FORCE, "nam", "eivo"),
        blind(FORCE, "alias", "ivo"),
        blind(uuid.uuid4(), "name", "ivo"),
    }
    (own_keyring / keyring.RING).rename(own_keyring / "old")
    keyring.create(own_keyring)
    keyring.forget()
    digests.add(blind(FORCE, "name", "ivo"))
    assert len(digests) == 7


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
    assert indexing.tidy_name(written) == indexing.tidy_name(also_written)


@pytest.mark.parametrize(("one", "another"), [("Ann", "Anna"), ("Lee Ann", "Leeann"), ("王", "李")])
def test_different_names_stay_different(one: str, another: str) -> None:
    assert indexing.tidy_name(one) != indexing.tidy_name(another)


def test_tokens_of_a_name_are_its_words_once() -> None:
    assert indexing.name_tokens(" Ivo  Thorne-ivo ") == ("ivo", "thorne")
    assert indexing.name_tokens(" - ") == ()


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = indexing.tidy_text(text)
    assert indexing.tidy_text(once) == once


def test_dates_and_identifiers_have_one_form() -> None:
    assert indexing.tidy_date(date(85, 1, 2)) == "0085-01-02"
    assert indexing.tidy_identifier(" ab12-cde ") == indexing.tidy_identifier("AB12 CDE") == "AB12CDE"
