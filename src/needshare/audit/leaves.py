"""The leaf: the bytes of one entry that are hashed into the log, without a word about anybody. Pure.

A leaf is canonical JSON (RFC 8785, strings and integers only):
`{"a":act,"c":commitment,"id":uuid,"n":number,"p":previous,"t":ms,"v":1,"w":writer}`. `c` commits to
the entry's parts one by one with a salt each, so that one part can be shown to the Commissioner,
or erased, without touching the others. `w`, `n` and `p` chain the entries of one writer, so that an
entry removed before it was sealed leaves a gap. The format is final; `tests/vectors` holds examples.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from .merkle import leaf_hash, root_of

SALT_SIZE = 32
LINK_SIZE = 16
NO_LINK = bytes(LINK_SIZE)
MAX_LEAF = 65_535

_BASE64_16 = "[A-Za-z0-9+/]{21}[AQgw]=="
_BASE64_32 = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="
_NUMBER = "(0|[1-9][0-9]{0,17})"
SHAPE = re.compile(
    rb'\{"a":"([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)","c":"(' + _BASE64_32.encode() + rb')",'
    rb'"id":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",'
    rb'"n":' + _NUMBER.encode() + rb',"p":"(' + _BASE64_16.encode() + rb')",'
    rb'"t":' + _NUMBER.encode() + rb',"v":1,"w":"([0-9a-f]{16})"\}'
)

_WRITTEN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf, read."""

    action: str
    commitment: str
    uuid: str
    number: int
    link: str
    at_ms: int
    writer: str


def canonical(value: Any) -> bytes:
    r"""Write a value as the one JSON text it has (RFC 8785 for what `plain` lets through).

    >>> canonical({"b": [1, "é"], "a": None})
    b'{"a":null,"b":[1,"\xc3\xa9"]}'
    """
    return _WRITTEN.encode(value).encode("utf-8", "replace")


def plain(value: Any) -> Any:
    """Turn a value into strings, integers, lists and dictionaries.

    >>> plain({"on": date(2026, 7, 1), "who": (1, True)})
    {'on': '2026-07-01', 'who': [1, True]}

    Raises:
        TypeError: for anything whose text could differ from one reading to the next.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(held) for held in value)
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    raise TypeError(f"an audit entry cannot hold a {type(value).__name__}")


def part_digest(name: str, salt: bytes, value: bytes) -> bytes:
    """Commit to one part: nothing can be learnt from the digest without the salt."""
    return sha256(b"\x00" + salt + name.encode("ascii") + b"\x00" + value).digest()


def commitment(digests: Mapping[str, bytes]) -> bytes:
    """Commit to all parts: the root of RFC 6962 over their digests, in order of name."""
    return root_of(digests[name] for name in sorted(digests))


def build(
    *, action: str, commit: bytes, uuid: UUID, number: int, link: bytes, at_ms: int, writer: str
) -> bytes:  # one parameter for each member of the format
    """Write a leaf.

    Raises:
        ValueError: if it would not have the shape every reader demands.
    """
    leaf = (
        f'{{"a":"{action}","c":"{b64encode(commit).decode()}","id":"{uuid}","n":{number},'
        f'"p":"{b64encode(link).decode()}","t":{at_ms},"v":1,"w":"{writer}"}}'
    ).encode()
    if not SHAPE.fullmatch(leaf):
        raise ValueError("this is not a leaf")
    return leaf


def read(leaf: bytes) -> Leaf:
    """Read a leaf that has exactly the shape `build` writes.

    Raises:
        ValueError: for any other bytes.
    """
    found = SHAPE.fullmatch(leaf)
    if found is None:
        raise ValueError("this is not a leaf")
    action, commit, uuid, number, link, at_ms, writer = (text.decode() for text in found.groups())
    return Leaf(action, commit, uuid, int(number), link, int(at_ms), writer)


def link_to(leaf: bytes) -> bytes:
    """Return what the writer's next leaf says about this one."""
    return leaf_hash(leaf)[:LINK_SIZE]


def digests_of(parts: Iterable[tuple[str, bytes, bytes]]) -> dict[str, bytes]:
    """Commit to several parts given as name, salt and value."""
    return {name: part_digest(name, salt, value) for name, salt, value in parts}
