"""Tie every protected row to the audit entry that last wrote it, and let the database hold the line.

`recorded_as` refers to an entry by a foreign key checked at commit, so that a row cannot be stored
without its entry; a trigger refuses an update that keeps the entry of an earlier act.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper

from .recording import current_entry

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_must_be_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM audit_entry WHERE uuid = OLD.recorded_as_id) THEN
        RAISE EXCEPTION '% is changed without an audit entry', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""
POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER "{name}" BEFORE UPDATE ON "{table}" FOR EACH ROW
WHEN (NEW.recorded_as_id IS NOT DISTINCT FROM OLD.recorded_as_id)
EXECUTE FUNCTION audit_must_be_recorded()
"""
SQLITE_TRIGGER = """
CREATE TRIGGER "{name}" BEFORE UPDATE ON "{table}" FOR EACH ROW
WHEN NEW.recorded_as_id IS OLD.recorded_as_id
    AND EXISTS (SELECT 1 FROM audit_entry WHERE uuid = OLD.recorded_as_id)
BEGIN
    SELECT RAISE(ABORT, '{table} is changed without an audit entry');
END
"""

# SQLite looks, when an entry is written, for the rows that waited for it, in every protected table:
# without an index it would read each table whole at every act. PostgreSQL looks the other way.
SQLITE_INDEX = 'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" (recorded_as_id)'


class RecordedAs(models.ForeignKey[UUID, UUID]):
    """The audit entry of the act that last wrote the row; filled in by itself."""

    def __init__(self, **options: Any) -> None:
        options |= {
            "to": "audit.Entry",
            "on_delete": models.PROTECT,
            "to_field": "uuid",
            "related_name": "+",
            "db_index": False,
            "editable": False,
        }
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Describe the field for migrations by its class alone."""
        name, path, _args, _options = super().deconstruct()
        return name, path, [], {}

    def pre_save(self, model_instance: models.Model, add: bool) -> UUID:
        """Set the running act's entry.

        Raises:
            RuntimeError: no act is running.
        """
        entry = current_entry()
        setattr(model_instance, self.attname, entry)
        return entry


def guards(table: str, *, vendor: str) -> Iterator[str]:
    """Write the statements that put the guard on one table, or put it on anew."""
    name = f"{table}_must_be_recorded"
    if vendor == "postgresql":
        yield POSTGRESQL_FUNCTION
        yield POSTGRESQL_TRIGGER.format(name=name, table=table)
    else:
        yield f'DROP TRIGGER IF EXISTS "{name}"'
        yield SQLITE_TRIGGER.format(name=name, table=table)
        yield SQLITE_INDEX.format(name=f"{table}_by_entry", table=table)


def protected_tables() -> list[str]:
    """List the tables of every installed model that has a `recorded_as`."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and any(isinstance(field, RecordedAs) for field in model._meta.local_fields)
    )


def install(*, using: BaseDatabaseWrapper | None = None) -> list[str]:
    """Put the guard on every protected table; safe to repeat, and needed after each migration."""
    database = using or connection
    tables = protected_tables()
    with database.cursor() as cursor:
        for table in tables:
            for statement in guards(table, vendor=database.vendor):
                cursor.execute(statement)
    return tables
