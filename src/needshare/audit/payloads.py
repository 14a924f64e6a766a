"""What an entry says, sealed in two parts.

The person concerned is sealed under a key of their own, all else under the month's key, so that a
person can be erased while who acted, when and why remains. Both are bound to the leaf as
associated data: a payload moved to another entry does not open.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needshare.crypto.sealing import open_sealed, seal

from .keys import PayloadKey
from .leaves import SALT_SIZE, canonical, commitment, digests_of
from .terms import Part

VALUE_AT = SALT_SIZE + 4
NAMES = tuple(sorted(part.value for part in Part))


@dataclass(frozen=True, slots=True)
class Said:
    """The parts of one entry with their salts, before they are sealed or after they are opened."""

    parts: Mapping[str, tuple[bytes, bytes]]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Said":
        """Salt every part; a part that is not given is committed to as null."""
        salts = os.urandom(SALT_SIZE * len(NAMES))
        return cls(
            {
                name: (salts[at * SALT_SIZE : (at + 1) * SALT_SIZE], canonical(values.get(name)))
                for at, name in enumerate(NAMES)
            }
        )

    @property
    def digests(self) -> dict[str, bytes]:
        """The commitment to each part."""
        return digests_of((name, salt, value) for name, (salt, value) in self.parts.items())

    @property
    def commitment(self) -> bytes:
        """What the leaf says about all parts together."""
        return commitment(self.digests)

    def value(self, name: str) -> Any:
        """Read one part; None where it was not given or cannot be opened any more."""
        held = self.parts.get(name)
        return None if held is None else json.loads(held[1])

    def sealed(self, key: PayloadKey, leaf: bytes, *names: str) -> bytes:
        """Seal some of the parts under a key, bound to the leaf.

        Each is written as its name and a zero byte, its salt, the length of its value in four bytes, its value.
        """
        framed = []
        for name in names:
            salt, value = self.parts[name]
            framed += [name.encode("ascii"), b"\x00", salt, len(value).to_bytes(4, "big"), value]
        return seal(key.open, b"".join(framed), leaf)


def opened(key: PayloadKey, sealed: bytes, leaf: bytes) -> dict[str, tuple[bytes, bytes]]:
    """Open parts that `Said.sealed` sealed.

    Raises:
        Tampered: the ciphertext, the key or the leaf is not the one it was sealed with.
        ValueError: what was sealed are not parts.
    """
    rest, parts = open_sealed(key.open, sealed, leaf), {}
    while rest:
        name, _end, rest = rest.partition(b"\x00")
        size = int.from_bytes(rest[SALT_SIZE:VALUE_AT], "big")
        value = rest[VALUE_AT : VALUE_AT + size]
        if len(rest) < VALUE_AT + size:
            raise ValueError("a part is cut off")
        parts[name.decode("ascii")] = (rest[:SALT_SIZE], value)
        rest = rest[VALUE_AT + size :]
    return parts
