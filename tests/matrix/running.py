"""Asks the product, in process: one savepoint for each cell, taken back again, and everything it did looked at."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.test import RequestFactory

from needshare.audit import writers
from needshare.notices.models import Notice

from .world import CANARY, Player

FOUND = re.compile(rf"{CANARY}-([a-z]+)-([a-z]+)-zq")
WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?([a-z_]+)\"?", re.IGNORECASE)
# How an entry is written: by an insert on SQLite, by a function on PostgreSQL.
ENTRY = re.compile(r"\s*(INSERT INTO audit_append |SELECT audit_append\()")
# What a call may write that is no change: its own entries, the time a session was used, how often it came.
NO_CHANGE = re.compile(r"audit_|accounts_session|cache_entry|api_allowance")
VARIES = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce-[A-Za-z0-9_+/=-]+|nonce="[^"]*"|csrftoken=[^;]*'
)
SIGN_IN = re.compile(r"/account/(sign-in|app|passkeys/new|password/change)")


# The letters of answers that must have changed nothing.
TOLD_NO = "FHS"


class Said(logging.Handler):
    """Keeps what is logged during a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.getMessage()} {record.__dict__!r}")


@dataclass
class Answer:
    """What a call answered and did; `wrote` only where it was told no."""

    status: int
    location: str
    body: bytes
    headers: dict[str, str]
    wrote: set[str] = field(default_factory=set)
    entries: int = 0
    logged: list[str] = field(default_factory=list)
    notices: str = ""
    seen: Any = None

    @property
    def letter(self) -> str:
        """Read the answer as the table does."""
        if self.status == 401 or (self.status == 302 and SIGN_IN.match(self.location)):
            return "S"
        if self.status == 403 and b"REASON_NEEDED" in self.body.upper():
            return "R"
        plain = {403: "F", 404: "H", 405: "M"}
        return plain.get(self.status, "E" if self.status >= 500 else "Y")

    @property
    def canaries(self) -> set[tuple[str, str]]:
        """Find whose texts of which kind are shown, in the body or in a header."""
        found = set()
        if CANARY.encode() in self.body:
            found |= set(FOUND.findall(self.body.decode("utf-8", "replace")))
        return found | set(FOUND.findall(json.dumps(self.headers)))

    @property
    def shown(self) -> tuple[int, dict[str, str], bytes]:
        """Return all that a caller can compare: status, headers and bytes, without what is drawn anew."""
        headers = {
            name: VARIES.sub(b"", value.encode()).decode()
            for name, value in self.headers.items()
            if name != "Set-Cookie"
        }
        return self.status, headers, VARIES.sub(b"", self.body)


@contextmanager
def taken_back() -> Iterator[None]:
    """Run a cell in a savepoint, and take everything back: rows and the writer's chain of entries."""
    writer = writers.current()
    before = writer.name, writer.number, writer.link
    cell = transaction.atomic()
    cell._from_testcase = True  # acts may open their durable transactions inside it
    try:
        with cell:
            yield
            transaction.set_rollback(True)
    finally:
        writer = writers.current()
        writer.name, writer.number, writer.link = before


@dataclass(frozen=True)
class Asking:
    """One call: where to, how, and with what."""

    method: str
    path: str
    body: bytes = b""
    kind: str = "application/json"
    is_page: bool = False


class Runner:
    """Calls the product through its whole middleware."""

    def __init__(self) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory()
        self.said = Said()
        self.rows: dict[str, Any] = {}
        self.known_notices: set[Any] = set(Notice.objects.values_list("pk", flat=True))
        for name in ("", "django.request", "django", "needshare"):
            logging.getLogger(name).addHandler(self.said)

    def close(self) -> None:
        for name in ("", "django.request", "django", "needshare"):
            logging.getLogger(name).removeHandler(self.said)

    def ask(self, player: Player, asking: Asking, look: Callable[[], object] | None = None) -> Answer:
        """Call once, look at all it did, and take it back."""
        with taken_back():
            answer = self._ask(player, asking)
            answer.seen = look() if look else None
            return answer

    def _ask(self, player: Player, asking: Asking) -> Answer:
        writes: list[str] = []
        entered: list[str] = []

        def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
            found = WRITES.match(sql) if isinstance(sql, str) else None
            if found:
                writes.append(found[2].lower())
            if isinstance(sql, str) and ENTRY.match(sql):
                entered.append(sql)
            return execute(sql, params, many, context)

        self.said.lines.clear()
        with connection.execute_wrapper(note):
            response = self._response(player, asking)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        changed = {table for table in writes if not NO_CHANGE.match(table)}
        answer = Answer(
            status=response.status_code,
            location=response.headers.get("Location", ""),
            body=body,
            headers=dict(response.headers),
            entries=len(entered),
            logged=[line for line in self.said.lines if CANARY in line],
            notices=self._notices() if "notices_notice" in changed else "",
        )
        if answer.letter in TOLD_NO:  # whoever is let through may change what they like
            answer.wrote = {table for table in changed if self._differs(table)}
        return answer

    def _response(self, player: Player, asking: Asking) -> Any:
        more = {} if asking.is_page else {"HTTP_AUTHORIZATION": f"Bearer {player.token}"}
        request = self.factory.generic(
            asking.method, asking.path, asking.body, content_type=asking.kind, **more
        )
        request.COOKIES = dict(player.cookies) if asking.is_page else {}
        request._dont_enforce_csrf_checks = True
        return self.handler.get_response(request)

    def remember(self) -> None:
        """Note every row there is, to tell later whether a table changed."""
        for table in connection.introspection.table_names():
            if not NO_CHANGE.match(table):
                self.rows[table] = self._rows(table)

    def _differs(self, table: str) -> bool:
        """Tell whether a table that was written to is other than it was: what is undone is no change."""
        return bool(self.rows) and self._rows(table) != self.rows[table]

    def _rows(self, table: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            return hash(tuple(sorted(repr([_plain(each) for each in row]) for row in cursor.fetchall())))

    def _notices(self) -> str:
        fresh = Notice.objects.exclude(pk__in=self.known_notices)
        return " ".join(json.dumps(each.facts, default=str) for each in fresh)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
