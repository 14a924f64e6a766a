"""Random tokens for API clients and links, and short codes: shown once, stored only as a keyed hash."""

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final, NamedTuple

from needshare.kernel.references import ALPHABET

from . import keyring

PREFIX: Final = "ns_"  # lets secret scanners recognise one that was committed by mistake
SHAPE: Final = re.compile(r"[a-z]{2,8}_[a-z2-7]{32}")
CODE_LENGTH: Final = 8


class NewToken(NamedTuple):
    """A token to show once, and the hash to store."""

    token: str
    hash: str

    def __repr__(self) -> str:
        return f"<NewToken {self.hash[:8]}>"


def new_token(*, prefix: str = PREFIX) -> NewToken:
    """Make a token of 160 random bits."""
    token = prefix + base64.b32encode(secrets.token_bytes(20)).decode().lower()
    return NewToken(token, token_hash(token))


def is_token(text: str) -> bool:
    """Tell whether a text has the shape of a token, before anything is looked up."""
    return SHAPE.fullmatch(text) is not None


def token_hash(token: str) -> str:
    """Compute the keyed hash a token is stored and found by."""
    pepper = keyring.current().token_pepper
    return hmac.new(pepper, token.encode(), hashlib.sha256).hexdigest()


def matches(token: str, stored_hash: str) -> bool:
    """Tell whether a token belongs to a stored hash, in the same time whatever the answer."""
    return hmac.compare_digest(token_hash(token).encode(), stored_hash.encode())


def new_code() -> str:
    """Make a code of 40 random bits that is read out or typed, such as 7K3F-9QXW.

    It is only safe beside a link or account, with few tries allowed.
    """
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{code[:4]}-{code[4:]}"


def code_hash(code: str) -> str:
    """Compute the keyed hash of a code as typed: small letters, spaces and hyphens do not matter."""
    tidy = "".join(letter for letter in code.upper() if letter.isalnum())
    return token_hash(f"code|{tidy}")


def code_matches(code: str, stored_hash: str) -> bool:
    """Tell whether a code as typed belongs to a stored hash, in the same time whatever the answer."""
    return hmac.compare_digest(code_hash(code).encode(), stored_hash.encode())
