"""Seal bytes under a key and open them again: AES-256-GCM, with a version byte in front.

A sealed value is `version (1) | nonce (12) | ciphertext | tag (16)`. The associated data says
where the value belongs, so that one moved elsewhere does not open.
"""

import os
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from needshare.kernel import Unavailable, gettext_noop as _

VERSION: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
OVERHEAD: Final = 1 + NONCE_BYTES + TAG_BYTES


class Tampered(Unavailable):
    """Stored content is not what was stored: changed, moved, cut short or damaged.

    `where` names the place (table, row, field or file) for whoever investigates; it is never shown.
    """

    def __init__(self, where: str) -> None:
        super().__init__(
            _(
                "Some stored content has been changed, moved or damaged since it was stored. "
                "Nothing was shown. Tell your system administrator."
            )
        )
        self.where = where
        self.add_note(f"at {where}")


class OpenKey(bytes):
    """A key that is used many times: what AES makes of it is kept as long as the key itself, and no longer."""

    @cached_property
    def cipher(self) -> AESGCM:
        """The key, ready to be used."""
        return AESGCM(self)


def cipher_of(key: bytes) -> AESGCM:
    """Return a key ready to be used."""
    return key.cipher if isinstance(key, OpenKey) else AESGCM(key)


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, aad: bytes) -> bytes:
    """Seal bytes under a key, bound to the place `aad` names."""
    return seal_with_nonce(key, plain, aad, nonce=os.urandom(NONCE_BYTES))


def seal_with_nonce(key: bytes, plain: bytes, aad: bytes, *, nonce: bytes) -> bytes:
    """Seal under a given nonce: only for golden files, since a nonce used twice breaks the seal."""
    version = bytes((VERSION,))
    return version + nonce + cipher_of(key).encrypt(nonce, plain, version + aad)


def open_sealed(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """Open what `seal` made.

    Raises:
        Tampered: the content, the key or the place is not the one it was sealed with.
    """
    if len(sealed) < OVERHEAD or sealed[0] != VERSION:
        raise Tampered(aad.decode(errors="replace"))
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return cipher_of(key).decrypt(nonce, body, sealed[:1] + aad)
    except InvalidTag:
        raise Tampered(aad.decode(errors="replace")) from None
