"""A task: one thing somebody must do by a time, about one record known by its reference."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord

from .rules import SAID_TO_BE_DONE
from .terms import TaskKind


class Task(OwnedRecord):
    """What waits for a person or for whoever holds a role; `occurrence` keeps it from opening twice.

    `tell_at` is when who is asked is to be told, nothing once they are; `escalate_at` is when the next
    step of its escalation is due, `escalation_step` which one that is. A case on hold pauses its tasks.
    """

    kind = models.CharField(max_length=32, choices=TaskKind.choices())
    subject_reference = models.CharField(max_length=40)
    record_id = models.UUIDField()
    occurrence = models.CharField(max_length=60, blank=True, default="")
    assigned_to = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    assigned_role = models.CharField(max_length=40, blank=True, default="")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    escalated_at = models.DateTimeField(null=True)
    escalated_role = models.CharField(max_length=40, blank=True, default="")
    escalated_further_role = models.CharField(max_length=40, blank=True, default="")
    escalation_step = models.PositiveSmallIntegerField(default=0)
    escalate_at = models.DateTimeField(null=True)
    tell_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)

    PRIVACY: ClassVar[dict[str, str]] = {
        "kind": "plain",
        "subject_reference": "plain",
        "record_id": "plain",
        "occurrence": "plain",
        "assigned_to": "personal",
        "assigned_role": "plain",
        "opened_at": "plain",
        "due_at": "plain",
        "done_at": "plain",
        "done_by": "personal",
        "escalated_at": "plain",
        "escalated_role": "plain",
        "escalated_further_role": "plain",
        "escalation_step": "plain",
        "escalate_at": "plain",
        "tell_at": "plain",
        "paused_at": "plain",
    }
    RETENTION: ClassVar[str] = "task"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "kind", "record_id", "occurrence"], name="a_task_opens_once"
            ),
            models.CheckConstraint(
                name="done_by_only_once_done",  # the worker and a link's holder have no account
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_task_waits_for_one_person_or_role",
                condition=Q(assigned_to__isnull=False, assigned_role="")
                | (Q(assigned_to__isnull=True) & ~Q(assigned_role="")),
            ),
            models.CheckConstraint(
                name="escalated_at_and_role_together",
                condition=Q(escalated_at__isnull=True, escalated_role="")
                | (Q(escalated_at__isnull=False) & ~Q(escalated_role="")),
            ),
            models.CheckConstraint(
                name="escalated_further_only_once_escalated",
                condition=Q(escalated_further_role="") | ~Q(escalated_role=""),
            ),
            models.CheckConstraint(
                name="a_task_is_not_due_before_it_opens", condition=Q(due_at__gte=F("opened_at"))
            ),
        )
        indexes = (
            models.Index(
                fields=["assigned_to", "due_at", "id"],
                name="task_waiting_for_person",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["owner", "assigned_role", "due_at", "id"],
                name="task_waiting_for_role",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["owner", "escalated_role", "due_at", "id"],
                name="task_escalated_to_role",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["owner", "escalated_further_role", "due_at", "id"],
                name="task_escalated_further",
                condition=Q(done_at__isnull=True) & ~Q(escalated_further_role=""),
            ),
            models.Index(
                fields=["escalate_at", "id"],
                name="task_to_escalate",
                condition=Q(done_at__isnull=True, escalate_at__isnull=False),
            ),
            models.Index(
                fields=["tell_at", "id"],
                name="task_to_tell",
                condition=Q(done_at__isnull=True, tell_at__isnull=False),
            ),
            models.Index(fields=["record_id"], name="task_by_record"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_reference}"

    @property
    def is_said_to_be_done(self) -> bool:
        """Tell whether who is asked ends it by saying so, rather than by doing a step of a case."""
        return self.kind in SAID_TO_BE_DONE

    def is_overdue(self, *, at: datetime) -> bool:
        """Tell whether the task should have been done by now."""
        return self.done_at is None and at > self.due_at
