"""The keys of payloads: one for each month, one for each person concerned, wrapped by the keyring's KEK.

A key made inside a transaction is only trusted while its row is really there: every entry is
written on condition that its keys are stored as this process knows them, and otherwise the
process forgets what it knew and reads again.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from needshare.crypto import keyring
from needshare.crypto.sealing import new_key, open_sealed, seal
from needshare.kernel import Unavailable, gettext_noop as _

from .models import Key

MONTH, SUBJECT = "month", "subject"
KEPT = 4096


@dataclass(frozen=True, slots=True)
class PayloadKey:
    """A key as it is stored and, open, as it is used."""

    id: str
    wrapped: bytes
    open: bytes

    def __repr__(self) -> str:
        return f"<PayloadKey {self.id}>"


_known: OrderedDict[str, PayloadKey] = OrderedDict()
_lock = threading.Lock()


def month_key(at: datetime) -> PayloadKey:
    """Return the key of the month of this instant, making it if it is the month's first entry."""
    return _key(f"{MONTH}:{at:%Y-%m}", MONTH, at)


def subject_key(ref: str, at: datetime) -> PayloadKey:
    """Return the key of a person concerned, named by the keyed hash that the look-up uses."""
    return _key(f"{SUBJECT}:{ref}", SUBJECT, at)


def find(key_id: str) -> PayloadKey | None:
    """Return a stored key, or None when it is shredded or was never there."""
    with _lock:
        known = _known.get(key_id)
        if known is not None:
            _known.move_to_end(key_id)
            return known
    row = Key.objects.filter(id=key_id).values_list("kek_id", "wrapped_dek").first()
    if row is None or row[1] is None:
        return None
    kek_id, wrapped = row[0], bytes(row[1])
    kek = keyring.current().kek(kek_id)
    return _keep(PayloadKey(key_id, wrapped, open_sealed(kek, wrapped, _place(key_id))))


def forget() -> None:
    """Drop every key from memory."""
    with _lock:
        _known.clear()


def _key(key_id: str, kind: str, at: datetime) -> PayloadKey:
    found = find(key_id)
    if found is not None:
        return found
    kek_id, kek = keyring.current().active_kek()
    fresh = Key(id=key_id, kind=kind, kek_id=kek_id, created_at=at)
    fresh.wrapped_dek = seal(kek, new_key(), _place(key_id))
    # Another process may have been first, or the person's key is shredded: its row then stays.
    Key.objects.bulk_create([fresh], ignore_conflicts=True)
    made = find(key_id)
    if made is None:
        raise Unavailable(_("This person's records were erased: nothing more can be recorded about them."))
    return made


def _keep(key: PayloadKey) -> PayloadKey:
    with _lock:
        _known[key.id] = key
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return key


def _place(key_id: str) -> bytes:
    return f"audit_key|{key_id}".encode()
