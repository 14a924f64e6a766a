"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint): the signed word for a tree's state.

Pure but for the signature itself. What is read is read strictly: one way to write a thing, or refused.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from needshare.crypto.signing import verify

ED25519 = b"\x01"
MAX_NOTE = 64 * 1024
MAX_SIZE = 2**63 - 1
SIGNED_BY = "\N{EM DASH} "

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


class BadNote(Exception):
    """A note is malformed, or not signed by who it should be."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A signer's name and public Ed25519 key, written `name+id+key`."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that say which key a signature is by."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> "VerifyingKey":
        """Read a key as `str` writes it.

        Raises:
            BadNote: the text is anything else.
        """
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        decoded = unbase64(encoded)
        key = cls(must_be_name(name), decoded[1:])
        if decoded[:1] != ED25519 or len(decoded) != 33:
            raise BadNote("this is not an Ed25519 key")
        if not _KEY_ID.fullmatch(key_id) or key.id.hex() != key_id:
            raise BadNote("the key does not belong to the name")
        return key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's name, the size of its tree and the root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Write the text to be signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """Read a checkpoint's text; lines after the third are extensions and mean nothing here.

        Raises:
            BadNote: the text is not a checkpoint.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise BadNote("a checkpoint has at least three lines, none of them empty")
        origin, number, encoded = lines[:3]
        if not _NUMBER.fullmatch(number) or int(number) > MAX_SIZE:
            raise BadNote("the size is not a number below 2^63 written plainly")
        root = unbase64(encoded)
        if len(root) != 32:
            raise BadNote("the root is not a hash")
        return cls(must_be_name(origin), int(number), root)


def signed(text: str, key: VerifyingKey, sign: Callable[[bytes], bytes]) -> bytes:
    """Sign a text: the note as bytes."""
    must_be_text(text)
    signature = b64encode(key.id + sign(text.encode())).decode()
    return f"{text}\n{SIGNED_BY}{must_be_name(key.name)} {signature}\n".encode()


def opened(note: bytes, keys: Iterable[VerifyingKey]) -> str:
    """Return a note's text once a signature by one of the keys is verified.

    Signatures by other keys are passed over; a wrong one by a known key spoils the note.

    Raises:
        BadNote: the note is malformed, or no known key signed it.
    """
    text, signatures = parsed(note)
    is_signed = False
    for key in keys:
        for name, key_id, signature in signatures:
            if (name, key_id) != (key.name, key.id):
                continue
            if not verify(key.public, text.encode(), signature):
                raise BadNote(f"the signature of {name} is wrong")
            is_signed = True
    if not is_signed:
        raise BadNote("no known key signed this note")
    return text


def parsed(note: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Split a note into its text and its signatures as name, key id and bytes.

    Raises:
        BadNote: the note is malformed.
    """
    if len(note) > MAX_NOTE:
        raise BadNote("the note is too long")
    try:
        content = note.decode("utf-8")
    except UnicodeDecodeError:
        raise BadNote("the note is not UTF-8") from None
    text, gap, tail = content.rpartition("\n\n")
    text += "\n"
    must_be_text(text)
    if not gap or not tail.endswith("\n"):
        raise BadNote("the note has no signatures")
    lines = tail[:-1].split("\n")
    if len(lines) != len(set(lines)):
        raise BadNote("a signature is there twice")
    return text, [_signature(line) for line in lines]


def must_be_name(name: str) -> str:
    """Return a name that a key or a log can have.

    Raises:
        BadNote: it is empty, or holds a space of any kind, a plus sign or a control character.
    """
    if not name or "+" in name or not name.isprintable() or any(letter.isspace() for letter in name):
        raise BadNote("this name cannot be used")
    return name


def must_be_text(text: str) -> None:
    """Refuse a text that two readers could split into lines differently.

    Raises:
        BadNote: it does not end in a newline, or holds any other control or line-breaking character.
    """
    if not text.endswith("\n") or not text.replace("\n", "").isprintable():
        raise BadNote("the text holds something other than plain lines")


def unbase64(encoded: str) -> bytes:
    """Decode base64 that is written in its one standard way.

    Raises:
        BadNote: it is not.
    """
    try:
        decoded = b64decode(encoded.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise BadNote("this is not base64") from None
    if b64encode(decoded).decode() != encoded:
        raise BadNote("this base64 is not written in the standard way")
    return decoded


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(SIGNED_BY).partition(" ")
    decoded = unbase64(encoded)
    if not line.startswith(SIGNED_BY) or len(decoded) < 5:
        raise BadNote("a line is not a signature")
    return must_be_name(name), decoded[:4], decoded[4:]
