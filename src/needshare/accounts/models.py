"""People's accounts and the tokens of people and systems that come in by API."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast, Lower, StrIndex
from django.db.models.lookups import Exact
from django.utils.crypto import salted_hmac

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText
from needshare.kernel.sight import Sight, of_organisation

from .terms import USER_ADMINISTRATION, Clearance, Role, TokenScope, Vetting


def together(at: str, by: str) -> Q:
    """Say that a time and the person of that time are both there or both absent."""
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(
        **{f"{at}__isnull": False, f"{by}__isnull": False}
    )


def roles_without(role: Role) -> Q:
    """Say that the stored roles do not name this one."""
    return Q(Exact(StrIndex(Cast("roles", TextField()), Value(f'"{role}"')), 0))


def roles_are_only(role: Role) -> Q:
    """Say that the stored roles are this one alone."""
    return Q(Exact(Cast("roles", TextField()), Value(f'["{role}"]')))


class AccountManager(BaseUserManager["Account"]):
    """Finds an account for sign-in, with its organisation and its key in the same SELECT."""

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("owner", "data_key")

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=(username or "").strip().lower())


class Account(OwnedRecord, AbstractBaseUser):
    """One person of one organisation, or one system of a partner, and what they may be trusted with.

    The username ends in the organisation's code (`l.osei@wbc`), so it is unique across forces.
    There is no superuser: what an account may do is its roles, read on every request.
    """

    username = models.CharField(max_length=80)
    last_login = None  # sign-ins are audit entries; an unrecorded column beside them would drift
    name = SealedText()
    work_email = SealedText(default="")
    email_domain = models.CharField(max_length=253, blank=True, default="")
    job_title = SealedText(default="")
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    roles = models.JSONField(default=list)
    clearance = models.CharField(max_length=24, choices=Clearance.choices(), default=Clearance.NONE.value)
    clearance_until = models.DateField(null=True)
    vetting = models.CharField(max_length=24, choices=Vetting.choices(), default=Vetting.NONE.value)
    vetting_until = models.DateField(null=True)
    training_until = models.DateField(null=True)
    compartments = models.JSONField(default=list)
    handling_read = models.JSONField(default=list)
    age_recipient = models.CharField(max_length=128, blank=True, default="")
    is_system = models.BooleanField(default=False)
    has_first_password = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    added_by = models.UUIDField()
    suspended_at = models.DateTimeField(null=True)
    suspended_by = models.UUIDField(null=True)
    sessions_ended_at = models.DateTimeField(null=True)
    sessions_ended_by = models.UUIDField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    unit_id: UUID | None

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    contained_in: ClassVar[tuple[str, ...]] = ("unit",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "username": "personal",
        "password": "personal",
        "name": "personal",
        "work_email": "personal",
        "email_domain": "plain",
        "job_title": "personal",
        "unit": "personal",
        "roles": "personal",
        "clearance": "personal",
        "clearance_until": "personal",
        "vetting": "personal",
        "vetting_until": "personal",
        "training_until": "personal",
        "compartments": "personal",
        "handling_read": "personal",
        "age_recipient": "personal",
        "is_system": "plain",
        "has_first_password": "plain",
        "is_active": "personal",
        "added_at": "personal",
        "added_by": "personal",
        "suspended_at": "personal",
        "suspended_by": "personal",
        "sessions_ended_at": "personal",
        "sessions_ended_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "username"], name="one_account_per_username"),
            models.CheckConstraint(name="username_in_small_letters", condition=Q(username=Lower("username"))),
            models.CheckConstraint(
                name="suspended_at_and_by_together", condition=together("suspended_at", "suspended_by")
            ),
            models.CheckConstraint(
                name="sessions_ended_at_and_by_together",
                condition=together("sessions_ended_at", "sessions_ended_by"),
            ),
            models.CheckConstraint(
                name="a_suspended_account_is_inactive",
                condition=Q(suspended_at__isnull=True, is_active=True)
                | Q(suspended_at__isnull=False, is_active=False),
            ),
            models.CheckConstraint(
                name="a_clearance_has_its_end",
                condition=Q(clearance=Clearance.NONE.value, clearance_until__isnull=True)
                | (~Q(clearance=Clearance.NONE.value) & Q(clearance_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_vetting_has_its_end",
                condition=Q(vetting=Vetting.NONE.value, vetting_until__isnull=True)
                | (~Q(vetting=Vetting.NONE.value) & Q(vetting_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="clearance_is_known", condition=Q(clearance__in=[*Clearance.labels()])
            ),
            models.CheckConstraint(name="vetting_is_known", condition=Q(vetting__in=[*Vetting.labels()])),
            *(
                models.CheckConstraint(
                    name=f"{role}_holds_nothing_else",
                    condition=roles_without(role) | roles_are_only(role),
                )
                for role in sorted(USER_ADMINISTRATION)
            ),
        )
        # Sign-in finds the account by username alone; the organisation's code in it keeps it unique.
        indexes = (models.Index(fields=["username"], name="account_by_username"),)

    def __str__(self) -> str:
        return self.username

    @property
    def organisation(self) -> Any:
        """The organisation the person belongs to: the owner of the account."""
        return self.owner

    def check_password(self, raw_password: str | None) -> bool:
        """Compare a password without rewriting the row: a new hash is an act of its own."""
        return check_password(raw_password, self.password)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        ended = self.sessions_ended_at.isoformat() if self.sessions_ended_at else ""
        salt = "needshare.accounts.models.Account.session"
        value = f"{self.password}|{ended}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    def held_roles(self) -> frozenset[str]:
        """Return the roles in force now: none while the account or its organisation is inactive."""
        if self.is_active and self.owner.is_active:
            return frozenset(self.roles)
        return frozenset()

    @property
    def sight(self) -> Sight:
        """Say which organisations' rows this person meets."""
        return of_organisation(self.owner_id, is_force=self.owner.is_force, person=self.id)


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


class Compartment(OwnedRecord):
    """A closed circle inside the force: its code name is all that shows, its purpose is sealed."""

    code_name = models.CharField(max_length=60)
    purpose = SealedText()
    sponsor = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("sponsor",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "code_name": "plain",
        "purpose": "sensitive",
        "sponsor": "personal",
        "opened_at": "plain",
        "opened_by": "personal",
        "ended_at": "plain",
        "ended_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "code_name"], name="one_compartment_per_code_name"),
            models.CheckConstraint(
                name="compartment_ended_at_and_by_together", condition=together("ended_at", "ended_by")
            ),
        )

    def __str__(self) -> str:
        return self.code_name


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


class Invitation(OwnedRecord):
    """A person's one way to set their own password: a link to their work address, used once, for 72 hours."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="invitations")
    hash = models.CharField(max_length=64, blank=True, default="")
    invited_at = models.DateTimeField()
    invited_by = models.UUIDField()
    expires_at = models.DateTimeField()
    linked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_used = models.BooleanField(default=False)

    contained_in: ClassVar[tuple[str, ...]] = ("account",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "account": "personal",
        "hash": "personal",
        "invited_at": "plain",
        "invited_by": "personal",
        "expires_at": "plain",
        "linked_at": "plain",
        "ended_at": "plain",
        "is_used": "plain",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account", "owner"], name="one_open_invitation", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="a_used_invitation_has_ended", condition=Q(is_used=False) | Q(ended_at__isnull=False)
            ),
            models.CheckConstraint(
                name="an_invitation_ends_after_it_begins",
                condition=Q(expires_at__gt=models.F("invited_at")),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class RoleProposal(OwnedRecord):
    """A role that one person wants to give to another, for a third to approve: nobody raises anyone alone."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="role_proposals")
    role = models.CharField(max_length=40, choices=Role.choices())
    reason = SealedText()
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    is_approved = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("account",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "account": "personal",
        "role": "personal",
        "reason": "personal",
        "proposed_at": "plain",
        "proposed_by": "personal",
        "decided_at": "plain",
        "decided_by": "personal",
        "is_approved": "plain",
        "told_at": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account", "role", "owner"],
                name="one_open_proposal_of_a_role",
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="proposal_decided_at_and_by_together", condition=together("decided_at", "decided_by")
            ),
            models.CheckConstraint(
                name="a_role_is_given_by_two", condition=~Q(decided_by=models.F("proposed_by"))
            ),
            models.CheckConstraint(
                name="an_approved_proposal_is_decided",
                condition=Q(is_approved=False) | Q(decided_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.id}"
