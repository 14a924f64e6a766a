"""Data keys: bound to their row, cached for a while, wrapped again when the KEK changes."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needshare.crypto import keyring, keys
from needshare.crypto.models import DataKey
from needshare.crypto.sealing import Tampered
from needshare.kernel import Unavailable

from .conftest import AT, FORCE

pytestmark = pytest.mark.django_db


def make(count: int) -> list[DataKey]:
    return [keys.new_data_key(owner=FORCE, purpose="case", at=AT) for _ in range(count)]


def test_a_new_key_is_stored_wrapped_and_opens_again(data_key: DataKey) -> None:
    key = keys.unwrap(data_key)
    keys.CACHE.clear()
    stored = DataKey.objects.get(pk=data_key.pk)
    assert (stored.owner, stored.purpose, stored.created_at) == (FORCE, "case", AT)
    assert key not in bytes(stored.wrapped)
    assert keys.unwrap(stored) == key == keys.key_of(stored.pk)
    assert len(key) == 32
    assert data_key.pk.version == 7
    assert str(data_key) == str(data_key.pk)


@pytest.mark.parametrize(
    "change", [{"owner": uuid.uuid4()}, {"purpose": "subject"}, {"wrapped": b"\x01" + bytes(60)}]
)
def test_a_changed_row_does_not_unwrap(data_key: DataKey, change: dict[str, Any]) -> None:
    DataKey.objects.filter(pk=data_key.pk).update(**change)
    keys.CACHE.clear()
    with pytest.raises(Tampered) as caught:
        keys.key_of(data_key.pk)
    assert str(data_key.pk) in caught.value.where


def test_a_wrapped_key_moved_to_another_row_does_not_unwrap(data_key: DataKey) -> None:
    other = make(1)[0]
    DataKey.objects.filter(pk=other.pk).update(wrapped=data_key.wrapped)
    keys.CACHE.clear()
    with pytest.raises(Tampered):
        keys.key_of(other.pk)


def test_a_destroyed_key_is_unavailable(data_key: DataKey) -> None:
    data_key_id = data_key.pk
    data_key.delete()
    keys.forget(data_key_id)
    with pytest.raises(Unavailable, match="destroyed"):
        keys.key_of(data_key_id)


def test_a_key_under_a_kek_that_is_gone_is_unavailable(data_key: DataKey, own_keyring: Path) -> None:
    with pytest.raises(Unavailable):
        keys.key_of(data_key.pk)


def test_a_known_key_costs_no_query(data_key: DataKey, django_assert_num_queries: Any) -> None:
    keys.CACHE.clear()
    with django_assert_num_queries(1):
        keys.key_of(data_key.pk)
        keys.key_of(data_key.pk)


def test_warming_a_list_is_one_query_whatever_its_length(django_assert_num_queries: Any) -> None:
    rows = make(30)
    keys.CACHE.clear()
    with django_assert_num_queries(1):
        keys.warm([None, *(row.pk for row in rows)])
        keys.warm(row.pk for row in rows)
        for row in rows:
            keys.key_of(row.pk)
    with django_assert_num_queries(0):
        keys.warm([])


def test_rotation_wraps_every_key_again_in_steps(own_keyring: Path) -> None:
    rows = make(5)
    values = [keys.unwrap(row) for row in rows]
    old_id = rows[0].kek_id
    new_id = keyring.add_kek(own_keyring)
    assert keys.to_rewrap() == 5
    assert [keys.rewrap(limit=3), keys.rewrap(limit=3), keys.rewrap(limit=3)] == [3, 2, 0]
    assert keys.to_rewrap() == 0
    assert set(DataKey.objects.values_list("kek_id", flat=True)) == {new_id}
    (own_keyring / keyring.RING / f"{old_id}.key").unlink()
    keyring.forget()
    keys.CACHE.clear()
    assert [keys.key_of(row.pk) for row in rows] == values


def test_rotation_stops_at_a_tampered_key_and_changes_nothing(own_keyring: Path) -> None:
    row = make(1)[0]
    DataKey.objects.update(wrapped=bytes(61))
    keyring.add_kek(own_keyring)
    with pytest.raises(Tampered):
        keys.rewrap()
    assert DataKey.objects.get().kek_id == row.kek_id


def test_a_new_key_is_one_statement(data_key: DataKey) -> None:
    with CaptureQueriesContext(connection) as queries:
        make(1)
    assert len(queries) == 1


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_cache_drops_what_was_unused_longest_and_what_is_old() -> None:
    clock = Clock()
    cache = keys.KeyCache(size=2, seconds=60, now=clock)
    first, second, third = (uuid.uuid4() for _ in range(3))
    cache.put(first, b"1")
    cache.put(second, b"2")
    assert cache.get(first) == b"1"
    cache.put(third, b"3")
    assert [cache.get(key) for key in (first, second, third)] == [b"1", None, b"3"]
    clock.now = 61
    assert [cache.get(key) for key in (first, third)] == [None, None]
    assert repr(cache) == "<KeyCache of 0>"


def test_reading_does_not_lengthen_a_cached_keys_life() -> None:
    clock = Clock()
    cache = keys.KeyCache(size=2, seconds=60, now=clock)
    key_id = uuid.uuid4()
    cache.put(key_id, b"1")
    clock.now = 50
    assert cache.get(key_id) == b"1"
    clock.now = 61
    assert cache.get(key_id) is None
    cache.put(key_id, b"1")
    cache.drop(key_id)
    assert cache.get(key_id) is None


def test_a_key_that_was_made_anew_under_its_id_is_not_mistaken_for_the_one_undone():
    cache = keys.KeyCache(size=2, seconds=60)
    place, undone, stands = uuid.uuid4(), b"u" * 32, b"s" * 32
    cache.put(place, undone, wrapped=b"first")
    assert cache.get(place, wrapped=b"first") == undone
    assert cache.get(place, wrapped=b"second") is None
    cache.put(place, stands, wrapped=b"second")
    assert cache.get(place) == stands
