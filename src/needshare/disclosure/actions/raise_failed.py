"""What the worker raises by itself: a recipient whom no message reached."""

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import queries
from needshare.disclosure.models import Delivery
from needshare.disclosure.terms import DeliveryState
from needshare.kernel import Actor, Blocked, Channel, gettext_noop as _
from needshare.notices.actions import follow_up
from needshare.pathway import queries as pathway
from needshare.pathway.errands import case_task
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.notices.models import Notice


@recorded(Operation.ALTERATION)
def raise_failed_notice(*, notice: "Notice", by: Actor, at: datetime) -> list[Delivery]:
    """Ask the handler to reach a person whose message bounced or was given up; mark what had been sent.

    Raises:
        Blocked: anybody but the worker.
        Conflict: the task is open already.
    """
    if by.channel is not Channel.WORKER:
        raise Blocked(_("Messages that did not arrive are raised by the worker."))
    case = pathway.case_of_owner(notice.reference, owner=notice.owner_id)
    due_at = pathway.due_at(f"unclaimed_{case.urgency}", jurisdiction=case.owner.jurisdiction, at=at)
    task = case_task(
        case, TaskKind.DELIVERY_FAILED, due_at=due_at, account=case.handler_id, occurrence=str(notice.pk)
    )
    open_task(task=task, by=by, at=at)
    follow_up(notice_id=notice.pk, by=by, at=at)
    unopened = queries.unopened_deliveries(
        case, account=notice.to_account_id, address=notice.to_address or ""
    )
    for delivery in unopened:
        delivery.state, delivery.bounced_at = DeliveryState.BOUNCED, at
        delivery.save(update_fields=["state", "bounced_at", "recorded_as"])
    about(case=case.reference, owner=case.owner_id)
    detail(notice=str(notice.pk), deliveries=len(unopened))
    return unopened
