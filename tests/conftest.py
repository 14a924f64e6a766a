"""What every test stands on: no network but loopback, folders of the run, a clean cache of time zones."""

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from needshare.api import limits
from needshare.challenges import actions as challenges
from needshare.crypto import keyring
from tests import postgres, roles, rows
from tests.audit.ground import begin
from tests.calling import Telephone
from tests.cast import AT, Cast, assemble

# A live server and a browser share one process; Django would refuse its database otherwise.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


class NetworkIsBlocked(Exception):
    """A test tried to leave this machine."""


def is_here(address: Any) -> bool:
    """Tell whether an address is a local socket file or loopback."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if host in {"localhost", "", b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            if not is_here(address):
                raise NetworkIsBlocked(f"tests may not reach {address}")
            return original(self, address)

        patch.setattr(socket.socket, name, guarded)
    lookup = socket.getaddrinfo

    def guarded_lookup(host: Any, *rest: Any, **named: Any) -> Any:
        if host is not None and not is_here((host, 0)):
            raise NetworkIsBlocked(f"tests may not look up {host}")
        return lookup(host, *rest, **named)

    patch.setattr(socket, "getaddrinfo", guarded_lookup)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _keyring() -> None:
    keyring.create(settings.KEYS_DIR)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Make the tables as the role that owns them."""
    roles.connect_as(postgres.OWNER)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Test as the role that serves."""
    with django_db_blocker.unblock():
        roles.share_what_tests_make()
    roles.connect_as(postgres.APPLICATION)
    roles.see_everything()
    yield
    roles.see_nothing()
    roles.connect_as(postgres.OWNER)


@pytest.fixture(autouse=True, scope="session")
def _tables_are_emptied_by_their_owner() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    empty = TransactionTestCase._fixture_teardown

    def emptied(self: TransactionTestCase) -> None:
        with roles.as_superuser():
            empty(self)

    patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _no_look_up_is_picked() -> Iterator[None]:
    """Let chance pick no look-up of a test; tests of the picking say themselves what chance does."""
    patch = pytest.MonkeyPatch()
    patch.setattr(challenges, "randbelow", lambda below: below - 1)
    yield
    patch.undo()


@pytest.fixture
def cast(db: None) -> Cast:
    return rows.kept("cast", assemble)


@pytest.fixture
def api(cast: Cast) -> Iterator[Telephone]:
    """Call the API as anyone of the cast, at the instant the cast was assembled."""
    with time_machine.travel(AT, tick=False):
        yield Telephone(cast)


ALTERS = {"monkeypatch", "settings"}  # what is made by a product that is altered is not kept
NEEDS_DATABASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}


def _alters(item: Any) -> bool:
    """Tell whether a test, or a fixture of ours that it uses, alters the product."""
    fixtures = [each[-1] for each in item._fixtureinfo.name2fixturedefs.values()]
    ours = [each.argnames for each in fixtures if each.func.__module__.startswith("tests.")]
    return bool(ALTERS & {*item._fixtureinfo.argnames, *(name for names in ours for name in names)})


@pytest.fixture(autouse=True)
def _own_audit_log(request: pytest.FixtureRequest) -> None:
    """Give every test that uses the database an empty audit log, its own writer and its own signer."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None and not NEEDS_DATABASE & set(request.fixturenames):
        return
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    request.getfixturevalue(
        "transactional_db" if commits or (marker and marker.kwargs.get("transaction")) else "db"
    )
    rows.begin(is_altered=_alters(request.node))
    limits._books.clear()  # the same people call in many tests
    begin()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database, so that it can run on both; keep browser tests on one worker."""
    for item in items:
        if item.get_closest_marker("django_db") or NEEDS_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
