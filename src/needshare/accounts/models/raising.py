"""How people come in and rise: invitations, and roles that wait for a second person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.accounts.terms import Role
from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText

from .people import together


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
