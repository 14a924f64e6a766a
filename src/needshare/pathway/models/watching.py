"""The watch over an open request whose silence could do severe harm (clause C10)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord


class RiskWatch(OwnedRecord):
    """Why a case is watched, which steps of the pack's watch were taken this round, and when the next one is.

    `next_at` is empty while there is nothing to watch: the case was answered, or nothing severe is left.
    """

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="+", db_index=False)
    causes = models.JSONField(default=list)
    taken = models.JSONField(default=list)
    round = models.PositiveSmallIntegerField(default=1)
    began_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "causes": "plain",
        "taken": "plain",
        "round": "plain",
        "began_at": "plain",
        "next_at": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "case"], name="a_case_has_one_watch"),)
        indexes = (
            models.Index(
                fields=["next_at", "id"], name="watch_next_step", condition=Q(next_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"watch over {self.case_id}"
