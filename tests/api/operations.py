"""Every operation of the API, as its description lists them: what tests go through one by one."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from needshare.config import api as wiring

NOTHING = str(UUID(int=1 << 76 | 1))


@dataclass(frozen=True)
class Operation:
    """One operation: its method, its address as described, and what is said of it."""

    method: str
    path: str
    said: dict[str, Any]

    def __str__(self) -> str:
        return str(self.said["operationId"])

    @property
    def is_write(self) -> bool:
        return any(each["name"] == "Idempotency-Key" for each in self.said["parameters"])

    @property
    def asks_version(self) -> bool:
        return any(each["name"] == "If-Match" for each in self.said["parameters"])

    @property
    def body(self) -> dict[str, Any]:
        """The schema of the JSON that is sent; empty where none is."""
        content = self.said.get("requestBody", {}).get("content", {})
        schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
        return schema

    def at(self, **named: object) -> str:
        """Return the address below the API's root, with its places filled in."""
        filled = {
            "reference": "NMC-26-0000-0000",
            "code": "NONE",
            "marking": "none",
            "number": "1",
            "asking": NOTHING,
            "authorisation": "AU-26-0000-0000",
            "check": NOTHING,
            **dict.fromkeys(re.findall(r"{(\w+_id)}", self.path), NOTHING),
            **named,
        }
        return self.path.removeprefix("/api/v1").format(**filled)


def every() -> list[Operation]:
    """List every operation."""
    described = wiring.described()
    return [
        Operation(method.upper(), path, said)
        for path, methods in described["paths"].items()
        for method, said in methods.items()
    ]


@cache
def schemas() -> dict[str, Any]:
    """Return the schemas that operations refer to, by name; they are worked out once, which takes a while."""
    found: dict[str, Any] = wiring.described()["components"]["schemas"]
    return found
