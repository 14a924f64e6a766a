"""How often somebody may call: counted in the database, so that the limit holds across processes and hosts.

Each name has one row: until when what it spent is paid off, at so many calls a second (the generic cell
rate algorithm). A busy limit is settled from time to time: a process admits a twentieth of the burst by
itself and then charges it in one statement, and forgets calls that are few (a twentieth of the rate), so
that most calls cost no statement. With two processes at most a tenth more than the limit gets through.
A strict limit is charged at every try, before it.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from math import ceil
from typing import Any, Final

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Least
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from needshare.crypto.tokens import token_hash

from .models import Allowance

SECOND: Final = 1_000_000  # rows count microseconds
BATCH: Final = 500
MOST_REMEMBERED: Final = 10_000
PARTS: Final = 20  # of the burst, and of the rate, are left to each process
OLD: Final = 60 * SECOND


class TooMany(Exception):
    """Somebody called too often; `wait` is in how many whole seconds they may call again."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in so many seconds, of which `burst` may come at once."""

    name: str
    calls: int
    seconds: int
    burst: int
    is_strict: bool = False

    @property
    def cost(self) -> int:
        """How long one call takes to be paid off."""
        return max(self.seconds * SECOND // self.calls, 1)

    @property
    def share(self) -> int:
        """How many calls one process admits before it settles them."""
        return 1 if self.is_strict else max(self.burst // PARTS, 1)


@dataclass(slots=True)
class _Book:
    """What one process remembers of one name: calls not charged yet, and until when it says no."""

    unpaid: int = 0
    since: int = 0
    refused_until: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


_books: dict[tuple[str, str], _Book] = {}


def of_token() -> Limit:
    """Limit what is called with one token."""
    calls = settings.API_CALLS_OF_TOKEN
    return Limit("token", calls, 60, max(calls // 4, 1))


def of_account() -> Limit:
    """Limit what one person or system calls, whatever the number of their tokens."""
    calls = settings.API_CALLS_OF_ACCOUNT
    return Limit("account", calls, 60, max(calls // 4, 1))


def of_links() -> Limit:
    """Limit how often one address tries one-time links, invitations and their codes."""
    calls = settings.LINK_TRIES
    return Limit("link", calls, 60, calls, is_strict=True)


def of_denials() -> Limit:
    """Limit how many entries one address leaves by coming with links that do not live."""
    calls = settings.LINK_TRIES
    return Limit("denial", calls, 60, calls, is_strict=True)


def spend(limit: Limit, who: str, *, at: datetime) -> None:
    """Count one call of somebody.

    Raises:
        TooMany: the limit is used up for now; nothing is counted.
    """
    now = int(at.timestamp() * SECOND)
    key = token_hash(f"{limit.name}|{who}")
    if limit.is_strict:
        _try(limit, key, now)
    else:
        _admit(limit, key, now)


def _try(limit: Limit, key: str, now: int) -> None:
    """Charge one call, only if there is room for it; two at once are judged one after the other."""
    most = now + limit.burst * limit.cost
    has_room = Q(paid_off_at__lte=most - limit.cost) | Q(paid_off_at__gt=most)  # the latter: a clock set back
    room = Allowance.objects.filter(has_room, key=key)
    charged = {"paid_off_at": _from(now, limit) + limit.cost}
    if room.update(**charged):
        return
    row, is_new = Allowance.objects.get_or_create(key=key, defaults={"paid_off_at": now + limit.cost})
    if not is_new and not room.update(**charged):
        raise TooMany(_wait(row.paid_off_at + limit.cost - most))


def _from(now: int, limit: Limit) -> Combinable:
    """Say from when what is charged is paid off: after what is owed, but a clock set back locks nobody out."""
    return Least(Greatest(F("paid_off_at"), Value(now)), Value(now + limit.burst * limit.cost))


def _admit(limit: Limit, key: str, now: int) -> None:
    """Admit a call unless the last settling showed the limit used up; settle when a share is unpaid."""
    book = _book(limit, key, now)
    with book.lock:
        if now < book.refused_until <= now + 2 * limit.burst * limit.cost:
            raise TooMany(_wait(book.refused_until - now))
        forgotten = min((now - book.since) // (PARTS * limit.cost), book.unpaid)
        if forgotten or not book.unpaid:
            book.unpaid, book.since = book.unpaid - forgotten, now
        book.unpaid += 1
        if book.unpaid < limit.share:
            return
        unpaid, book.unpaid = book.unpaid, 0
    paid_off_at = _charge(limit, key, unpaid, now)
    book.refused_until = paid_off_at - (limit.burst - 1) * limit.cost


def _charge(limit: Limit, key: str, calls: int, now: int) -> int:
    """Charge what was admitted; return when all that anybody was admitted is paid off."""
    rows = Allowance.objects.filter(key=key)
    cost = calls * limit.cost
    charged = {"paid_off_at": _from(now, limit) + cost}
    if not rows.update(**charged):
        row, is_new = Allowance.objects.get_or_create(key=key, defaults={"paid_off_at": now + cost})
        if is_new:
            return row.paid_off_at
        rows.update(**charged)
    return rows.values_list("paid_off_at", flat=True).get()


def _book(limit: Limit, key: str, now: int) -> _Book:
    if len(_books) > MOST_REMEMBERED:
        _forget(_books.items(), now)
    return _books.setdefault((limit.name, key), _Book())


def _forget(books: Iterable[tuple[tuple[str, str], _Book]], now: int) -> None:
    """Drop what says nothing any more; what is still unpaid is a share at most."""
    for name, book in list(books):
        if book.refused_until <= now and now - book.since >= OLD:
            _books.pop(name, None)


def _wait(microseconds: int) -> int:
    return max(ceil(microseconds / SECOND), 1)


def forget_paid(*, at: datetime) -> int:
    """Delete the rows of those who have nothing left to pay off; return how many."""
    now = int(at.timestamp() * SECOND)
    keys = Allowance.objects.filter(paid_off_at__lt=now).values_list("key", flat=True)[:BATCH]
    deleted, _by_table = Allowance.objects.filter(key__in=list(keys), paid_off_at__lt=now).delete()
    return deleted


def few_tries(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let one network address come to a page only so often: who guesses links and codes runs into a wall."""

    @wraps(view)
    def limited(request: Any, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            spend(of_links(), address_of(request), at=request.at)
        except TooMany as refusal:
            return HttpResponse(status=429, headers={"Retry-After": str(refusal.wait)})
        return view(request, *args, **named)

    return limited


def address_of(request: HttpRequest) -> str:
    """Name the network address somebody calls from, as the trusted proxies in front say, never the caller.

    What stands further left in the header than our own proxies wrote was sent by the caller.
    """
    proxies = settings.TRUSTED_PROXIES
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(named) >= proxies:
        return named[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
