"""Sealing: what was sealed opens, and nothing else does."""

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from needshare.crypto.sealing import (
    OVERHEAD,
    Tampered,
    new_key,
    open_sealed,
    seal,
    seal_with_nonce,
)
from needshare.kernel import Unavailable

KEY = bytes(range(32))
VECTORS = json.loads((Path(__file__).parent.parent / "vectors/sealing.json").read_text("utf-8"))
keys_ = st.binary(min_size=32, max_size=32)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_golden_values_still_open_and_are_still_made(vector: dict[str, str]) -> None:
    key, nonce = bytes.fromhex(vector["key"]), bytes.fromhex(vector["nonce"])
    plain, sealed = bytes.fromhex(vector["plain"]), bytes.fromhex(vector["sealed"])
    aad = vector["aad"].encode()
    assert open_sealed(key, sealed, aad) == plain
    assert seal_with_nonce(key, plain, aad, nonce=nonce) == sealed


@given(key=keys_, plain=st.binary(max_size=500), aad=st.binary(max_size=60))
def test_what_was_sealed_opens(key: bytes, plain: bytes, aad: bytes) -> None:
    sealed = seal(key, plain, aad)
    assert open_sealed(key, sealed, aad) == plain
    assert len(sealed) == len(plain) + OVERHEAD


@given(plain=st.binary(max_size=100), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(plain: bytes, place: int, bit: int) -> None:
    sealed = bytearray(seal(KEY, plain, b"here"))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(Tampered):
        open_sealed(KEY, bytes(sealed), b"here")


@given(plain=st.binary(max_size=60), cut=st.integers(min_value=1))
def test_any_shortened_value_is_found(plain: bytes, cut: int) -> None:
    sealed = seal(KEY, plain, b"here")
    with pytest.raises(Tampered):
        open_sealed(KEY, sealed[: len(sealed) - 1 - cut % len(sealed)], b"here")


def test_another_key_does_not_open() -> None:
    with pytest.raises(Tampered):
        open_sealed(new_key(), seal(KEY, b"text", b"here"), b"here")


def test_another_place_does_not_open_and_is_named() -> None:
    with pytest.raises(Tampered) as caught:
        open_sealed(KEY, seal(KEY, b"text", b"here"), b"there")
    assert isinstance(caught.value, Unavailable)
    assert caught.value.where == "there"
    assert "there" not in caught.value.reason.split()
    assert "at there" in caught.value.__notes__


def test_the_same_text_is_never_sealed_alike() -> None:
    assert len({seal(KEY, b"text", b"here") for _ in range(100)}) == 100
