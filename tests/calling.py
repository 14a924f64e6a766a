"""Calling the API as one person, with a real token: what every test_api.py speaks through."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import TokenScope
from tests.cast import AT, Cast

ROOT = "/api/v1"
PROBLEM = "application/problem+json"


def token_of(account: Account) -> str:
    """Issue a token for a person or a system."""
    _token, secret = accounts.add_token(
        username=account.username,
        label="test",
        expires_at=AT + timedelta(days=30),
        scope=TokenScope.EVERYDAY if account.is_system else TokenScope.STEPS,
        by=operator(at=AT),
        at=AT,
    )
    return secret


@dataclass
class Caller:
    """One person at the API."""

    token: str

    def __post_init__(self) -> None:
        self.client = Client(raise_request_exception=False)

    def headers(self, named: dict[str, str]) -> dict[str, str]:
        signed_in = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return {**signed_in, **named}

    def get(self, path: str, query: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.get(ROOT + path, query, headers=self.headers(more.get("headers", {})))

    def post(self, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Any:
        named = self.headers(headers or {})
        if body is None:
            return self.client.post(ROOT + path, headers=named)
        content = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(ROOT + path, content, content_type="application/json", headers=named)

    def send(self, path: str, content: bytes, kind: str) -> Any:
        """Post bytes as a type of one's choosing."""
        return self.client.post(ROOT + path, content, content_type=kind, headers=self.headers({}))

    def form(self, path: str, parts: dict[str, Any], *, headers: dict[str, str] | None = None) -> Any:
        return self.client.post(ROOT + path, parts, headers=self.headers(headers or {}))

    def done(self, path: str, body: Any = None, *, status: int = 200, **more: Any) -> Any:
        """Post and expect it to be done; return what is shown."""
        response = self.post(path, body, **more)
        assert response.status_code == status, response.content
        return response.json()

    def seen(self, path: str, **query: Any) -> Any:
        response = self.get(path, query or None)
        assert response.status_code == 200, response.content
        return response.json()


@dataclass
class Telephone:
    """Finds the caller of each part of the cast, one token each."""

    cast: Cast

    def __post_init__(self) -> None:
        self.known: dict[str, Caller] = {}

    def __call__(self, part: str) -> Caller:
        """Return the caller of a part: `api("partner")`."""
        if part not in self.known:
            self.known[part] = Caller(token_of(getattr(self.cast, part)))
        return self.known[part]


def refused(response: Any, status: int) -> dict[str, Any]:
    """Expect a problem of this status, and return what it says."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == PROBLEM
    said: dict[str, Any] = response.json()
    assert said["status"] == status
    assert said["type"].startswith("urn:needshare:problem:")
    return said
