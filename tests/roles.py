"""Who the tests are to PostgreSQL: the owner makes the tables, the application's role is what is tested.

What a test reads or writes by itself, outside every doorway and act, sees the whole installation.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection

from needshare.kernel import sight

from . import postgres


def see_everything() -> None:
    """Let test code see all rows; doorways and acts still begin with nothing."""
    sight._unsaid.sight = sight.INSTALLATION


def see_nothing() -> None:
    """Let test code see no more than anyone; what it does then needs no transaction."""
    sight._unsaid.sight = sight.NOTHING


def connect_as(role: str) -> None:
    """Connect anew as this role."""
    if connection.vendor == "postgresql":
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = role


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """Be another role of the database for a while; on SQLite there is but one."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        (before,) = cursor.fetchone()
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {before}")


def as_superuser() -> AbstractContextManager[None]:
    """Be, for a while, who may do anything to the database."""
    return acting_as("NONE")


def as_owner() -> AbstractContextManager[None]:
    """Be, for a while, who makes and alters tables."""
    return acting_as(postgres.OWNER)


def share_what_tests_make() -> None:
    """Let the application's role use the tables that tests make of their own."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for kind in ("TABLES", "SEQUENCES"):
            cursor.execute(f"ALTER DEFAULT PRIVILEGES GRANT ALL ON {kind} TO {postgres.APPLICATION}")
