"""What the application's own database role may do on PostgreSQL: read and write rows, and nothing else.

It owns no table, changes none, and what the audit log holds it can add to but not alter. `migrate` grants
this to the role that serves, where the tables belong to another; a check refuses a role with more power.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

USUAL: Final = "SELECT, INSERT, UPDATE, DELETE"
NARROWER: Final = {
    "audit_entry": "SELECT, INSERT",
    "audit_leaf": "SELECT, INSERT",
    "audit_tile": "SELECT, INSERT",
    "audit_checkpoint": "SELECT, INSERT",
    "audit_payload": "SELECT, INSERT",
    "audit_lookup": "SELECT, INSERT, DELETE",  # entries about a protected person are filed elsewhere
    "audit_head": "SELECT, UPDATE",
    "audit_key": "SELECT, INSERT, UPDATE",
    "audit_cosig": "SELECT, INSERT",
    "django_migrations": "SELECT",
    "search_token": "SELECT",  # a view
    "witness_log": "SELECT, INSERT, UPDATE",
}
POWERS: Final = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR EXISTS (
    SELECT 1 FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE n.nspname = current_schema() AND relkind IN ('r', 'p', 'S') AND pg_has_role(pg_roles.oid, relowner, 'MEMBER')
) OR has_schema_privilege(rolname, current_schema(), 'CREATE')
FROM pg_roles WHERE rolname IN (current_user, session_user)
"""


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let a role use the tables there are, each as far as it must; what it was granted before is taken back."""
    if connection.vendor != "postgresql" or not role:
        return
    quote = connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
        for table in sorted(connection.introspection.table_names(cursor, include_views=True)):
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {quote(role)}")
            cursor.execute(f"GRANT {NARROWER.get(table, USUAL)} ON {quote(table)} TO {quote(role)}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}")


@register(Tags.database)
def role_is_weak(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse production to a role that row-level security, or the audit log's grants, would not bind."""
    if not settings.IS_PRODUCTION or "default" not in (databases or ()):
        return []
    return list(_too_strong())


def _too_strong() -> Iterator[CheckMessage]:
    connection = connections["default"]
    if connection.vendor != "postgresql":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(POWERS)
            is_strong = any(answer for (answer,) in cursor.fetchall())
    except OperationalError:
        return  # said by the check of the triggers
    if is_strong:
        words = "The role in NEEDSHARE_DATABASE_URL must own nothing, create nothing and bypass nothing."
        yield Error(words, hint="See docs/how-to/run-it.md.", id="needshare.E012")
