"""Tokens: random, recognisable, stored only as a hash that needs the keyring."""

from pathlib import Path

import pytest

from needshare.crypto import keyring, tokens


def test_a_new_token_matches_its_hash_and_no_other() -> None:
    made, other = tokens.new_token(), tokens.new_token()
    assert tokens.is_token(made.token)
    assert made.token.startswith("ns_")
    assert len(bytes.fromhex(made.hash)) == 32
    assert made.hash == tokens.token_hash(made.token)
    assert tokens.matches(made.token, made.hash)
    assert not tokens.matches(other.token, made.hash)
    assert not tokens.matches(made.token, "")
    assert not tokens.matches("ñ", made.hash)


def test_tokens_do_not_repeat_and_do_not_show() -> None:
    made = [tokens.new_token() for _ in range(200)]
    assert len({token.token for token in made}) == 200
    assert made[0].token not in repr(made[0])


def test_another_prefix_names_another_use() -> None:
    token = tokens.new_token(prefix="link_").token
    assert token.startswith("link_")
    assert tokens.is_token(token)


@pytest.mark.parametrize("text", ["", "ns_", "ns_" + "a" * 31, "ns_" + "A" * 32, "ns_" + "1" * 32, "x"])
def test_what_has_not_the_shape_is_no_token(text: str) -> None:
    assert not tokens.is_token(text)


def test_a_stolen_hash_is_worthless_without_the_pepper(own_keyring: Path) -> None:
    made = tokens.new_token()
    (own_keyring / keyring.RING).rename(own_keyring / "old")
    keyring.create(own_keyring)
    keyring.forget()
    assert not tokens.matches(made.token, made.hash)


def test_a_code_matches_however_it_is_typed() -> None:
    code = tokens.new_code()
    stored = tokens.code_hash(code)
    assert len(code) == 9
    for typed in (code, code.lower(), code.replace("-", ""), f" {code[:4]} {code[5:]} "):
        assert tokens.code_matches(typed, stored)
    for wrong in ("", code[:-1], code + "0", tokens.new_code()):
        assert not tokens.code_matches(wrong, stored)


def test_a_code_and_a_token_never_share_a_hash() -> None:
    code = tokens.new_code()
    assert tokens.code_hash(code) != tokens.token_hash(code)
    assert not tokens.is_token(code)
    assert len({tokens.new_code() for _ in range(200)}) == 200
