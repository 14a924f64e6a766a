"""The keys that callers sent acts under, and how much of their allowance of calls is used up."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.kernel import new_id


class SentKey(models.Model):
    """One act sent under a key of the caller's, and its answer, for as long as it may be sent again.

    Neither the key nor what was sent is kept, only keyed digests; the answer is sealed under a key
    made from the caller's, so that it opens for nobody else. `owner` and `actor` are bare ids: who
    they are is known further up.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.UUIDField()
    actor = models.UUIDField()
    route = models.CharField(max_length=80)
    key_digest = models.CharField(max_length=32)
    body_digest = models.CharField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    answer = models.BinaryField(null=True)

    PRIVACY: ClassVar[dict[str, str]] = {
        "id": "plain",
        "owner": "plain",
        "actor": "personal",
        "route": "plain",
        "key_digest": "plain",
        "body_digest": "plain",
        "sent_at": "plain",
        "expires_at": "plain",
        "answer": "sensitive",
    }
    RETENTION: ClassVar[str] = "idempotency_key"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "actor", "route", "key_digest"], name="an_act_is_sent_once_under_a_key"
            ),
            models.CheckConstraint(
                name="a_sent_key_expires_after_it_is_sent", condition=Q(expires_at__gt=models.F("sent_at"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.route} {self.id}"


class Allowance(models.Model):
    """Until when somebody has paid off the calls they made; the key is a keyed digest of who it is."""

    key = models.CharField(max_length=64, primary_key=True)
    paid_off_at = models.BigIntegerField(db_index=True)  # microseconds since 1970

    PRIVACY: ClassVar[dict[str, str]] = {"key": "personal", "paid_off_at": "plain"}
    RETENTION: ClassVar[str] = "allowance"

    def __str__(self) -> str:
        return self.key[:8]
