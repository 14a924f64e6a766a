"""What no agency may change about a task: it waits for one person or one role, and has a time to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from needshare.kernel import Finding, gettext_noop as _, met, not_met

from .terms import TaskKind

# Moving a case on does not answer these: who was asked must.
OWN_ANSWER = (
    TaskKind.LOOKALIKE_DOMAIN,
    TaskKind.DELIVERY_FAILED,
    TaskKind.PACKAGE_LAPSED,
    TaskKind.AUTHORISATION_ENDED,
    TaskKind.AUTHORISATION_ENDED_UNOPENED,
    TaskKind.AUTHORISATION_ENDED_OPENED,
    TaskKind.TELL_PARTNER_ENDED,
    TaskKind.LAW_CHANGED,
    TaskKind.DECLARE_OR_EXPLAIN,
    TaskKind.UNDECLARED_INTEREST,
    TaskKind.INQUIRY_UNREAD,
    TaskKind.RISK_UNANSWERED,
    TaskKind.SCHEME_STEP,
)
# Moving a case on does not end these either: they are done by the act that they ask for.
STAYING = (*OWN_ANSWER, TaskKind.REVIEW_REFUSAL, TaskKind.ANSWER_CONSULTATION)

# These are done by saying so; every other task is done by doing what it asks.
SAID_TO_BE_DONE = (
    *OWN_ANSWER,
    TaskKind.CALL_BACK,
    TaskKind.ASK_CONTACT_POINT,
    TaskKind.AGREEMENT_EXPIRED,
    TaskKind.AGREEMENT_REVIEW,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """What is asked, about which record, of one account or of whoever holds a role, and by when.

    `occurrence` tells one asking about a record from the next (a version, a round, a date). One that
    `is_told` needs no message: who is asked hears of it another way. One that `is_escalated_otherwise`
    takes no step of its own once it is overdue: what it is about is on a watch that does.
    """

    kind: TaskKind
    reference: str
    record_id: UUID
    owner: UUID
    due_at: datetime
    account: UUID | None = None
    role: str = ""
    occurrence: str = ""
    is_told: bool = False
    is_escalated_otherwise: bool = False


SHORTEST_WAIT = timedelta(minutes=5)


def next_escalation(
    opened_at: datetime, due_at: datetime, *, step: int, steps: int, longest: timedelta, at: datetime
) -> datetime | None:
    """Tell when the next step of an escalation is taken: after as long as the task had, within bounds.

    None after the last step.
    """
    if step + 1 >= steps:
        return None
    return at + min(max(due_at - opened_at, SHORTEST_WAIT), max(longest, SHORTEST_WAIT))


def is_for_one(task: NewTask) -> Finding:
    """Check that a task waits for exactly one account or one role."""
    if (task.account is None) == (task.role == ""):
        return not_met(_("Assign the task to one person or to one role."), test="accountability")
    return met(_("The task waits for somebody."), test="accountability")


def is_not_due_in_the_past(due_at: datetime, *, at: datetime) -> Finding:
    """Check that there is time to do what is asked."""
    if due_at < at:
        return not_met(_("The task would be overdue before it is opened."), test="timeliness")
    return met(_("There is time for the task."), test="timeliness")


def is_done_by_saying_so(kind: str) -> Finding:
    """Check that a task can be ended by a word: an alarm is not silenced without what it asks for."""
    if kind not in SAID_TO_BE_DONE:
        reason = _("This task ends when what it asks for is done.")
        return not_met(reason, test="accountability", code="do_the_task")
    return met(_("Who is asked may say that it is done."), test="accountability")


def is_overdue(due_at: datetime, *, at: datetime) -> Finding:
    """Check that a task should have been done by now."""
    if at <= due_at:
        return not_met(_("The task is not overdue yet."), test="timeliness")
    return met(_("The task is overdue."), test="timeliness")
