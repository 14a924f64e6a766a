"""OwnedRecord: what every record of the product is built on, and the triggers that guard it.

Each record belongs to an owning organisation (the controller). The database itself refuses a child
whose owner is not its parent's, an owner that changes, and an update that leaves no audit entry, so
that one installation can serve several forces. `migrate` installs the triggers on both databases;
a check at every start looks whether they are all there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from needshare.audit import protection
from needshare.audit.leaves import plain
from needshare.audit.protection import RecordedAs
from needshare.kernel import new_id

PREFIX = "needshare_owner_"
REVISIONS = 999_999_999  # two acts share a number once in a thousand million
MADE = re.compile(r'CREATE (?:OR REPLACE )?TRIGGER "([^"]+)" BEFORE .*? ON "([^"]+)"', re.DOTALL)


Row = TypeVar("Row", bound="OwnedRecord")


class OwnedRecord(models.Model):
    """A record of one organisation, tied to the audit entry that last wrote it.

    `contained_in` names the foreign keys to parents whose owner must be the same. `PRIVACY` classes
    each field as personal, sensitive or plain; `RETENTION` names the retention group.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey("agencies.Organisation", models.PROTECT, related_name="+", db_index=False)
    recorded_as = RecordedAs()

    owner_id: UUID
    recorded_as_id: UUID

    contained_in: ClassVar[tuple[str, ...]] = ()
    PRIVACY: ClassVar[dict[str, str]] = {"id": "plain", "owner": "plain", "recorded_as": "plain"}
    RETENTION: ClassVar[str] = ""

    class Meta:
        abstract = True

    @property
    def revision(self) -> int:
        """A number that is another one after every act that wrote the row: what an `ETag` is made of."""
        digest = blake2b(self.recorded_as_id.bytes, digest_size=8).digest()
        return int.from_bytes(digest, "big") % REVISIONS + 1


def owned_models() -> list[type[OwnedRecord]]:
    """List every model with a table whose rows belong to an organisation."""
    return [model for model in apps.get_models() if issubclass(model, OwnedRecord) and not model._meta.proxy]


def parents_of(model: type[OwnedRecord]) -> list[tuple[str, str]]:
    """List the columns that point at a parent, each with the parent's table."""
    found = []
    for name in model.contained_in:
        field = model._meta.get_field(name)
        if not isinstance(field, models.ForeignKey):
            raise ImproperlyConfigured(f"{model._meta.label}.contained_in names {name}, not a parent")
        found.append((str(field.column), str(field.related_model._meta.db_table)))
    return found


def sqlite_guards(table: str, parents: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Write the triggers of one table for SQLite."""
    yield f"""
        CREATE TRIGGER "{PREFIX}{table}_fixed" BEFORE UPDATE OF "id", "owner_id" ON "{table}"
        WHEN NEW."owner_id" IS NOT OLD."owner_id" OR NEW."id" IS NOT OLD."id"
        BEGIN SELECT RAISE(ABORT, 'the owner and id of {table} never change'); END"""
    for column, parent in parents:
        for moment, name in (("INSERT", "new"), (f'UPDATE OF "{column}"', "moved")):
            yield f"""
        CREATE TRIGGER "{PREFIX}{table}_{column}_{name}" BEFORE {moment} ON "{table}"
        WHEN NEW."{column}" IS NOT NULL AND NEW."owner_id" IS NOT
            (SELECT "owner_id" FROM "{parent}" WHERE "id" = NEW."{column}")
        BEGIN SELECT RAISE(ABORT, 'the owner of {table} is not that of its {column}'); END"""  # noqa: S608 - names of our own tables


def postgresql_guards(table: str, parents: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Write the trigger of one table for PostgreSQL; its errors are integrity errors (class 23)."""
    parents = list(parents)
    checks = "".join(
        f"""
            IF NEW."{column}" IS NOT NULL AND NEW."owner_id" IS DISTINCT FROM
                (SELECT "owner_id" FROM "{parent}" WHERE "id" = NEW."{column}") THEN
                RAISE EXCEPTION 'the owner of {table} is not that of its {column}'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;"""  # noqa: S608 - names of our own tables and columns, never input
        for column, parent in parents
    )
    yield f"""
        CREATE OR REPLACE FUNCTION "{PREFIX}{table}"() RETURNS trigger LANGUAGE plpgsql AS $guard$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW."owner_id" <> OLD."owner_id" OR NEW."id" <> OLD."id" THEN
                    RAISE EXCEPTION 'the owner and id of {table} never change'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END IF;{checks}
            RETURN NEW;
        END $guard$"""
    columns = ", ".join(f'"{column}"' for column in ("id", "owner_id", *(c for c, _ in parents)))
    yield f"""
        CREATE OR REPLACE TRIGGER "{PREFIX}guard" BEFORE INSERT OR UPDATE OF {columns} ON "{table}"
        FOR EACH ROW EXECUTE FUNCTION "{PREFIX}{table}"()"""


GUARDS = {"sqlite": sqlite_guards, "postgresql": postgresql_guards}


def lift_guards(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off SQLite while migrations run: it rebuilds a table to alter it.

    PostgreSQL alters tables in place and keeps its triggers.
    """
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, %s) = %s",
            [len(PREFIX), PREFIX],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on every table there is; a second time changes nothing."""
    lift_guards(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for statement in (*owner_guards(tables, connection.vendor), *entry_guards(tables, connection.vendor)):
            cursor.execute(statement)


def owner_guards(tables: set[str], vendor: str) -> Iterator[str]:
    """Write the triggers about owners for the tables that exist."""
    for model in owned_models():
        table, parents = model._meta.db_table, parents_of(model)
        if {table, *(parent for _, parent in parents)} <= tables:
            yield from GUARDS[vendor](table, parents)


def entry_guards(tables: set[str], vendor: str) -> Iterator[str]:
    """Write the triggers that ask for an audit entry, for the tables that exist."""
    for table in protection.protected_tables():
        if table in tables:
            yield from protection.guards(table, vendor=vendor)


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the tables that lack any of their triggers, or have one that is switched off."""
    found = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        found = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgenabled <> 'D' AND pg_table_is_visible(tgrelid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(found)
        standing = {(name, table) for name, table in cursor.fetchall()}
    return sorted({table for _, table in _wanted(connection.vendor) - standing})


def _wanted(vendor: str) -> set[tuple[str, str]]:
    """Name every trigger there must be, each with its table."""
    tables = {model._meta.db_table for model in apps.get_models()}
    statements = "".join((*owner_guards(tables, vendor), *entry_guards(tables, vendor)))
    return set(MADE.findall(statements))


@register(Tags.database)
def rows_are_guarded(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a database whose rows could change owner, or change without an entry."""
    return [each for alias in databases or () for each in _unguarded(alias)]


def _unguarded(alias: str) -> Iterator[CheckMessage]:
    connection = connections[alias]
    try:
        missing = missing_guards(connection)
    except OperationalError:
        yield Error("The database cannot be reached. See NEEDSHARE_DATABASE_URL.", id="needshare.E006")
        return
    if missing:
        tables = ", ".join(missing)
        yield Error(f"Run `needshare migrate`: guards are missing on {tables}.", id="needshare.E005")


def as_kept(row: OwnedRecord) -> dict[str, Any]:
    """Write a row down as plain values, sealed fields opened, so that it can be sealed elsewhere.

    Its owner, its data key and the act that wrote it are left out: they are given anew by `row_again`.
    """
    left_out = {"owner_id", "recorded_as_id", "data_key_id"}
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in left_out]
    return {name: plain(getattr(row, name)) for name in names}


def row_again(model: type[Row], kept: Mapping[str, Any], **given: Any) -> Row:
    """Make the row that `as_kept` wrote down, under the same id; nothing is stored yet."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = {name: fields[name].to_python(value) for name, value in kept.items()}
    return model(**values, **given)
