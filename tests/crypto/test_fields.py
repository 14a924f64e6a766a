"""Sealed fields: plain in Python, sealed in the database, bound to their row and column."""

import copy
import os
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import F, Value

from needshare.crypto import keys
from needshare.crypto.fields import EMPTIED, Ciphertext, SealedText
from needshare.crypto.models import DataKey
from needshare.crypto.sealing import Tampered
from tests.roles import as_superuser

from .conftest import AT, FORCE
from .samples.models import Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_table")]


@pytest.fixture
def sample(data_key: DataKey) -> Sample:
    return Sample.objects.create(
        title="plain",
        name="Zoë Applewhite",
        alias="Zo",
        details={"streets": ["4 Quay Lane"], "age": 41, "known": True},
        scan=b"\x00\xff",
        data_key=data_key,
    )


def stored(row: Sample, column: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM samples_sample WHERE title = %s", [row.title])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def write_raw(row: Sample, column: str, value: bytes | None) -> None:
    pk = row.pk.hex if connection.vendor == "sqlite" else row.pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE samples_sample SET {column} = %s WHERE id = %s", [value, pk])


def state(row: Sample) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Sample.SEALED}


# --- reading and writing -----------------------------------------------------------------


def test_what_is_stored_is_read_back(sample: Sample) -> None:
    fresh = Sample.objects.get(pk=sample.pk)
    assert (
        state(fresh)
        == state(sample)
        == {
            "name": "Zoë Applewhite",
            "alias": "Zo",
            "nickname": None,
            "details": {"streets": ["4 Quay Lane"], "age": 41, "known": True},
            "scan": b"\x00\xff",
        }
    )


def test_the_database_holds_no_plain_text(sample: Sample) -> None:
    for column, plain in [("name", "Applewhite"), ("alias", "Zo"), ("details", "Quay")]:
        assert plain.encode() not in stored(sample, column)
    assert stored(sample, "nickname") is None


def test_an_empty_text_is_sealed_and_none_is_null(data_key: DataKey) -> None:
    row = Sample.objects.create(title="empty", name="", nickname="", data_key=data_key)
    assert len(stored(row, "name")) == len(stored(row, "nickname")) == 29
    assert stored(row, "scan") is None
    fresh = Sample.objects.get(pk=row.pk)
    assert (fresh.name, fresh.alias, fresh.nickname, fresh.scan) == ("", "", "", None)
    assert Sample.objects.filter(scan__isnull=True, nickname__isnull=False).exists()


def test_defaults_are_sealed(data_key: DataKey) -> None:
    row = Sample.objects.create(name="x", data_key=data_key)
    assert Sample.objects.get(pk=row.pk).details == {}


def test_a_change_in_place_is_saved(sample: Sample) -> None:
    row = Sample.objects.get(pk=sample.pk)
    row.details["age"] = 42
    row.save()
    assert Sample.objects.get(pk=sample.pk).details["age"] == 42


def test_saving_named_fields_leaves_the_others_alone(sample: Sample) -> None:
    before = stored(sample, "alias")
    sample.name = "Mara Applewhite"
    sample.save(update_fields=["name"])
    assert stored(sample, "alias") == before
    assert Sample.objects.get(pk=sample.pk).name == "Mara Applewhite"


def test_saving_what_was_never_opened_keeps_the_same_bytes(sample: Sample) -> None:
    before = stored(sample, "name")
    Sample.objects.get(pk=sample.pk).save()
    assert stored(sample, "name") == before


def test_saving_what_was_opened_seals_it_afresh(sample: Sample) -> None:
    before = stored(sample, "name")
    row = Sample.objects.get(pk=sample.pk)
    assert row.name
    row.save()
    assert stored(sample, "name") != before


def test_bulk_create_seals(data_key: DataKey) -> None:
    rows = [Sample(name=f"person {n}", details=[n], data_key=data_key) for n in range(20)]
    Sample.objects.bulk_create(rows)
    found = {row.pk: (row.name, row.details) for row in Sample.objects.all()}
    assert found == {row.pk: (row.name, row.details) for row in rows}


def test_values_that_do_not_fit_are_refused(data_key: DataKey) -> None:
    for wrong in ({"name": 5}, {"name": b"x"}, {"scan": "x"}, {"details": float("nan")}):
        with pytest.raises((TypeError, ValueError)):
            Sample.objects.create(**{"name": "x", "data_key": data_key, **wrong})


# --- lazily, and through Django's other ways of reading ----------------------------------


def test_nothing_is_opened_before_it_is_read(sample: Sample, monkeypatch: Any) -> None:
    row = Sample.objects.get(pk=sample.pk)
    assert all(isinstance(row.__dict__[name], Ciphertext) for name in Sample.SEALED)
    assert row.name == "Zoë Applewhite"
    monkeypatch.setattr(keys, "key_of", None)
    assert row.name == "Zoë Applewhite"


def test_a_list_costs_one_query_and_one_for_its_keys(django_assert_num_queries: Any) -> None:
    for number in range(10):
        key = keys.new_data_key(owner=FORCE, purpose="case", at=AT)
        Sample.objects.create(name=f"person {number}", data_key=key)
    keys.CACHE.clear()
    with django_assert_num_queries(2):
        rows = list(Sample.objects.all())
        keys.warm(row.data_key_id for row in rows)
        assert {row.name for row in rows} == {f"person {number}" for number in range(10)}
    keys.CACHE.clear()
    with django_assert_num_queries(1):
        assert len({row.name for row in Sample.objects.select_related("data_key")}) == 10


@pytest.mark.parametrize(
    "narrow",
    [
        lambda rows: rows.defer("name"),
        lambda rows: rows.only("title"),
        lambda rows: rows.only("name"),
        lambda rows: rows.defer("data_key"),
    ],
)
def test_deferred_fields_open_when_read(sample: Sample, narrow: Callable[[Any], Any]) -> None:
    row = narrow(Sample.objects).get(pk=sample.pk)
    assert row.name == "Zoë Applewhite"
    assert row.details["age"] == 41


def test_saving_a_row_with_deferred_fields_keeps_them(sample: Sample) -> None:
    row = Sample.objects.defer("name").get(pk=sample.pk)
    row.alias = "Z"
    row.save()
    fresh = Sample.objects.get(pk=sample.pk)
    assert (fresh.name, fresh.alias) == ("Zoë Applewhite", "Z")


def test_refreshing_reads_the_newest(sample: Sample) -> None:
    row = Sample.objects.get(pk=sample.pk)
    assert row.name == "Zoë Applewhite"
    sample.name = "Mara Applewhite"
    sample.save()
    row.refresh_from_db()
    assert row.name == "Mara Applewhite"
    row.refresh_from_db(fields=["alias"])
    assert row.alias == "Zo"


def test_related_rows_open(sample: Sample, data_key: DataKey, django_assert_num_queries: Any) -> None:
    child = Sample.objects.create(name="child", parent=sample, data_key=data_key)
    with django_assert_num_queries(1):
        found = Sample.objects.select_related("parent").get(pk=child.pk)
        assert found.parent is not None
        assert found.parent.name == "Zoë Applewhite"


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_copies_open(sample: Sample, duplicate: Callable[[Sample], Sample], settings: Any) -> None:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.crypto.samples"]
    closed = duplicate(Sample.objects.get(pk=sample.pk))
    assert (closed.name, closed.details["age"]) == ("Zoë Applewhite", 41)


def test_plain_columns_never_come_out_of_values(sample: Sample) -> None:
    row = Sample.objects.values("name", "title").get()
    assert (repr(row["name"]), row["title"]) == ("<sealed>", "plain")


def bytes_on_disk() -> Iterator[bytes]:
    """Read by a program of its own: SQLite loses its locks when its process closes the same file.

    (sqlite.org/howtocorrupt, section 2.2: the write-ahead log is then removed under a live connection.)
    """
    for path in Path(os.environ["NEEDSHARE_TEST_ROOT"]).rglob("*"):
        if path.is_file():  # one of another test's files may be gone meanwhile
            yield subprocess.run(["cat", str(path)], capture_output=True, check=False).stdout


@pytest.mark.django_db(transaction=True)
def test_no_byte_on_the_disk_gives_sealed_content_away(data_key: DataKey) -> None:
    row = Sample.objects.create(
        title="openly-7f3e", name="hidden-7f3e-name", details=["hidden-7f3e-json"], data_key=data_key
    )
    row.scan = b"hidden-7f3e-scan"
    row.save()
    if connection.vendor == "postgresql":
        with as_superuser(), connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
    on_disk = list(bytes_on_disk())
    assert any(b"openly-7f3e" in content for content in on_disk)
    assert not any(b"hidden-7f3e" in content for content in on_disk)
    assert not any(keys.unwrap(data_key) in content for content in on_disk)
    Sample.objects.all().delete()


# --- what is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        lambda rows: rows.filter(name="x"),
        lambda rows: rows.filter(nickname=None),
        lambda rows: rows.filter(name__icontains="x"),
        lambda rows: rows.filter(details__age=41),
        lambda rows: rows.filter(details__born__year=1984),
        lambda rows: rows.exclude(name__in=["x"]),
        lambda rows: rows.annotate(x=Value("x", output_field=Sample._meta.get_field("name"))).first(),
        lambda rows: rows.get_or_create(name="x"),
        lambda rows: rows.update(name="x"),
        lambda rows: rows.update(nickname=None),
        lambda rows: rows.update(name=Value("x")),
        lambda rows: rows.update(name=F("title")),
        lambda rows: rows.bulk_update(list(rows.all()), ["name"]),
        lambda rows: serializers.serialize("json", rows.all()),
        lambda rows: rows.filter(parent__name="x"),
    ],
)
def test_looking_into_or_changing_a_sealed_column_by_sql_is_refused(
    sample: Sample, attempt: Callable[[Any], Any]
) -> None:
    with pytest.raises(FieldError, match="is sealed and cannot be"), transaction.atomic():
        attempt(Sample.objects)
    assert Sample.objects.get(pk=sample.pk).name == "Zoë Applewhite"


def test_a_query_may_empty_a_sealed_column_by_saying_so(sample: Sample) -> None:
    assert Sample.objects.filter(pk=sample.pk).update(nickname=EMPTIED) == 1
    assert Sample.objects.get(pk=sample.pk).nickname is None


def test_a_row_without_its_key_cannot_be_sealed() -> None:
    with pytest.raises(ValueError, match="no data_key"):
        Sample(name="x").save()


def test_a_row_without_a_primary_key_cannot_be_sealed(data_key: DataKey) -> None:
    with pytest.raises(ValueError, match="primary key"):
        Sample._meta.get_field("name").pre_save(Sample(id=None, name="x", data_key=data_key), True)


# --- tampering ---------------------------------------------------------------------------


@pytest.fixture
def other(data_key: DataKey) -> Sample:
    return Sample.objects.create(title="other", name="Ivo Thorne", alias="I", data_key=data_key)


@pytest.mark.parametrize("same_key", [True, False])
def test_a_value_moved_to_another_row_is_found(sample: Sample, other: Sample, same_key: bool) -> None:
    if not same_key:
        other.data_key = keys.new_data_key(owner=FORCE, purpose="case", at=AT)
        other.save()
    write_raw(other, "name", stored(sample, "name"))
    with pytest.raises(Tampered) as caught:
        _ = Sample.objects.get(pk=other.pk).name
    assert caught.value.where == f"samples_sample|{other.pk}|name"


def test_a_value_moved_to_another_field_is_found(sample: Sample) -> None:
    write_raw(sample, "alias", stored(sample, "name"))
    row = Sample.objects.get(pk=sample.pk)
    assert row.name == "Zoë Applewhite"
    with pytest.raises(Tampered):
        _ = row.alias


@pytest.mark.parametrize("value", [b"", b"\x01", b"plain text that was never sealed at all"])
def test_a_replaced_value_is_found(sample: Sample, value: bytes) -> None:
    write_raw(sample, "name", value)
    with pytest.raises(Tampered):
        _ = Sample.objects.get(pk=sample.pk).name


def test_unopened_content_is_not_carried_to_another_row_or_key(sample: Sample) -> None:
    moved = Sample.objects.get(pk=sample.pk)
    moved.pk = uuid.uuid4()
    with pytest.raises(Tampered), transaction.atomic():
        moved.save(force_insert=True)
    rekeyed = Sample.objects.get(pk=sample.pk)
    rekeyed.data_key = keys.new_data_key(owner=FORCE, purpose="case", at=AT)
    with pytest.raises(Tampered):
        rekeyed.save()


def test_opened_content_can_be_given_another_key(sample: Sample) -> None:
    row = Sample.objects.get(pk=sample.pk)
    before = state(row)
    row.data_key = keys.new_data_key(owner=FORCE, purpose="case", at=AT)
    row.save()
    assert state(Sample.objects.get(pk=sample.pk)) == before


# --- declaration -------------------------------------------------------------------------


def test_migrations_can_write_the_field() -> None:
    field = Sample._meta.get_field("nickname")
    text, imports = MigrationWriter.serialize(field)
    assert text == "needshare.crypto.fields.SealedText(null=True)"
    assert imports == {"import needshare.crypto.fields"}
    name, path, positional, named = field.deconstruct()
    assert (name, path) == ("nickname", "needshare.crypto.fields.SealedText")
    assert isinstance(SealedText(*positional, **named), SealedText)


def test_a_good_model_has_no_complaint() -> None:
    assert [problem for problem in Sample.check() if problem.id.startswith("crypto")] == []


def test_a_model_that_cannot_work_is_refused_at_start() -> None:
    class Keyless(models.Model):
        id = models.AutoField(primary_key=True)
        name = SealedText(db_index=True)

        class Meta:
            app_label = "samples"

    found = {problem.id for problem in Keyless._meta.get_field("name").check()}
    assert found >= {"crypto.E001", "crypto.E002", "crypto.E003"}


def test_the_class_attribute_is_the_descriptor() -> None:
    assert repr(Ciphertext(b"secret")) == "<sealed>"
    assert Sample.name.field is Sample._meta.get_field("name")
