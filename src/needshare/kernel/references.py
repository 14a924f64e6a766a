"""Record ids and the references people read out over the phone.

Ids are UUID version 7 (RFC 9562): sortable by time, unique without asking the database.
References are random, so that they cannot be counted or guessed, in Crockford's alphabet
(no I, L, O, U), with a check character that catches a mistyped or swapped character.
"""

import os
import secrets
import time
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> UUID:
    """Return a new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    value = int.from_bytes(os.urandom(10), "big") | (time.time_ns() // 1_000_000) << 80
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def check_character(body: str) -> str:
    """Compute the check character of a reference's random part.

    >>> check_character("7K3F9QX")
    'W'
    """
    total = sum((place + 3) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % 31]


def new_reference(prefix: str, year: int) -> str:
    """Make a reference such as NMC-26-7K3F-9QXW from 35 random bits."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    body += check_character(body)
    return f"{prefix}-{year % 100:02d}-{body[:4]}-{body[4:]}"


def tidy_reference(text: str) -> str:
    """Normalise a reference as typed: capitals, no spaces.

    >>> tidy_reference(" nmc-26-7k3f-9qxw ")
    'NMC-26-7K3F-9QXW'
    """
    return "".join(text.upper().split())
