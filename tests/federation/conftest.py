"""An organisation's provider that runs, and people at their browsers between it and the product."""

import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from django.conf import settings as product
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from needshare.accounts.models import Account
from needshare.config import urls  # read now, with all the providers there are: tests set their own
from needshare.federation.terms import Provider
from needshare.provisioning import actions as provisioning
from tests.architecture.source import ROOT
from tests.cast import acting
from tests.installation import free_port
from tests.provisioning.conftest import Directory

from .provider import PASSWORD, SECRET, TAMPERING, WITHOUT_SIGN_OUT

assert urls.urlpatterns
logging.getLogger("httpx2").setLevel(logging.WARNING)

# They are the provider's own process's: its tables are no part of the product's database.
collect_ignore = ["provider.py", "provider_adapter.py", "provider_urls.py"]
NAMES = ("wexcombe", "northmoor")
BACK = [f"{product.SITE_URL}/account/provider/{name}/return" for name in NAMES]


@dataclass
class Running:
    """The provider's process, and the folder through which it is told what to say."""

    folder: Path
    origin: str

    def will_say(self, **claims: Any) -> None:
        """Have it put these claims over those of its next ID tokens."""
        (self.folder / TAMPERING).write_text(json.dumps(claims))

    def cannot_sign_out(self) -> None:
        """Have it say nothing of an address for signing out."""
        (self.folder / WITHOUT_SIGN_OUT).touch()

    def is_honest(self) -> None:
        for each in (TAMPERING, WITHOUT_SIGN_OUT):
            (self.folder / each).unlink(missing_ok=True)


@contextmanager
def started(folder: Path, back: list[str]) -> Iterator[Running]:
    """Run the provider, in a process of its own, as in use."""
    port = free_port()
    (folder / "secret").write_text(SECRET + "\n")
    command = [sys.executable, "-m", "tests.federation.provider", str(folder), str(port), *back]
    with subprocess.Popen(command, cwd=ROOT) as running:
        origin = f"http://127.0.0.1:{port}"
        for _each in range(300):
            assert running.poll() is None, "the provider did not start"
            try:
                httpx2.get(f"{origin}/.well-known/openid-configuration")
                break
            except httpx2.ConnectError:
                time.sleep(0.1)
        try:
            yield Running(folder, origin)
        finally:
            running.terminate()


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("provider"), BACK) as running:
        yield running


@pytest.fixture
def provider(process: Running, settings: Any) -> Iterator[Running]:
    """Set it up for Wexcombe and Northmoor: each vouches for its own people only."""
    cache.clear()
    wexcombe = settings.SIGN_IN_PROVIDERS[0]
    here: Provider = replace(
        wexcombe,
        issuer=process.origin,
        origins=(process.origin,),
        secret_file=str(process.folder / "secret"),
        is_listed=True,
    )
    settings.SIGN_IN_PROVIDERS = (
        here,
        replace(here, name="northmoor", organisation="NMC", label="Northmoor"),
    )
    yield process
    process.is_honest()


@dataclass
class Person:
    """Somebody at a browser: what they do at the product, and at the provider."""

    name: str
    client: Client = field(default_factory=Client)
    there: httpx2.Client = field(default_factory=httpx2.Client)

    def leave(self, address: str, **typed: str) -> str:
        """Choose sign-in by the provider; return where the browser is sent."""
        answer = self.client.post(address, typed, secure=True)
        assert answer.status_code == 302, answer.content.decode()
        return answer.headers["Location"]

    def prove(self, address: str) -> str:
        """Sign in at the provider; return where it sends the browser back to."""
        while not address.startswith(product.SITE_URL):
            answer = self.there.get(address)
            while answer.status_code == 200:
                token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)
                assert token, answer.text
                typed = {"login": self.name, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
                answer = self.there.post(address, data=typed)
                assert answer.status_code == 302, answer.text
            address = str(httpx2.URL(address).join(answer.headers["location"]))
        return address

    def arrive(self, address: str) -> Any:
        """Come back to the product."""
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}", secure=True)

    def come_in(self, provider: str = "wexcombe", **typed: str) -> Any:
        """Go the whole way."""
        return self.arrive(self.prove(self.leave(f"/account/provider/{provider}", **typed)))

    def open(self, address: str) -> Any:
        return self.client.get(address, secure=True)


def directory_of(organisation: str, administrator: Account) -> Directory:
    """Connect an organisation's directory now."""
    at = timezone.now()
    _token, secret = provisioning.issue_token(
        organisation=organisation,
        label="Directory",
        expires_at=at + timedelta(days=9),
        by=acting(administrator, at=at),
        at=at,
    )
    return Directory(secret)
