"""Seal the seed of a person's one-time codes as text, bound to that person, under the active KEK."""

import base64
import binascii

from . import keyring
from .sealing import Tampered, open_sealed, seal


def seal_seed(user_id: object, seed: str) -> str:
    """Seal a seed for one person; the result is text and starts with the id of the KEK."""
    kek_id, kek = keyring.current().active_kek()
    sealed = seal(kek, seed.encode(), place_of(user_id))
    return f"{kek_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def open_seed(user_id: object, sealed: str) -> str:
    """Open a seed for the person it was sealed for.

    Raises:
        Tampered: it was changed, or belongs to somebody else.
    """
    kek_id, _, body = sealed.partition(".")
    try:
        content = base64.b64decode(body.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Tampered(place_of(user_id).decode()) from None
    return open_sealed(keyring.current().kek(kek_id), content, place_of(user_id)).decode()


def is_under_active_kek(sealed: str) -> bool:
    """Tell whether a seed is sealed under the active KEK, or has to be sealed again."""
    return sealed.partition(".")[0] == keyring.current().active_kek()[0]


def place_of(user_id: object) -> bytes:
    """Name the place a seed belongs to."""
    return f"totp_seed|{user_id}".encode()
