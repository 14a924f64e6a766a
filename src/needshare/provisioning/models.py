"""A directory's token, the people and groups it told of, and which role each of its groups stands for."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from needshare.accounts.terms import Role
from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON


class DirectoryToken(OwnedRecord):
    """A secret with which an organisation's directory tells of its own people; only its hash is kept.

    It stands for the administrator who issued it, and counts for nothing once they administer no more.
    """

    label = models.CharField(max_length=80)
    hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    PRIVACY: ClassVar[dict[str, str]] = {
        "label": "plain",
        "hash": "plain",
        "issued_at": "plain",
        "issued_by": "personal",
        "expires_at": "plain",
        "revoked_at": "plain",
        "revoked_by": "personal",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["hash", "owner"], name="one_directory_token_per_hash"),
            models.CheckConstraint(
                name="directory_token_revoked_together",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_directory_token_ends_after_it_begins",
                condition=Q(expires_at__gt=models.F("issued_at")),
            ),
        )

    def __str__(self) -> str:
        return self.label

    def is_in_force(self, *, at: datetime) -> bool:
        """Tell whether the token is neither revoked nor expired at this instant."""
        return self.revoked_at is None and self.issued_at <= at < self.expires_at


class DirectoryPerson(OwnedRecord):
    """Somebody a directory told of: what it says of them, sealed, and their account here."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    told = SealedJSON()
    name_index = models.CharField(max_length=64)
    id_index = models.CharField(max_length=64, blank=True, default="")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    account_id: UUID

    contained_in: ClassVar[tuple[str, ...]] = ("account",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "account": "personal",
        "told": "personal",
        "name_index": "personal",
        "id_index": "personal",
        "joined_at": "personal",
        "left_at": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "name_index"],
                name="one_person_per_directory_name",
                condition=Q(left_at__isnull=True),
            ),
            models.UniqueConstraint(fields=["owner", "account"], name="one_directory_entry_per_account"),
        )
        indexes = (models.Index(fields=["owner", "id_index"], name="directory_person_by_id"),)

    def __str__(self) -> str:
        return str(self.id)


class DirectoryGroup(OwnedRecord):
    """A group as a directory told of it; it gives a role only where its name stands for one."""

    display_name = models.CharField(max_length=200)
    directory_id = models.CharField(max_length=200, blank=True, default="")
    told_at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {"display_name": "plain", "directory_id": "plain", "told_at": "plain"}
    RETENTION: ClassVar[str] = "account"

    class Meta:
        indexes = (models.Index(fields=["owner", "display_name"], name="directory_group_by_name"),)

    def __str__(self) -> str:
        return self.display_name


class GroupMember(OwnedRecord):
    """One person in one group."""

    group = models.ForeignKey("provisioning.DirectoryGroup", models.CASCADE, related_name="members")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    account_id: UUID

    contained_in: ClassVar[tuple[str, ...]] = ("group", "account")
    PRIVACY: ClassVar[dict[str, str]] = {"group": "personal", "account": "personal"}
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "group", "account"], name="one_membership_per_group"),
        )

    def __str__(self) -> str:
        return str(self.id)


class GroupRole(OwnedRecord):
    """Which role the members of a group of this name are given, as an administrator set it."""

    group_name = models.CharField(max_length=200)
    role = models.CharField(max_length=40, choices=Role.choices())
    set_at = models.DateTimeField()
    set_by = models.UUIDField()

    PRIVACY: ClassVar[dict[str, str]] = {
        "group_name": "plain",
        "role": "plain",
        "set_at": "plain",
        "set_by": "personal",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "group_name"], name="one_role_per_group_name"),
        )

    def __str__(self) -> str:
        return f"{self.group_name} {self.role}"
