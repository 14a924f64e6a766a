"""Sessions in the database under a hash of their key, so that nobody who reads the table can sign in with it."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from needshare.agencies.prepared import Prepared

from . import queries
from .models import Account


def stored(key: str) -> str:
    """Return what a session key is stored as: 40 hexadecimal digits, as wide as Django's column."""
    return hashlib.blake2b(key.encode(), digest_size=20, person=b"session").hexdigest()


def clear_ended(*, at: datetime) -> int:
    """Delete the sessions that ended before this time; return how many."""
    deleted, _tables = Session.objects.filter(expire_date__lt=at).delete()
    return deleted


_SESSION = Prepared(lambda narrowed, *, key: Session.objects.filter(narrowed, session_key=key))


class SignedIn(AuthenticationBackend):
    """allauth's sign-in; whom a session is of is read by a statement that is kept."""

    def get_user(self, user_id: UUID) -> Account | None:
        account = queries.account_of(user_id)
        return account if account is not None and self.user_can_authenticate(account) else None


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

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=stored(key)).delete()
