"""The keyed hashes by which entries are found again, so that the index names nobody.

An entry is filed under the organisation it concerns. What a partner did that no organisation
claims (a blocked attempt on a reference that does not exist) is filed under nobody in particular,
where the auditors of every force of the installation see it.
"""

import hmac
from collections.abc import Iterable
from uuid import UUID, uuid5

from needshare.crypto import keyring
from needshare.kernel import Actor
from needshare.kernel.actors import NOBODY

from .terms import Kind

REF_SIZE = 16


def refs(owner: UUID, found_by: Iterable[tuple[Kind, str]]) -> tuple[tuple[str, str], ...]:
    """Hash what an entry is found by, with the key that only this installation has."""
    key, scope = keyring.current().audit_lookup, owner.hex
    return tuple((kind.value, _hash(key, f"{scope}|{kind.value}|{text}")) for kind, text in found_by)


def ref(owner: UUID, kind: Kind, text: str) -> str:
    """Hash one thing that entries are found by."""
    return refs(owner, [(kind, text)])[0][1]


def _hash(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode("utf-8", "replace"), "sha256")[:REF_SIZE].hex()


def filed_under(owner: UUID | None, by: Actor) -> UUID:
    """Name the organisation whose auditors find an entry."""
    if owner is not None:
        return owner
    return by.owner if by.is_force else NOBODY


def restricted(scope: UUID) -> UUID:
    """Name the restricted part of an organisation's log: what is filed there has other hashes.

    >>> restricted(NOBODY) == restricted(NOBODY) != NOBODY
    True
    """
    return uuid5(scope, "restricted")
