"""What was done to people's sign-in and is to be told to them."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from needshare.accounts.terms import SignInChange
from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText


class ChangeToTell(OwnedRecord):
    """One change of somebody's sign-in or address; where they were reached before is kept until they are told.

    Of browsers those known are remembered here too: one met again is nothing to tell.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    change = models.CharField(max_length=20, choices=SignInChange.choices())
    browser = models.CharField(max_length=60, blank=True, default="")
    earlier_address = SealedText(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()
    told_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    account_id: UUID

    contained_in: ClassVar[tuple[str, ...]] = ("account",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "account": "personal",
        "change": "personal",
        "browser": "personal",
        "earlier_address": "personal",
        "changed_at": "plain",
        "changed_by": "personal",
        "told_at": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "account"

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="change_of_sign_in_is_known", condition=Q(change__in=[*SignInChange.labels()])
            ),
            models.CheckConstraint(
                name="an_earlier_address_ends_when_it_was_told",
                condition=Q(earlier_address__isnull=True)
                | Q(told_at__isnull=True, change=SignInChange.ADDRESS_CHANGED.value),
            ),
        )
        indexes = (
            models.Index(fields=["changed_at"], name="change_to_tell", condition=Q(told_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.change} {self.id}"
