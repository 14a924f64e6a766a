"""The measured requests of the product, as endless or prepared sequences of calls."""

import json
import uuid
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any

from benchmarks.serving import Call


def calls_of(world: Mapping[str, Any]) -> dict[str, Iterator[Call]]:
    """Return the calls of each target by name; decisions and releases each use a case once."""
    people = world["people"]
    decider = people["decider"]["cookies"]
    return {
        "list": repeat(Call("/cases", decider)),
        "case": repeat(Call(f"/cases/{world['case']}", decider)),
    }


def submits(request: Mapping[str, Any], token: str) -> Iterator[Call]:
    """Yield requests sent by a partner's system, each with a key of its own."""
    body = {"force": "NMC", "organisation": "WBC", **request}
    while True:
        yield posted("/api/v1/requests", body, token)


def posted(path: str, body: Mapping[str, Any], token: str) -> Call:
    """Return a call that posts JSON as the bearer of a token."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    return Call(path, {}, json.dumps(body).encode(), headers)
