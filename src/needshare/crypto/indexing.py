"""Blind index: find a sealed value again without storing it, by a keyed digest of its tidied form.

The digest is keyed and bound to owner and kind, so that equal values of two owners do not look
alike. Who holds the key can try out names and dates, of which there are few: the key counts as
much as the data.
"""

import base64
import hashlib
import hmac
from typing import Final
from uuid import UUID

from . import keyring

DIGEST_BYTES: Final = 16
# Of a search token less is kept: some tokens of different words are equal, and a stolen index tells less.
TOKEN_BYTES: Final = 5
KEY_ID_BYTES: Final = 4


def blind(owner: UUID, kind: str, text: str) -> str:
    """Compute the digest by which an owner finds a tidied text of one kind: 32 hex digits."""
    return _digest(owner, kind, text)[:DIGEST_BYTES].hex()


def token(owner: UUID, kind: str, text: str) -> str:
    """Compute the short digest a full-text index holds in place of a tidied text: 8 letters and digits.

    Two texts may have one token: what is found by tokens is looked at again in the clear.
    """
    return base64.b32encode(_digest(owner, f"token {kind}", text)[:TOKEN_BYTES]).decode().lower()


def key_id() -> str:
    """Name the key that digests are made with, so that rows of an older one can be found and made anew."""
    digest = hmac.digest(keyring.current().blind_index, b"the name of this key", hashlib.sha256)
    return digest[:KEY_ID_BYTES].hex()


def _digest(owner: UUID, kind: str, text: str) -> bytes:
    parts = (owner.bytes, kind.encode(), text.encode())
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(keyring.current().blind_index, message, hashlib.sha256)
