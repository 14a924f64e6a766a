"""The blind index: equal means equal digest, and nothing else does."""

import uuid
from pathlib import Path

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


def test_a_token_is_short_repeatable_and_keyed() -> None:
    token = indexing.token(FORCE, "word", "ivo")
    assert token == indexing.token(FORCE, "word", "ivo")
    assert len(token) == 8
    assert token.isalnum()
    assert token == token.lower()


def test_owner_sort_text_and_key_all_count_in_a_token(own_keyring: Path) -> None:
    before = indexing.key_id()
    tokens = {
        indexing.token(FORCE, "word", "ivo"),
        indexing.token(FORCE, "sound", "ivo"),
        indexing.token(uuid.uuid4(), "word", "ivo"),
        indexing.token(FORCE, "word", "ivy"),
    }
    (own_keyring / keyring.RING).rename(own_keyring / "old")
    keyring.create(own_keyring)
    keyring.forget()
    tokens.add(indexing.token(FORCE, "word", "ivo"))
    assert len(tokens) == 5
    assert indexing.key_id() != before
