"""What the audit tests stand on: acts to record, an empty log, and the powers of a database administrator."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from needshare.audit import keys, sealing, signing, writers
from needshare.audit.recording import about, consulted, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Blocked, Channel, not_met
from tests import roles

from .samples import Kept

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FORCE = UUID("01890000-0000-7000-8000-000000000001")
OTHER_FORCE = UUID("01890000-0000-7000-8000-000000000002")
OFFICER = Actor(
    id=UUID("01890000-0000-7000-8000-0000000000a1"),
    owner=FORCE,
    roles=frozenset({"officer"}),
    channel=Channel.API,
    is_force=True,
    name="Asking Officer",
)
AUDITOR = Actor(
    id=UUID("01890000-0000-7000-8000-0000000000a2"), owner=FORCE, roles=frozenset({"auditor"}), is_force=True
)
OTHER_AUDITOR = Actor(
    id=UUID("01890000-0000-7000-8000-0000000000a3"),
    owner=OTHER_FORCE,
    roles=frozenset({"auditor"}),
    is_force=True,
)
PARTNER = Actor(
    id=UUID("01890000-0000-7000-8000-0000000000a4"), owner=UUID(int=9), roles=frozenset({"partner_user"})
)
TABLES = (
    "audit_entry",
    "audit_payload",
    "audit_lookup",
    "audit_leaf",
    "audit_tile",
    "audit_checkpoint",
    "audit_cosig",
    "audit_key",
)


@recorded(Operation.ALTERATION)
def note(*, reference: str = "NMC-26-AAAA-AAAA", text: str = "", by: Actor, at: datetime) -> str:
    """Write nothing but an entry."""
    about(case=reference, owner=FORCE, reason="a reason in plain words")
    detail(text=text)
    return text


@recorded(Operation.COLLECTION)
def keep(*, word: str, by: Actor, at: datetime) -> Kept:
    """Write a row, and again: within the act that made it, it is still open."""
    about(case="NMC-26-AAAA-AAAA", owner=FORCE)
    kept = Kept.objects.create(word=word)
    kept.word = word.upper()
    kept.save(update_fields=["word"])
    return kept


@recorded(Operation.ALTERATION)
def note_person(*, subject: str, by: Actor, at: datetime) -> None:
    about(subject=subject, owner=FORCE)
    detail(text="about somebody")


@recorded(Operation.ALTERATION)
def blocked(*, reference: str, by: Actor, at: datetime) -> None:
    about(case=reference)
    raise Blocked("Not so.", [not_met("Not so.", test="roles", code="role_missing")])


@consulted(Operation.CONSULTATION)
def look(*, reference: str, reason: str, found: Any = None, by: Actor, at: datetime) -> Any:
    if isinstance(found, Exception):
        raise found
    return found


def _admitted(*, reference: str, refusal: Exception | None = None, **_asked: Any) -> str:
    about(case=reference, owner=FORCE, reason="supervision")
    detail(stage="received")
    if refusal is not None:
        raise refusal
    return reference.lower()


@consulted(Operation.CONSULTATION, admitted_by=_admitted)
def look_at(
    record: str,
    *,
    reference: str,
    read: Callable[[str], Any],
    refusal: Exception | None = None,
    by: Actor,
    at: datetime,
) -> Any:
    """Look at one known record with a function that reads it."""
    return read(record)


def _asked(*, words: str, refusal: Exception | None = None, by: Actor, at: datetime, **_more: Any) -> str:
    about(owner=FORCE, reason="to answer")
    if refusal is not None:
        raise refusal
    return words.upper()


def _noted(asked: str, **_more: Any) -> None:
    detail(kept=asked, kept_in=str(current_entry()))


@consulted(Operation.CONSULTATION, asked_by=_asked, noted_by=_noted)
def search_for(
    asked: str,
    *,
    words: str,
    read: Callable[[str], Any],
    refusal: Exception | None = None,
    by: Actor,
    at: datetime,
) -> Any:
    """Search with a function that reads; what is asked is said last, whatever is found."""
    return read(asked)


def fill(count: int, *, start: datetime = AT, sign: bool = True) -> datetime:
    """Record some acts a second apart, seal them, and return the time after the last."""
    for number in range(count):
        note(text=f"number {number}", by=OFFICER, at=start + timedelta(seconds=number))
    end = start + timedelta(seconds=count)
    if sign:
        sealing.tick(at=end)
    return end


def forget() -> None:
    """Begin as a process that has just started."""
    writers.forget()
    keys.forget()
    sealing.forget()


def begin() -> None:
    """Give a test an empty log, as a new process finds it. Tests that commit leave theirs behind."""
    forget()
    shutil.rmtree(signing.folder(), ignore_errors=True)
    if one("SELECT count(*) FROM audit_entry") or one("SELECT count(*) FROM audit_key"):
        wipe()


def wipe() -> None:
    """Empty the log: only tests can."""
    with as_administrator() as run:
        for table in TABLES:
            run(f"DELETE FROM {table}")
        run("UPDATE audit_head SET size = 0, frontier = %s, xmin_watermark = 0, system_identifier = ''", b"")


@contextmanager
def as_administrator() -> Iterator[Any]:
    """Yield a function that runs SQL with every trigger lifted, as somebody who owns the database can."""
    with connection.cursor() as cursor:

        def run(statement: str, *parameters: Any) -> Any:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else None

        if connection.vendor == "postgresql":
            with roles.as_superuser():
                run("SET session_replication_role = replica")
                try:
                    yield run
                finally:
                    run("SET session_replication_role = origin")
        else:
            triggers = run(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%%'"
            )
            for name, _sql in triggers:
                run(f"DROP TRIGGER {name}")
            try:
                yield run
            finally:
                for _name, sql in triggers:
                    run(sql)


def one(statement: str, *parameters: Any) -> Any:
    """Read one row, or its only column."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row is not None and len(row) == 1 else row
