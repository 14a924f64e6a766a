"""Data keys: make them, unwrap them, and wrap them again when the KEK is rotated.

Unwrapped keys stay in the process for a short while, in a bounded cache; a key that was destroyed
is gone from every process within `KEPT_SECONDS`.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import QuerySet

from needshare.kernel import Unavailable, gettext_noop as _, new_id

from . import keyring
from .models import DataKey
from .sealing import OpenKey, new_key, open_sealed, seal

DESTROYED: Final = b""
KEPT_KEYS: Final = 4096
KEPT_SECONDS: Final = 300.0
STORED: Final = "SELECT wrapped, kek_id FROM crypto_datakey WHERE id = %s"
KNOWN: Final = ["id", "owner", "purpose", "wrapped", "kek_id"]


class Destroyed(Unavailable):
    """What was sealed under a key that is no more: it cannot be opened, now or later."""


class KeyCache:
    """Unwrapped keys, the least recently used dropped first, each for a limited time."""

    def __init__(self, *, size: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._seconds = seconds
        self._now = now  # how long ago, never what time it is: safe below the doorways
        self._kept: OrderedDict[UUID, tuple[float, bytes, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<KeyCache of {len(self._kept)}>"

    def get(self, key_id: UUID, *, wrapped: bytes | None = None) -> bytes | None:
        """Return a key that was put here not too long ago; where it is known how it is wrapped now, that key alone.

        An act that is undone takes a key made in it away; another may stand under the same id since.
        """
        with self._lock:
            entry = self._kept.get(key_id)
            if entry is None:
                return None
            if self._now() - entry[0] > self._seconds or wrapped not in (None, entry[2]):
                del self._kept[key_id]
                return None
            self._kept.move_to_end(key_id)
            return entry[1]

    def put(self, key_id: UUID, key: bytes, *, wrapped: bytes = b"") -> None:
        """Keep a key with how it is wrapped, dropping the one unused longest when there are too many."""
        with self._lock:
            self._kept[key_id] = (self._now(), key if isinstance(key, OpenKey) else OpenKey(key), wrapped)
            self._kept.move_to_end(key_id)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def drop(self, key_id: UUID) -> None:
        """Forget one key."""
        with self._lock:
            self._kept.pop(key_id, None)

    def clear(self) -> None:
        """Forget every key."""
        with self._lock:
            self._kept.clear()


CACHE: Final = KeyCache(size=KEPT_KEYS, seconds=KEPT_SECONDS)


def place_of(row: DataKey) -> bytes:
    """Name the place a wrapped key belongs to: it opens only for this row, owner and purpose."""
    return f"data_key|{row.id}|{row.owner}|{row.purpose}".encode()


def new_data_key(*, owner: UUID, purpose: str, at: datetime, key: bytes | None = None) -> DataKey:
    """Store a data key for one thing of an owner, wrapped under the active KEK: a new one, unless it is given."""
    kek_id, kek = keyring.current().active_kek()
    key = key or new_key()
    row = DataKey(id=new_id(), owner=owner, purpose=purpose, kek_id=kek_id, created_at=at)
    row.wrapped = seal(kek, key, place_of(row))
    row.save(force_insert=True)
    CACHE.put(row.id, key, wrapped=row.wrapped)
    return row


def unwrap(row: DataKey) -> bytes:
    """Return the key inside a row.

    Raises:
        Tampered: the row is not as it was stored.
        Destroyed: the key is no more.
        Unavailable: the KEK it was wrapped under is missing.
    """
    wrapped = bytes(row.wrapped)
    key = CACHE.get(row.id, wrapped=wrapped)
    if key is None:
        if not wrapped:
            raise Destroyed(_("The key of this content has been destroyed. It cannot be opened."))
        kek = keyring.current().kek(row.kek_id)
        key = OpenKey(open_sealed(kek, wrapped, place_of(row)))
        CACHE.put(row.id, key, wrapped=wrapped)
    return key


def key_of(key_id: UUID) -> bytes:
    """Return the key with this id, asking the database only when it is not in the process.

    Raises:
        Destroyed: there is no such key, so what it sealed can no longer be opened.
    """
    key = CACHE.get(key_id)
    if key is not None:
        return key
    row = DataKey.objects.filter(pk=key_id).first()
    if row is None:
        raise Destroyed(_("The key of this content has been destroyed. It cannot be opened."))
    return unwrap(row)


def warm(key_ids: Iterable[UUID | None]) -> None:
    """Fetch the keys of a whole list in one SELECT, leaving out those already here."""
    missing = {key_id for key_id in key_ids if key_id is not None and CACHE.get(key_id) is None}
    if missing:
        for row in _living().filter(pk__in=missing):
            unwrap(row)


def forget(key_id: UUID) -> None:
    """Drop an unwrapped key from this process, as after its destruction."""
    CACHE.drop(key_id)


def _living() -> "QuerySet[DataKey]":
    return DataKey.objects.exclude(wrapped=DESTROYED)


def to_rewrap() -> int:
    """Count the data keys still wrapped under a KEK that is not the active one."""
    return _living().exclude(kek_id=keyring.current().active_kek()[0]).count()


def rewrap(*, limit: int = 500) -> int:
    """Wrap up to `limit` data keys under the active KEK; return how many there were to do.

    Call again until it returns 0. It can be stopped at any point and run beside the live system:
    what the data keys sealed is not touched.
    """
    ring = keyring.current()
    kek_id, kek = ring.active_kek()
    rows = list(_living().exclude(kek_id=kek_id).order_by("id")[:limit])
    for row in rows:
        key = open_sealed(ring.kek(row.kek_id), bytes(row.wrapped), place_of(row))
        wrapped = seal(kek, key, place_of(row))
        # only if nobody else rewrapped or destroyed it meanwhile
        DataKey.objects.filter(pk=row.pk, kek_id=row.kek_id).update(wrapped=wrapped, kek_id=kek_id)
    return len(rows)


def destroy(key_id: UUID) -> None:
    """Destroy a data key: whatever it sealed can no longer be opened. Its row stays, empty."""
    DataKey.objects.filter(pk=key_id).update(wrapped=DESTROYED)
    forget(key_id)


def monthly_key(*, owner: UUID, purpose: str, at: datetime) -> DataKey:
    """Return the key of an owner for what passes within days, one for each month; make it if it is the first use."""
    key_id = uuid5(owner, f"{purpose} {at:%Y-%m}")
    row = _stored(key_id, owner=owner, purpose=purpose)
    if row is None:
        kek_id, kek = keyring.current().active_kek()
        made = DataKey(id=key_id, owner=owner, purpose=purpose, kek_id=kek_id, created_at=at)
        made.wrapped = seal(kek, new_key(), place_of(made))
        DataKey.objects.bulk_create([made], ignore_conflicts=True)  # another process may have been first
        forget(key_id)
        row = DataKey.objects.get(pk=key_id)
    return row


def _stored(key_id: UUID, *, owner: UUID, purpose: str) -> DataKey | None:
    """Read how a key of which the rest is known is wrapped; every search does, so no query set is made for it."""
    with connection.cursor() as cursor:
        cursor.execute(STORED, [DataKey._meta.pk.get_db_prep_value(key_id, connection)])
        found = cursor.fetchone()
    if found is None:
        return None
    return DataKey.from_db(connection.alias, KNOWN, [key_id, owner, purpose, *found])
