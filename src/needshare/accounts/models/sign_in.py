"""Sessions of browsers, and the tokens with which people and systems come in by API."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from needshare.accounts.terms import TokenScope
from needshare.agencies.ownership import OwnedRecord

from .people import together


class Session(AbstractBaseSession):
    """A browser somebody is signed in with, or signing in: the key is stored as its hash, what it holds signed."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, null=True, related_name="+")

    PRIVACY: ClassVar[dict[str, str]] = {
        "session_key": "plain",
        "session_data": "personal",
        "expire_date": "plain",
        "account": "personal",
    }
    RETENTION: ClassVar[str] = "session"


class ApiToken(OwnedRecord):
    """A secret with which a person or a system comes in by API; only its hash is kept."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    scope = models.CharField(max_length=20, choices=TokenScope.choices(), default=TokenScope.EVERYDAY.value)
    hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    account_id: UUID

    contained_in: ClassVar[tuple[str, ...]] = ("account",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "account": "personal",
        "label": "personal",
        "scope": "plain",
        "hash": "personal",
        "issued_at": "plain",
        "issued_by": "personal",
        "expires_at": "plain",
        "revoked_at": "plain",
        "revoked_by": "personal",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["hash", "owner"], name="one_token_per_hash"),
            models.CheckConstraint(
                name="revoked_at_and_by_together", condition=together("revoked_at", "revoked_by")
            ),
            models.CheckConstraint(
                name="token_scope_is_known", condition=Q(scope__in=[*TokenScope.labels()])
            ),
            models.CheckConstraint(
                name="a_token_ends_after_it_begins",
                condition=Q(expires_at__gt=models.F("issued_at")),
            ),
        )

    def __str__(self) -> str:
        return self.label

    def is_in_force(self, *, at: datetime) -> bool:
        """Tell whether the token is neither revoked nor expired at this instant."""
        return self.revoked_at is None and self.issued_at <= at < self.expires_at
