"""The measured requests of the product, as endless or prepared sequences of calls."""

import json
import uuid
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any

from benchmarks.serving import Call

API = "/api/v1"
ONCE = ("decide", "release")  # each uses up a case that was prepared for it


def calls_of(world: Mapping[str, Any]) -> dict[str, Iterator[Call]]:
    """Return the calls of each target by name: pages by session, acts by API."""
    people = world["people"]
    decider = people["decider"]["cookies"]
    return {
        "list": repeat(Call("/cases", decider)),
        "later": repeat(Call(f"/cases?before={world['middle']}", decider)),
        "case": repeat(Call(f"/cases/{world['case']}", decider)),
        "submit": submits(world["request"], people["partner"]["token"]),
        "decide": decides(world["decide"], people["decider"]["token"]),
        "release": releases(world["release"], people["preparer"]["token"]),
    }


def submits(request: Mapping[str, Any], token: str) -> Iterator[Call]:
    """Yield requests sent by a partner's system."""
    while True:
        yield posted("/requests", request, token)


def decides(cases: list[dict[str, Any]], token: str) -> Iterator[Call]:
    """Yield the approval of each case that waits for a decision."""
    for each in cases:
        yield posted(f"/cases/{each['reference']}/approve", each["body"], token)


def releases(references: list[str], token: str) -> Iterator[Call]:
    """Yield the release of each package that was second-checked."""
    for reference in references:
        yield posted(f"/cases/{reference}/package/release", {}, token)


def posted(path: str, body: Mapping[str, Any], token: str) -> Call:
    """Return a call that posts JSON as the bearer of a token, with a key of its own."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    return Call(API + path, {}, json.dumps(body).encode(), headers)
