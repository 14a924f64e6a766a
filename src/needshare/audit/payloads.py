"""What an entry says, sealed in two parts.

The person concerned is sealed under a key of their own, all else under the month's key, so that a
person can be erased while who acted, when and why remains. Both are bound to the leaf as
associated data: a payload moved to another entry does not open.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needshare.crypto.sealing import open_sealed, seal

from .keys import PayloadKey
from .leaves import SALT_SIZE, canonical, commitment, digests_of
from .terms import Part

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
        """Seal some of the parts under a key, bound to the leaf."""
        text = {
            name: [b64encode(self.parts[name][0]).decode(), self.parts[name][1].decode()] for name in names
        }
        return seal(key.open, canonical(text), leaf)


def opened(key: PayloadKey, sealed: bytes, leaf: bytes) -> dict[str, tuple[bytes, bytes]]:
    """Open parts that `Said.sealed` sealed.

    Raises:
        Tampered: the ciphertext, the key or the leaf is not the one it was sealed with.
    """
    text = json.loads(open_sealed(key.open, sealed, leaf))
    return {name: (b64decode(salt), value.encode()) for name, (salt, value) in text.items()}
