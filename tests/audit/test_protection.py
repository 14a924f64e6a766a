"""No row without its entry, no change without a new one, no change to the log at all: the database says so."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from needshare.audit.models import Entry
from needshare.audit.protection import RecordedAs, guards, install, protected_tables
from needshare.audit.recording import current_entry, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, new_id
from tests.roles import as_owner, as_superuser

from .ground import AT, OFFICER, fill, keep
from .samples import Kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("guarded")]


@pytest.fixture
def guarded(kept_table: None, db: None) -> None:
    with as_owner(), connection.cursor() as cursor:
        for _again in range(2):
            for statement in guards(Kept._meta.db_table, vendor=connection.vendor):
                cursor.execute(statement)


@recorded(Operation.ALTERATION)
def change(*, by: Actor, at: datetime, how: Any) -> None:
    how()


def test_a_row_carries_the_entry_of_the_act_that_wrote_it() -> None:
    kept = keep(word="word", by=OFFICER, at=AT)
    assert Kept.objects.get().recorded_as_id == Entry.objects.get().uuid == kept.recorded_as_id


def test_every_way_of_writing_in_an_act_carries_its_entry() -> None:
    kept = keep(word="word", by=OFFICER, at=AT)
    ways = [
        kept.save,
        lambda: kept.save(update_fields=["word", "recorded_as"]),
        lambda: Kept.objects.filter(id=kept.id).update(word="x", recorded_as=current_entry()),
        lambda: Kept.objects.bulk_create([Kept(word="a"), Kept(word="b")]),
    ]
    for way in ways:
        change(by=OFFICER, at=AT, how=way)
    assert Entry.objects.count() == 5
    assert set(Kept.objects.values_list("recorded_as", flat=True)) <= set(
        Entry.objects.values_list("uuid", flat=True)
    )


@pytest.mark.parametrize("way", ["update", "update_fields", "raw"])
def test_t31_a_change_that_keeps_the_old_entry_is_refused_even_inside_an_act(way: str) -> None:
    kept = keep(word="word", by=OFFICER, at=AT)

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {Kept._meta.db_table} SET word = 'x'")

    ways = {
        "update": lambda: Kept.objects.update(word="x"),
        "update_fields": lambda: kept.save(update_fields=["word"]),
        "raw": raw,
    }
    with pytest.raises(DatabaseError, match="changed without an audit entry"), transaction.atomic():
        ways[way]()
    with pytest.raises(DatabaseError, match="changed without an audit entry"):
        change(by=OFFICER, at=AT, how=ways[way])
    assert Kept.objects.get().word == "WORD"


@pytest.mark.parametrize(
    "way", [lambda: Kept.objects.create(word="x"), lambda: Kept.objects.bulk_create([Kept(word="x")])]
)
def test_t31_the_orm_writes_nothing_outside_an_act(way: Any) -> None:
    with pytest.raises(RuntimeError, match="inside a recorded act"):
        way()


@pytest.mark.django_db(transaction=True)
def test_t29_a_row_written_past_the_software_names_no_entry_and_is_refused() -> None:
    adapted = new_id() if connection.vendor == "postgresql" else new_id().hex
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Kept._meta.db_table} (word, recorded_as_id) VALUES ('x', %s)", [adapted]
        )
    assert not Kept.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_update_that_names_an_entry_that_is_none_is_refused() -> None:
    keep(word="word", by=OFFICER, at=AT)
    with pytest.raises(IntegrityError):
        Kept.objects.update(word="x", recorded_as=new_id())
    assert Kept.objects.get().word == "WORD"
    Kept.objects.all().delete()


STATEMENTS = [
    "UPDATE {0} SET {1} = {1}",
    "DELETE FROM {0}",
    "TRUNCATE {0} CASCADE",
]


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("audit_entry", "leaf"),
        ("audit_leaf", "leaf_hash"),
        ("audit_tile", "hashes"),
        ("audit_checkpoint", "note"),
    ],
)
def test_t32_the_log_is_only_ever_added_to(table: str, column: str, statement: str) -> None:
    fill(256)
    refusal = pytest.raises(DatabaseError, match=r"never changed|syntax error|permission denied")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))
    refusal = pytest.raises(DatabaseError, match=r"never changed|syntax error")
    with as_superuser(), refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column))


def test_the_guard_is_put_on_every_protected_table() -> None:
    with as_owner():
        assert install() == protected_tables()
    assert all(connection.introspection.table_names().count(table) for table in protected_tables())


def test_the_field_is_described_to_migrations_by_its_class_alone() -> None:
    field = Kept._meta.get_field("recorded_as")
    assert field.deconstruct()[1:] == ("needshare.audit.protection.RecordedAs", [], {})
    assert isinstance(field.clone(), RecordedAs)


@pytest.mark.usefixtures("db")
def test_an_entry_finds_the_rows_that_waited_for_it_without_reading_tables_whole() -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL asks the other way round: for the entry of each row
    for table in protected_tables():
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE recorded_as_id = %s", ["x"])
            assert "USING" in cursor.fetchone()[3], table
