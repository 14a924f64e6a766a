"""What a recipient did with a delivery: accepted its conditions, opened it, acknowledged it; or was reminded of."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText

from .terms import ReminderStep


class Receipt(OwnedRecord):
    """The recipient's side of one delivery."""

    delivery = models.ForeignKey(
        "disclosure.Delivery", models.PROTECT, related_name="receipts", db_index=False
    )
    conditions_accepted_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_name = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("delivery",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "delivery": "plain",
        "conditions_accepted_at": "plain",
        "opened_at": "plain",
        "acknowledged_at": "plain",
        "acknowledged_name": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            # the delivery first: receipts are found by it, so this is their index too
            models.UniqueConstraint(fields=["delivery", "owner"], name="one_receipt_per_delivery"),
            models.CheckConstraint(
                name="acknowledged_only_what_was_opened",
                condition=Q(acknowledged_at__isnull=True) | Q(opened_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"receipt of {self.delivery_id}"


class Reminder(OwnedRecord):
    """One thing said, once, of a delivery that was not collected in time."""

    delivery = models.ForeignKey(
        "disclosure.Delivery", models.PROTECT, related_name="reminders", db_index=False
    )
    step = models.CharField(max_length=32, choices=ReminderStep.choices())
    reminded_at = models.DateTimeField()

    contained_in: ClassVar[tuple[str, ...]] = ("delivery",)
    PRIVACY: ClassVar[dict[str, str]] = {"delivery": "plain", "step": "plain", "reminded_at": "plain"}
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["delivery", "step", "owner"], name="each_reminder_is_given_once"),
        )

    def __str__(self) -> str:
        return f"{self.step} of {self.delivery_id}"
