"""The sharing case and the story of its steps."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText
from needshare.pathway.terms import Direction, Stage, Urgency


class SharingCase(OwnedRecord):
    """One affair of sharing, from the asking to the receipt; it belongs to the force that decides."""

    reference = models.CharField(max_length=24)
    direction = models.CharField(max_length=24, choices=Direction.choices())
    stage = models.CharField(max_length=32, choices=Stage.choices())
    held_from = models.CharField(max_length=32, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    urgency = models.CharField(max_length=12, choices=Urgency.choices(), default=Urgency.ROUTINE)
    purpose = models.CharField(max_length=48, blank=True, default="")
    requesting_organisation = models.ForeignKey("agencies.Organisation", models.PROTECT, related_name="+")
    requester = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    compartment = models.ForeignKey(
        "accounts.Compartment", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("compartment",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "reference": "plain",
        "direction": "plain",
        "stage": "plain",
        "held_from": "plain",
        "version": "plain",
        "urgency": "plain",
        "purpose": "plain",
        "requesting_organisation": "plain",
        "requester": "personal",
        "handler": "personal",
        "opened_at": "plain",
        "opened_by": "personal",
        "received_at": "plain",
        "due_at": "plain",
        "compartment": "sensitive",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "reference"], name="one_case_per_reference"),
            models.CheckConstraint(
                name="held_from_only_while_on_hold",
                condition=Q(held_from="") | Q(stage=Stage.ON_HOLD),
            ),
            models.CheckConstraint(
                name="a_sent_request_has_its_time",
                condition=Q(received_at__isnull=False) | Q(stage__in=[Stage.DRAFT, Stage.WITHDRAWN]),
            ),
        )
        indexes = (
            models.Index(fields=["owner", "-id"], name="case_by_owner_newest"),
            models.Index(fields=["owner", "stage", "-id"], name="case_by_stage_newest"),
            models.Index(
                fields=["handler", "due_at"], condition=Q(handler__isnull=False), name="case_by_handler_due"
            ),
            models.Index(fields=["requesting_organisation", "-id"], name="case_by_requester_newest"),
            # Which forces an organisation asks, whatever the number of cases (ADR 0029).
            models.Index(fields=["requesting_organisation", "owner"], name="case_by_both_sides"),
        )

    def __str__(self) -> str:
        return self.reference


class Step(OwnedRecord):
    """One step of a case's story: what was done, by whom, and from which stage to which."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=64)
    from_stage = models.CharField(max_length=32, blank=True, default="")
    to_stage = models.CharField(max_length=32)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = SealedText(default="")
    is_shown_to_requester = models.BooleanField(default=False)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "number": "plain",
        "act": "plain",
        "from_stage": "plain",
        "to_stage": "plain",
        "taken_at": "plain",
        "taken_by": "personal",
        "note": "sensitive",
        "is_shown_to_requester": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "case", "number"], name="steps_are_numbered_once"),
        )

    def __str__(self) -> str:
        return f"{self.act} ({self.number})"
