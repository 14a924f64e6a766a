"""The leaf's bytes: golden examples, the one shape, and what cannot be said in it."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from needshare.audit.leaves import build, canonical, commitment, link_to, part_digest, plain, read
from needshare.audit.merkle import leaf_hash
from needshare.audit.terms import Operation

GOLDEN = json.loads((Path(__file__).parent.parent / "vectors" / "audit_leaves.json").read_text())
ACTIONS = st.from_regex(r"[a-z][a-z0-9_]{0,30}\.[a-z][a-z0-9_]{0,30}", fullmatch=True)


@pytest.mark.parametrize("example", GOLDEN, ids=lambda example: example["name"])
def test_stored_leaves_never_change(example: dict[str, Any]) -> None:
    parts = example["parts"]
    digests = {
        name: part_digest(name, bytes.fromhex(part["salt"]), canonical(part["value"]))
        for name, part in parts.items()
    }
    assert {name: digest.hex() for name, digest in digests.items()} == example["digests"]
    leaf = build(
        action=example["action"],
        commit=commitment(digests),
        uuid=UUID(example["uuid"]),
        number=example["number"],
        link=bytes.fromhex(example["link"]),
        at_ms=example["at_ms"],
        writer=example["writer"],
    )
    assert leaf.decode() == example["leaf"]
    assert leaf_hash(leaf).hex() == example["leaf_hash"]
    assert link_to(leaf).hex() == example["next_link"]


@given(
    ACTIONS,
    st.binary(min_size=32, max_size=32),
    st.uuids(),
    st.integers(0, 10**17),
    st.binary(min_size=16, max_size=16),
    st.integers(0, 10**17),
    st.integers(0, 2**64 - 1),
)
def test_what_is_built_is_read_and_is_canonical(
    action: str, commit: bytes, uuid: UUID, number: int, link: bytes, at_ms: int, writer: int
) -> None:
    leaf = build(
        action=action,
        commit=commit,
        uuid=uuid,
        number=number,
        link=link,
        at_ms=at_ms,
        writer=f"{writer:016x}",
    )
    assert canonical(json.loads(leaf)) == leaf
    found = read(leaf)
    assert (found.action, found.uuid, found.number, found.at_ms) == (action, str(uuid), number, at_ms)
    assert (b64decode(found.commitment), b64decode(found.link)) == (commit, link)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_is_never_read_as_the_same_leaf(at: int, byte: int) -> None:
    leaf = GOLDEN[0]["leaf"].encode()
    at %= len(leaf)
    changed = leaf[:at] + bytes([byte]) + leaf[at + 1 :]
    if changed == leaf:
        return
    try:
        assert read(changed) != read(leaf)
    except ValueError:
        return


@pytest.mark.parametrize("action", ["Release", "release", "a.b.c", "a b.c", '".', ""])
def test_an_act_is_named_by_capability_and_verb(action: str) -> None:
    with pytest.raises(ValueError, match="not a leaf"):
        build(
            action=action,
            commit=bytes(32),
            uuid=UUID(int=0),
            number=0,
            link=bytes(16),
            at_ms=0,
            writer="0" * 16,
        )


def test_canonical_json_is_the_one_text_of_a_value() -> None:
    assert canonical({"b": "\u2028\u0007/\U0001f512", "a": [1, None, True]}) == (
        '{"a":[1,null,true],"b":"\u2028\\u0007/\U0001f512"}'.encode()
    )
    assert canonical("\ud800") == b'"?"'


def test_plain_values_have_one_reading() -> None:
    assert plain(
        {
            1: {UUID(int=1)},
            "when": datetime(2026, 1, 2, 3, tzinfo=UTC),
            "on": date(2026, 1, 2),
            "term": Operation.ERASURE,
            "many": (1, ["a"]),
        }
    ) == {
        "1": ["00000000-0000-0000-0000-000000000001"],
        "when": "2026-01-02T03:00:00+00:00",
        "on": "2026-01-02",
        "term": "erasure",
        "many": [1, ["a"]],
    }


@pytest.mark.parametrize("value", [0.5, b"bytes", object()])
def test_other_values_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        plain([value])


def test_a_part_cannot_be_guessed_without_its_salt() -> None:
    salt = bytes(range(32))
    assert part_digest("subject", salt, b'"x"') != part_digest("subject", bytes(32), b'"x"')
    assert part_digest("subject", salt, b'"x"') != part_digest("actor", salt, b'"x"')
    assert b64encode(salt)
