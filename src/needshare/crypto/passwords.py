"""Passwords: Argon2id hashes with a bounded use of memory, and first passwords nobody chose.

The cost is a setting (`ARGON2ID`). Hashing is queued, so that a storm of sign-ins takes time and
not all the memory: each hash holds 64 MiB while it is made.
"""

import re
import secrets
import threading
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

AT_ONCE: Final = 2
DIFFERENT: Final = 6  # the fewest different characters of a password worth its length
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another when read out
_turns = threading.BoundedSemaphore(AT_ONCE)


class Argon2id(Argon2PasswordHasher):
    """Django's Argon2id with this installation's cost, two hashes at a time."""

    @property
    def time_cost(self) -> int:  # type: ignore[override]  # a constant there, a setting here
        return int(settings.ARGON2ID["time_cost"])

    @property
    def memory_cost(self) -> int:  # type: ignore[override]  # a constant there, a setting here
        return int(settings.ARGON2ID["memory_cost"])

    @property
    def parallelism(self) -> int:  # type: ignore[override]  # a constant there, a setting here
        return int(settings.ARGON2ID["parallelism"])

    def encode(self, password: str, salt: str) -> str:
        with _turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _turns:
            return super().verify(password, encoded)

    def harden_runtime(self, password: str, encoded: str) -> Any:
        """Leave the time as it is: the cost is in the hash, and an older one is replaced at sign-in."""


def is_outdated(encoded: str) -> bool:
    """Tell whether a password hash is of another kind or cost than this installation's."""
    return bool(identify_hasher(encoded).must_update(encoded))


class MadeOfACommonPassword(CommonPasswordValidator):
    """Refuse common passwords made long: repeated, or with digits and signs put around them."""

    def validate(self, password: str, user: object = None) -> None:
        unit = re.sub(r"[\W\d_]+", "", shortest_unit(password.lower()))
        if unit in self.passwords or shortest_unit(unit) in self.passwords or len(set(password)) < DIFFERENT:
            raise ValidationError(_("This is a common password made longer."), code="password_too_common")

    def get_help_text(self) -> str:
        return str(_("It cannot be a common password made longer."))


def shortest_unit(text: str) -> str:
    """Return what a text repeats: itself when it repeats nothing.

    >>> shortest_unit("lamplamplamp"), shortest_unit("lamp")
    ('lamp', 'lamp')
    """
    return text[: (text + text).find(text, 1)]


def first_password() -> str:
    """Make a password of about 99 random bits, easy to read out, to be changed at the first sign-in."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(5)) for _group in range(4))
