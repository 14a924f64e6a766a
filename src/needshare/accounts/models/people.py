"""People's accounts, and what their roles may and may not say."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast, Lower, StrIndex
from django.db.models.lookups import Exact
from django.utils.crypto import salted_hmac

from needshare.accounts.terms import USER_ADMINISTRATION, Clearance, Role, Vetting
from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText
from needshare.kernel.sight import Sight, of_organisation


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
