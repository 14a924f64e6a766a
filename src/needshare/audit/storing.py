"""Write one entry: a single statement on PostgreSQL, one read and one insert on SQLite.

On PostgreSQL the entry waits for the sequencer. On SQLite, where one writer holds the database
anyway, it joins the tree here, in the transaction of its act. Either way it is written only if the
keys of its payload are stored as this process knows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from .keys import PayloadKey
from .merkle import Frontier, leaf_hash
from .terms import Kind
from .tiles import complete_tiles

POSTGRESQL = """
SELECT audit_append(%s::uuid, %s, %s, %s::bytea, %s, %s::bytea, %s, %s::bytea, %s,
                    %s::bytea, %s::bytea, %s::text[], %s::text[])
"""
SQLITE_HEAD = """
SELECT size, frontier, (SELECT count(*) FROM audit_key WHERE id = %s AND wrapped_dek = %s
                        OR id = %s AND wrapped_dek = %s)
FROM audit_head
"""
SQLITE_APPEND = """
INSERT INTO audit_append (size, uuid, t_ms, action, leaf, leaf_hash, frontier, subj_key, subj_ct,
                          main_key, main_ct, owner, actor, operation, reference, subject)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
SQLITE_MORE = "INSERT INTO audit_lookup (entry_id, kind, ref) VALUES (%s, %s, %s)"

Parameters: TypeAlias = list[int | str | bytes | UUID | list[Any] | None]


class KeysHaveChanged(Exception):
    """A payload key is not stored as this process knows it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Filed:
    """An entry ready to be written."""

    uuid: UUID
    at_ms: int
    action: str
    leaf: bytes
    main: tuple[PayloadKey, bytes]
    subject: tuple[PayloadKey, bytes] | None
    lookups: tuple[tuple[str, str], ...]

    @property
    def keys(self) -> Parameters:
        """The parameters that check both keys, the second empty when nobody is concerned."""
        main, subject = self.main[0], self.subject and self.subject[0]
        return [main.id, main.wrapped, *((subject.id, subject.wrapped) if subject else (None, None))]

    @property
    def key_count(self) -> int:
        """How many keys must be found stored."""
        return 2 if self.subject else 1

    @property
    def payload(self) -> Parameters:
        """The columns of the payload."""
        subject = (self.subject[0].id, self.subject[1]) if self.subject else (None, None)
        return [*subject, self.main[0].id, self.main[1]]


def store(entry: Filed) -> None:
    """Write the entry with its payload and look-ups; the caller holds the act's transaction.

    Raises:
        KeysHaveChanged: to be tried once more after the keys were read again.
    """
    with connection.cursor() as cursor:
        (_to_postgresql if connection.vendor == "postgresql" else _to_sqlite)(cursor, entry)


def _to_postgresql(cursor: CursorWrapper, entry: Filed) -> None:
    kinds, refs = _columns(entry.lookups)
    written: Parameters = [entry.uuid, entry.at_ms, entry.action, entry.leaf]
    subject_ct = entry.subject[1] if entry.subject else None
    sealed: Parameters = [entry.key_count, entry.main[1], subject_ct, kinds, refs]
    cursor.execute(POSTGRESQL, [*written, *entry.keys, *sealed])
    if not cursor.fetchone()[0]:
        raise KeysHaveChanged


def _to_sqlite(cursor: CursorWrapper, entry: Filed) -> None:
    cursor.execute(SQLITE_HEAD, entry.keys)
    size, frontier, keys_found = cursor.fetchone()
    if keys_found != entry.key_count:
        raise KeysHaveChanged
    tree = Frontier(size, frontier)
    hashed = leaf_hash(entry.leaf)
    tree.append(hashed)
    written: Parameters = [size, entry.uuid.hex, entry.at_ms, entry.action, entry.leaf]
    first = dict(reversed(entry.lookups))
    cursor.execute(
        SQLITE_APPEND,
        [*written, hashed, tree.packed(), *entry.payload, *(first.get(kind) for kind in Kind)],
    )
    more = [(size + 1, kind, ref) for kind, ref in entry.lookups if first[kind] != ref]
    if more:
        cursor.executemany(SQLITE_MORE, more)
    complete_tiles(cursor, old=size, new=tree.size)


def _columns(lookups: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    kinds, refs = zip(*lookups, strict=True)
    return list(kinds), list(refs)
