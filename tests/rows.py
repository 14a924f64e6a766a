"""Rows that many tests begin with: made once in a process by the actions themselves, then put back as they were.

A test stands on ground that is known as long as nothing but what is kept has been written: the cast, then a story
walked to a stage. From there the next step is put back too, with all the rows before it. Elsewhere it is acted.
"""

import copy
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import time_machine
from django.conf import settings
from django.db import connection, transaction

from needshare.audit import keys, writers
from needshare.crypto import keyring, keys as data_keys

T = TypeVar("T")
INSERTED = re.compile(r'INSERT (?:OR \w+ )?INTO "?(\w+)"?')
# Written by a function or a trigger of the log, never by a statement that names them.
OF_THE_LOG = ("audit_entry", "audit_payload", "audit_lookup", "audit_leaf")
APPENDED = "audit_append"
MOST_KEPT = 150
SIGNED = "audit_checkpoint"  # the signer remembers outside of the database: such rows are not kept


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table: the statement that puts them back, and what it is given."""

    statement: str
    values: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What was returned, all rows there are then, and where the log and its writer stood."""

    returned: Any
    names: tuple[str, ...]
    tables: tuple[Rows, ...]
    head: tuple[Any, ...]
    writer: tuple[str, int, bytes]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known to be in the database: the steps that led to it, and how to go back to before them."""

    path: tuple[Hashable, ...] = ()
    names: tuple[str, ...] = ()
    changes: int = 0
    savepoint: str = ""
    is_altered: bool = False


class Tables:
    """Notes which tables are written to, in their order, and whether each was empty before."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = list(names)
        self.are_all = True

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found = INSERTED.match(sql)
        if found and found[1] not in (*self.names, APPENDED):
            self.names.append(found[1])
            self.are_all &= found[1] != SIGNED and not _read(f'SELECT 1 FROM "{found[1]}" LIMIT 1')[1]
        return execute(sql, *rest)


_made: dict[tuple[Hashable, ...], Made] = {}
_here: dict[str, Ground | None] = {}  # where the running test stands


def begin(*, is_altered: bool) -> None:
    """Begin a test. One that alters how the product acts keeps nothing, and takes the first step only."""
    _here["ground"] = Ground(is_altered=is_altered)


def kept(step: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` returns, with its rows in the database; it is not run where that is known.

    The step names all that makes a difference: two of one name are taken for the same.
    """
    ground = _standing()
    _here["ground"] = None
    if ground is None:
        return make()
    path = (*ground.path, step, _around())
    found = _made.get(path)
    if found is not None:
        _put_back(found, ground)
        returned, names = copy.deepcopy(found.returned), found.names
    elif ground.is_altered:
        return make()
    else:
        tables = Tables(ground.names)
        with connection.execute_wrapper(tables):
            returned = make()
        names = tuple(tables.names)
        if not tables.are_all:
            return returned
        _made[path] = _taken(copy.deepcopy(returned), names)
        if len(_made) > MOST_KEPT:
            del _made[next(iter(_made))]  # the oldest: what many tests share is made again once
    if ground.savepoint and not ground.is_altered:
        _here["ground"] = Ground(path, names, _changes(), ground.savepoint)
    return returned


def _standing() -> Ground | None:
    """Return the ground the test stands on; on the first step, mark where to go back to."""
    ground = _here.get("ground")
    if ground is None or ground.path:
        return ground if ground and ground.changes == _changes() else None
    if _read("SELECT 1 FROM audit_entry LIMIT 1")[1]:
        return None
    savepoint = transaction.savepoint() if connection.in_atomic_block else ""
    return Ground(savepoint=savepoint, is_altered=ground.is_altered)


def _around() -> Hashable:
    """Return what else rows depend on: the keys, and the clock, since ids are in the order of time."""
    now = datetime.now()  # noqa: DTZ005 - only compared with itself
    is_stopped = time_machine.escape_hatch.is_travelling()
    return str(settings.KEYS_DIR), keyring.current().active_kek(), now if is_stopped else now.date()


def _taken(returned: Any, names: list[str]) -> Made:
    writer = writers.current()
    return Made(
        returned,
        tuple(names),
        tuple(_rows_of(name) for name in [*names, *OF_THE_LOG]),
        tuple(_read("SELECT size, frontier FROM audit_head")[1][0]),
        (writer.name, writer.number, writer.link),
    )


def _rows_of(table: str) -> Rows:
    columns, rows = _read(f'SELECT * FROM "{table}" ORDER BY 1')
    # An entry belongs to the transaction that writes it.
    places = [place for place, name in enumerate(columns) if (table, name) != ("audit_entry", "xact")]
    names = ", ".join(f'"{columns[place]}"' for place in places)
    marks = ", ".join(["%s"] * len(places))
    return Rows(
        f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
        tuple(tuple(row[place] for place in places) for row in rows),
    )


def _put_back(made: Made, ground: Ground) -> None:
    if ground.path:
        transaction.savepoint_rollback(ground.savepoint)
    with transaction.atomic(), connection.cursor() as cursor:
        for rows in made.tables:
            cursor.executemany(rows.statement, rows.values)
        cursor.execute("UPDATE audit_head SET size = %s, frontier = %s", made.head)
    keys.forget()
    data_keys.CACHE.clear()
    writer = writers.current()
    writer.name, writer.number, writer.link = made.writer


def _changes() -> int:
    """Count the rows written so far: by this connection, or by this transaction."""
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    return int(_read("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")[1][0][0])


def _read(statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [column[0] for column in cursor.description], cursor.fetchall()
