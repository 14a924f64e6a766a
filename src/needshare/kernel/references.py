"""Record ids and the references people read out over the phone.

Ids are UUID version 7 (RFC 9562): sortable by time, unique without asking the database.
References are random, so that they cannot be counted or guessed, in Crockford's alphabet
(no I, L, O, U), with a check character that catches a mistyped or swapped character.
"""

import secrets
import threading
import time
from uuid import UUID

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BITS = 74
STEP_BITS = 48
NUMBER_BITS = 21
NUMBER_STEP_BITS = 8


class IdSequence:
    """Ids of one process, each greater than the one before (RFC 9562 section 6.2, method 2).

    Within a millisecond, or while the clock stands behind the last id, the random part is
    raised by a random step instead of being drawn anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> UUID:
        """Return the next id."""
        fresh = (time.time_ns() // 1_000_000) << RANDOM_BITS | secrets.randbits(RANDOM_BITS)
        step = 1 + secrets.randbits(STEP_BITS)
        with self._lock:
            behind = fresh >> RANDOM_BITS <= self._last >> RANDOM_BITS
            self._last = value = self._last + step if behind else fresh
        time_part, random_part = divmod(value, 1 << RANDOM_BITS)
        high, low = divmod(random_part, 1 << 62)
        return UUID(int=time_part << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)


_sequence = IdSequence()


def new_id() -> UUID:
    """Return a new UUIDv7: Unix milliseconds, then 74 random bits; later ids sort later."""
    return _sequence.next()


class _Numbers:
    """Whole numbers of one process below 2**63, each greater than the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        """Return the next number: milliseconds, then random bits, so that two processes differ."""
        fresh = (time.time_ns() // 1_000_000) << NUMBER_BITS | secrets.randbits(NUMBER_BITS)
        with self._lock:
            self._last = fresh if fresh > self._last else self._last + 1 + secrets.randbits(NUMBER_STEP_BITS)
            return self._last


_numbers = _Numbers()


def new_number() -> int:
    """Return a new number of 63 bits, where a table must be numbered; later numbers are greater."""
    return _numbers.next()


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
