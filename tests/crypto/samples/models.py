"""A sealed record; its table exists only in a test database."""

from typing import ClassVar

from django.db import models

from needshare.crypto.fields import SealedBytes, SealedJSON, SealedText
from needshare.kernel import new_id


class Sample(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    title = models.CharField(max_length=40, default="")
    name = SealedText()
    alias = SealedText(default="")
    nickname = SealedText(null=True)
    details = SealedJSON(default=dict)
    scan = SealedBytes(null=True)
    # Without database constraints, so that emptying the real tables after a test is not refused.
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_constraint=False)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_constraint=False)

    SEALED: ClassVar = ("name", "alias", "nickname", "details", "scan")

    class Meta:
        # Not an installed app as a rule: neither migrations nor whole-system tests see this table.
        app_label = "samples"
