"""Signing: raw Ed25519, checked against RFC 8032."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from needshare.crypto import keyring, signing
from needshare.kernel import Unavailable

# RFC 8032, section 7.1, tests 2 and 3: seed, public key, message, signature
RFC_8032 = [
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize("row", RFC_8032)
def test_the_published_signatures_come_out(row: tuple[str, str, str, str]) -> None:
    seed, public, message, signature = (bytes.fromhex(part) for part in row)
    assert signing.public_of(seed) == public
    assert signing.sign_with(seed, message) == signature
    assert signing.verify(public, message, signature)


@given(message=st.binary(max_size=200), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_changed_signature_or_message_is_refused(message: bytes, place: int, bit: int) -> None:
    seed = bytes(range(32))
    public, signature = signing.public_of(seed), signing.sign_with(seed, message)
    changed = bytearray(signature)
    changed[place % 64] ^= 1 << bit
    assert signing.verify(public, message, signature)
    assert not signing.verify(public, message, bytes(changed))
    assert not signing.verify(public, message + b"x", signature)


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)])
def test_a_malformed_public_key_verifies_nothing(public: bytes) -> None:
    assert not signing.verify(public, b"note", bytes(64))


def test_the_audit_key_signs_and_its_public_half_verifies(own_keyring: Path) -> None:
    signature = signing.sign(b"note")
    assert len(signature) == 64
    assert signing.verify(signing.public_key(), b"note", signature)
    assert not signing.verify(signing.public_of(signing.new_seed()), b"note", signature)


def test_without_the_signing_key_one_can_verify_but_not_sign(own_keyring: Path) -> None:
    signature = signing.sign(b"note")
    (own_keyring / keyring.RING / "audit-signing.key").unlink()
    assert signing.verify(signing.public_key(), b"note", signature)
    with pytest.raises(Unavailable):
        signing.sign(b"note")
