"""A directory connected to an organisation, and how it calls."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from needshare.provisioning import actions
from tests.cast import AT, acting

ROOT = "/scim/v2"


@dataclass
class Directory:
    """One organisation's directory at the door."""

    token: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {"Authorization": f"Bearer {self.token}", **headers}
        content = b"" if body is None else json.dumps(body)
        client = Client(raise_request_exception=False)
        return client.generic(
            method, ROOT + path, content, content_type="application/scim+json", headers=named
        )

    def done(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        response = self.call(method, path, body)
        assert response.status_code == status, response.content
        return response.json() if response.content else None

    def joins(self, name: str, **more: Any) -> Any:
        return self.done("POST", "/Users", {"userName": name, **more}, status=201)


def connected(administrator: Any, organisation: str) -> Directory:
    _token, secret = actions.issue_token(
        organisation=organisation,
        label="Directory",
        expires_at=AT + timedelta(days=90),
        by=acting(administrator),
        at=AT,
    )
    return Directory(secret)


@pytest.fixture
def council(api, cast) -> Directory:
    """The directory of Wexcombe; `api` stops the clock."""
    return connected(cast.partner_administrator, "WBC")


@pytest.fixture
def force(api, cast) -> Directory:
    return connected(cast.administrator, "NMC")
