"""Jobs waiting or at work, and the schedule of those that recur."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.kernel import new_id


class Job(models.Model):
    """One piece of work. A finished one is deleted; one that failed too often stays as a dead letter.

    `arguments` are references and ids only, never anything about a person. `lease` names the worker's
    claim; when `leased_until` has passed, the worker died and another takes over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True)
    due_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    dead_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=120, blank=True)

    PRIVACY: ClassVar = {
        "id": "plain",
        "name": "plain",
        "arguments": "plain",
        "key": "plain",
        "due_at": "plain",
        "lease": "plain",
        "leased_until": "plain",
        "attempts": "plain",
        "dead_at": "plain",
        "failure": "plain",
    }
    RETENTION: ClassVar = "jobs"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name", "key"],
                name="job_once_per_key",
                condition=~Q(key="") & Q(dead_at__isnull=True),
            ),
            models.CheckConstraint(
                name="job_lease_and_until_together",
                condition=Q(lease__isnull=True, leased_until__isnull=True)
                | Q(lease__isnull=False, leased_until__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="job_due", condition=Q(dead_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Schedule(models.Model):
    """When a recurring job is due next."""

    name = models.CharField(max_length=80, primary_key=True)
    every_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField()

    PRIVACY: ClassVar = dict.fromkeys(("name", "every_seconds", "next_at"), "plain")
    RETENTION: ClassVar = "jobs"

    def __str__(self) -> str:
        return f"{self.name} every {self.every_seconds} s"
