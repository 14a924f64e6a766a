"""Sessions in the database under a hash of their key, so that nobody who reads the table can sign in with it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from needshare.agencies.prepared import Prepared
from needshare.kernel import Actor
from needshare.kernel.sight import KeyKind, recognising, turn_to

from . import queries
from .models import Account, Session

BEGUN, SEEN, NAME, BROWSER = "begun_at", "seen_at", "session_id", "browser"
SEEN_EVERY = 60  # seconds: a session is written once a minute, not at every request


def stored(key: str) -> str:
    """Return what a session key is stored as: 40 hexadecimal digits, as wide as Django's column."""
    return hashlib.blake2b(key.encode(), digest_size=20, person=b"session").hexdigest()


def clear_ended(*, at: datetime) -> int:
    """Delete the sessions that ended before this time; return how many."""
    deleted, _tables = Session.objects.filter(expire_date__lt=at).delete()
    return deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInBrowser:
    """One of the browsers somebody is signed in with, as they are shown it; no address is kept."""

    id: UUID
    browser: str
    begun_at: datetime
    seen_at: datetime


def has_ended(session: Any, at: datetime) -> bool:
    """Tell whether a session was unused for too long, or began too long ago."""
    now = at.timestamp()
    idle = now - session.get(SEEN, now)
    age = now - session.get(BEGUN, now)
    return bool(
        idle > settings.SESSION_IDLE.total_seconds() or age > settings.SESSION_ABSOLUTE.total_seconds()
    )


def touch(session: Any, agent: str, at: datetime) -> None:
    """Note that a session is in use, seldom enough that reading pages writes almost nothing."""
    now = int(at.timestamp())
    if NAME not in session:
        session[NAME], session[BEGUN], session[BROWSER] = str(uuid4()), now, browser_of(agent)
    if now - session.get(SEEN, 0) >= SEEN_EVERY:
        session[SEEN] = now


def browsers_of(account: Account, *, at: datetime) -> list[SignedInBrowser]:
    """List the browsers somebody is signed in with now, the one used last first."""
    found = [
        SignedInBrowser(
            id=UUID(held[NAME]),
            browser=held[BROWSER],
            begun_at=datetime.fromtimestamp(held[BEGUN], UTC),
            seen_at=datetime.fromtimestamp(held[SEEN], UTC),
        )
        for _row, held in _living(account, at)
    ]
    return sorted(found, key=lambda each: each.seen_at, reverse=True)


def end_browser(account: Account, browser: UUID, *, at: datetime) -> bool:
    """End one session of somebody's; tell whether there was one."""
    rows = [row for row, held in _living(account, at) if held[NAME] == str(browser)]
    for row in rows:
        row.delete()
    return bool(rows)


def is_still(actor: Actor) -> bool:
    """Tell whether somebody is still who they were when their request began: let in, in the same unit and roles."""
    account = queries.account_of(actor.id)
    if account is None or not queries.may_come_in(account) or account.unit_id != actor.unit:
        return False
    ended, known = account.sessions_ended_at, actor.known_at
    is_signed_out = ended is not None and known is not None and ended > known
    return actor.roles <= account.held_roles() and not is_signed_out


def _living(account: Account, at: datetime) -> Iterator[tuple[Session, dict[str, Any]]]:
    """Find the sessions that still sign this person in, each with what it holds."""
    proof = account.get_session_auth_hash()
    for row in Session.objects.filter(account_id=account.pk, expire_date__gt=at):
        held = SessionStore().decode(row.session_data)
        signs_in = constant_time_compare(held.get(HASH_SESSION_KEY, ""), proof)
        if signs_in and NAME in held and not has_ended(held, at):
            yield row, held


def browser_of(agent: str) -> str:
    """Say which browser on which system this is, no more precisely than its person needs to know it again.

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36")
    'Chrome, Linux'
    """
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(part for part in (browser, system) if part)


# The first sign found counts: most browsers also name those they descend from.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip

_SESSION = Prepared(lambda narrowed, *, key: Session.objects.filter(narrowed, session_key=key))


class SignedIn(AuthenticationBackend):
    """allauth's sign-in; whom a session is of is read by a statement that is kept."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:  # type: ignore[override]  # as allauth has it
        """See the one account whose username was typed; once it proved true, as its person does."""
        typed = str(credentials.get("username", "")).strip().lower()
        with recognising(KeyKind.USERNAME, typed):
            account = super().authenticate(request, **credentials)
        if isinstance(account, Account):
            turn_to(account.sight)
        return account

    def get_user(self, user_id: UUID) -> Account | None:
        with recognising(KeyKind.ACCOUNT, str(user_id)):
            account = queries.account_of(user_id)
        if account is None or not self.user_can_authenticate(account):
            return None
        turn_to(account.sight)
        return account


class SessionStore(DatabaseStore):
    """Django's store; the cookie holds the key, the table only its hash."""

    def _get_session_from_db(self) -> Any:
        row = None
        if self.session_key:
            found = _SESSION.rows(key=stored(self.session_key))
            row = found[0] if found and found[0].expire_date > timezone.now() else None
        if row is None:
            self._session_key = None
        return row

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.session_key = stored(row.session_key)
        row.account_id = data.get(SESSION_KEY)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=stored(key)).delete()
