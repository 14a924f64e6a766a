"""Job titles that were stored plain are sealed by a migration, on both databases, and open again."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from needshare.accounts.actions.people import correct_person
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Person
from needshare.agencies.grants import grant
from needshare.agencies.ownership import install_guards, lift_guards, missing_guards
from needshare.agencies.row_policies import install_policies, lift_policies
from tests.cast import AT
from tests.roles import as_owner

PLAIN, NEWEST = "0004_sessions_know_their_person", ""


def migrate(name):
    """Change the tables as `needshare migrate` does, which goes one way only."""
    with as_owner():
        lift_guards(connection)
        lift_policies(connection)
        executor = MigrationExecutor(connection)
        executor.migrate([("accounts", name)] if name else executor.loader.graph.leaf_nodes())
        install_guards(connection)
        install_policies(connection)
        grant(connection, settings.APPLICATION_ROLE)


def stored(account):
    key = account.pk.hex if connection.vendor == "sqlite" else str(account.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_title FROM accounts_account WHERE id = %s", [key])
        return cursor.fetchone()[0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_titles_are_sealed_where_they_stood_plain(cast):
    told = Person(name="T. Verma", work_email="t.verma@nmc.example", job_title="Licensing sergeant")
    correct_person(username=cast.officer.username, person=told, by=operator(at=AT), at=AT)
    assert b"Licensing" not in bytes(stored(cast.officer))
    try:
        migrate(PLAIN)
        assert stored(cast.officer) == "Licensing sergeant"
    finally:
        migrate(NEWEST)
    assert b"Licensing" not in bytes(stored(cast.officer))
    assert Account.objects.get(pk=cast.officer.pk).job_title == "Licensing sergeant"
    assert Account.objects.get(pk=cast.decider.pk).job_title == ""
    assert missing_guards(connection) == []
