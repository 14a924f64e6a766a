"""The outbox: messages written down in the act that causes them, and sent after it is committed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON, SealedText

from .terms import Delivery, Failure, NoticeKind


class Notice(OwnedRecord):
    """One message to one person; its id makes its Message-ID, so sending twice is one message."""

    to_account = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_address = SealedText(null=True)
    kind = models.CharField(max_length=32, choices=NoticeKind.choices())
    reference = models.CharField(max_length=40)
    facts = SealedJSON(default=dict)
    delivery = models.CharField(max_length=12, choices=Delivery.choices(), default=Delivery.QUEUED.value)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=16, choices=Failure.choices(), blank=True, default="")
    followed_up_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "to_account": "personal",
        "to_address": "personal",
        "kind": "plain",
        "reference": "plain",
        "facts": "personal",
        "delivery": "plain",
        "queued_at": "plain",
        "send_after": "plain",
        "attempts": "plain",
        "sent_at": "plain",
        "bounced_at": "plain",
        "followed_up_at": "plain",
        "failed_at": "plain",
        "failure": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "notice"

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_notice_goes_to_one_person",
                condition=Q(to_account__isnull=False, to_address__isnull=True)
                | Q(to_account__isnull=True, to_address__isnull=False),
            ),
            models.CheckConstraint(
                name="sent_at_agrees_with_delivery",
                condition=Q(delivery__in=[Delivery.SENT, Delivery.BOUNCED], sent_at__isnull=False)
                | Q(delivery__in=[Delivery.QUEUED, Delivery.FAILED], sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="bounced_at_agrees_with_delivery",
                condition=Q(delivery=Delivery.BOUNCED, bounced_at__isnull=False)
                | (~Q(delivery=Delivery.BOUNCED) & Q(bounced_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="failed_at_agrees_with_delivery",
                condition=Q(delivery=Delivery.FAILED, failed_at__isnull=False)
                | (~Q(delivery=Delivery.FAILED) & Q(failed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_notice_is_sent_after_it_is_queued",
                condition=Q(send_after__gte=F("queued_at")),
            ),
        )
        indexes = (
            models.Index(
                fields=["send_after", "id"],
                name="notice_waiting",
                condition=Q(delivery=Delivery.QUEUED),
            ),
            models.Index(fields=["owner", "reference"], name="notice_by_reference"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"
