"""What the worker says of a delivery that waits: it reminds the recipient, and at the end asks the handler."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import queries as disclosure
from needshare.disclosure.terms import DeliveryState
from needshare.kernel import Actor, Conflict, gettext_noop as _
from needshare.notices.actions import queue
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.pathway import queries as pathway
from needshare.pathway.errands import case_task
from needshare.receipt import access, queries
from needshare.receipt.models import Reminder
from needshare.receipt.terms import ReminderStep
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


@recorded(Operation.ADMINISTRATION)
def remind(*, delivery_id: UUID, owner: UUID, by: Actor, at: datetime) -> Reminder:
    """Say of a delivery what is due to be said now: a reminder to its recipient, or its lapse to the handler.

    Of several that are due only the latest is said; the times of the others are over.

    Raises:
        Blocked: anybody but the worker.
        Unknown: it is acknowledged, or is not there.
        Conflict: nothing more is due to be said.
    """
    access.must_be_worker(by)
    delivery = disclosure.delivery_to_remind_of(delivery_id, owner=owner)
    step = queries.reminder_due(delivery, at=at)
    if step is None:
        raise Conflict(_("Nothing is due to be said of this delivery."))
    reminder = Reminder(owner_id=owner, delivery=delivery, step=step, reminded_at=at)
    reminder.save(force_insert=True)
    about(case=delivery.package.case.reference, owner=owner)
    detail(delivery=str(delivery.pk), step=step.value)
    if step is ReminderStep.LAPSED:
        _ask_the_handler(delivery, by=by, at=at)
    elif delivery.account_id is not None:
        _remind_the_recipient(delivery, delivery.account_id, by=by, at=at)
    return reminder


def _remind_the_recipient(delivery: Delivery, account: UUID, *, by: Actor, at: datetime) -> None:
    case = delivery.package.case
    notice = NewNotice(
        kind=NoticeKind.PACKAGE_REMINDER,
        reference=case.reference,
        owner=case.owner_id,
        account=account,
        facts={"due_at": delivery.expires_at.isoformat()},
        data_key=case.data_key,
    )
    queue(notice=notice, by=by, at=at)


def _ask_the_handler(delivery: Delivery, *, by: Actor, at: datetime) -> None:
    """Ask for a package that nobody opened; one that was opened is chased by its own task."""
    if delivery.state == DeliveryState.OPENED:
        return
    case = delivery.package.case
    due_at = pathway.due_at(
        "package_lapsed", jurisdiction=case.owner.jurisdiction, force=case.owner_id, at=at
    )
    task = case_task(
        case,
        TaskKind.PACKAGE_LAPSED,
        due_at=due_at,
        account=case.handler_id,
        occurrence=str(delivery.pk),
    )
    open_task(task=task, by=by, at=at)
