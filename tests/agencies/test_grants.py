"""The role that serves is weak, and production does not start with a stronger one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection

from needshare.agencies.grants import NARROWER, USUAL
from tests import postgres
from tests.roles import as_superuser

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles"),
]
STRONG = "needshare_strong"


@pytest.fixture
def logged_in_as(settings: Any) -> Iterator[Any]:
    """Let a test log in as another role, as production would; afterwards be as before."""
    settings.IS_PRODUCTION = True
    held = connection.settings_dict
    before, options = held["USER"], dict(held["OPTIONS"])

    def log_in(role: str) -> None:
        connection.close()
        held["USER"] = role
        held["OPTIONS"].pop("assume_role", None)

    yield log_in
    connection.close()
    held["USER"] = before
    held["OPTIONS"] |= options


def refused() -> set[str]:
    messages = run_checks(tags=[Tags.database], databases=["default"])
    return {message.id for message in messages if message.id.startswith("needshare.")}


def test_production_starts_with_the_role_that_serves(logged_in_as):
    logged_in_as(postgres.APPLICATION)
    assert refused() == set()


@pytest.mark.parametrize("role", [postgres.OWNER, "needshare"], ids=["owner", "superuser"])
def test_production_does_not_start_with_the_owner_or_a_superuser(logged_in_as, role):
    logged_in_as(role)
    assert refused() == {"needshare.E012"}


@pytest.mark.parametrize("power", ["BYPASSRLS", "CREATEROLE", "CREATEDB", f"IN ROLE {postgres.OWNER}"])
def test_production_does_not_start_with_a_role_that_could_get_round_the_policies(logged_in_as, power):
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {STRONG} LOGIN {power}")
        cursor.execute(f"GRANT {postgres.APPLICATION} TO {STRONG}")
    try:
        logged_in_as(STRONG)
        assert refused() == {"needshare.E012"}
    finally:
        logged_in_as("needshare")
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE {STRONG}")


def test_the_grants_are_those_written_down():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(privilege_type, ', ') FROM information_schema.table_privileges"
            " WHERE grantee = %s AND table_name NOT LIKE '%%samples%%' GROUP BY 1",
            [postgres.APPLICATION],
        )
        granted = {table: set(powers.split(", ")) for table, powers in cursor.fetchall()}
    assert granted.keys() >= NARROWER.keys()
    wrong = {
        table: powers
        for table, powers in granted.items()
        if powers != set(NARROWER.get(table, USUAL).split(", "))
    }
    assert wrong == {}
