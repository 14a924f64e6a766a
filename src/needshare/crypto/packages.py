"""Packages for recipients: the age format (age-encryption.org/v1), opened by any age program.

Recipients are X25519 only: an `age1...` key whose secret half stays with the recipient.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import pyrage
from pyrage import x25519

from needshare.kernel import Invalid, gettext_noop as _

RECIPIENT_LENGTH: Final = 62


class NewIdentity(NamedTuple):
    """A secret identity for the recipient alone to keep, and the recipient key to give away."""

    identity: str
    recipient: str

    def __repr__(self) -> str:
        return f"<NewIdentity of {self.recipient}>"


def new_identity() -> NewIdentity:
    """Make a key pair."""
    identity = x25519.Identity.generate()
    return NewIdentity(str(identity), str(identity.to_public()))


def is_recipient(text: str) -> bool:
    """Tell whether a text is an X25519 recipient key; nothing else is accepted, not even a plugin's."""
    if len(text) != RECIPIENT_LENGTH or not text.startswith("age1"):
        return False
    try:
        return str(x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def recipient_of(identity: str) -> str:
    """Derive the recipient key of an identity.

    Raises:
        Invalid: the text is not an identity.
    """
    return str(read_identity(identity).to_public())


def seal_to(recipient: str, plain: bytes, *, armored: bool = False) -> bytes:
    """Encrypt to one recipient; armored gives plain text lines instead of bytes.

    Raises:
        Invalid: the text is not a recipient key.
    """
    return seal_to_many((recipient,), plain, armored=armored)


def seal_to_many(recipients: Iterable[str], plain: bytes, *, armored: bool = False) -> bytes:
    """Encrypt once so that each of several recipients can open it with their own identity.

    Raises:
        Invalid: there is no recipient, or one is not a recipient key.
    """
    texts = tuple(dict.fromkeys(recipients))
    if not texts or not all(is_recipient(text) for text in texts):
        raise Invalid.field(
            "recipient", _("Give the recipient's age key: it starts with age1 and has 62 characters.")
        )
    keys = [x25519.Recipient.from_str(text) for text in texts]
    sealed: bytes = pyrage.encrypt(plain, keys, armored=armored)
    return sealed


def open_with(identity: str, sealed: bytes) -> bytes:
    """Decrypt a package, armored or not.

    Raises:
        Invalid: the identity is malformed, or the package is damaged or meant for somebody else.
    """
    secret = read_identity(identity)
    try:
        plain: bytes = pyrage.decrypt(sealed, [secret])
    except pyrage.DecryptError:
        raise Invalid.field(
            "package", _("This key does not open this package: it is meant for another key, or damaged.")
        ) from None
    return plain


def seal_file(recipient: str, source: Path, target: Path) -> None:
    """Encrypt a file of any size to one recipient.

    Raises:
        Invalid: the text is not a recipient key.
    """
    if not is_recipient(recipient):
        raise Invalid.field("recipient", _("Give an age key: it starts with age1 and has 62 characters."))
    pyrage.encrypt_file(str(source), str(target), [x25519.Recipient.from_str(recipient)])


def open_file(identity: str, source: Path, target: Path) -> None:
    """Decrypt a file of any size.

    Raises:
        Invalid: the identity is malformed, or the file is damaged or meant for somebody else.
    """
    secret = read_identity(identity)
    try:
        pyrage.decrypt_file(str(source), str(target), [secret])
    except (pyrage.DecryptError, OSError):
        raise Invalid.field(
            "file",
            _("This key does not open this file: it is meant for another key, damaged, or no age file."),
        ) from None


def read_identity(identity: str) -> x25519.Identity:
    """Read a secret identity, ignoring space around it."""
    try:
        return x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError:
        raise Invalid.field(
            "identity", _("Give the secret age key: it starts with AGE-SECRET-KEY-1.")
        ) from None
