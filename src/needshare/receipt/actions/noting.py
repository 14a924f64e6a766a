"""What an opening, an acceptance and an acknowledgement write, whoever the recipient is.

Called from within the recipient's own act, which has found the delivery and may have blocked.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import queries as disclosure
from needshare.disclosure.actions import mark_delivery
from needshare.disclosure.terms import DeliveryState
from needshare.kernel import Actor, Blocked, Conflict, gettext_noop as _
from needshare.pathway import actions as moves
from needshare.pathway.terms import Stage
from needshare.policy import rules_in_force
from needshare.receipt import queries
from needshare.receipt.models import Receipt

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


@recorded(Operation.DISCLOSURE)
def note_acceptance(*, delivery: Delivery, by: Actor, at: datetime) -> Receipt:
    """Write down that the recipient accepts the handling conditions; once is enough.

    Raises:
        Conflict: they were accepted before.
    """
    about(case=delivery.package.case.reference, owner=delivery.owner_id)
    if queries.receipt_of(delivery) is not None:
        raise Conflict(_("You have accepted these conditions already."))
    accepted = Receipt(
        owner_id=delivery.owner_id, delivery=delivery, conditions_accepted_at=at, data_key=delivery.data_key
    )
    try:
        with transaction.atomic():
            accepted.save(force_insert=True)
    except IntegrityError:  # accepted in another window at this very moment
        raise Conflict(_("You have accepted these conditions already.")) from None
    marking = delivery.package.marking
    detail(
        conditions=[each["code"] for each in delivery.package.decision.conditions],
        marking=marking,
        rules=rules_in_force(marking),
    )
    return accepted


@recorded(Operation.DISCLOSURE)
def note_opening(*, delivery: Delivery, by: Actor, at: datetime) -> None:
    """Write down that the recipient opens the package; the first time counts."""
    receipt = queries.receipt_of(delivery)
    if receipt is not None and receipt.opened_at is None:
        receipt.opened_at = at
        receipt.save(update_fields=["opened_at", "recorded_as"])
        mark_delivery(delivery=delivery, state=DeliveryState.OPENED, by=by, at=at)
    about(case=delivery.package.case.reference, owner=delivery.owner_id)


@recorded(Operation.DISCLOSURE)
def note_acknowledgement(*, delivery: Delivery, name: str, by: Actor, at: datetime) -> Receipt:
    """Write down that the recipient has the package; the last of a case's ends its wait.

    Raises:
        Blocked: the package has not been opened.
        Conflict: it was acknowledged before.
    """
    receipt = queries.receipt_of(delivery)
    if receipt is None or receipt.opened_at is None:
        raise Blocked(_("Open the package before you acknowledge it."))
    if receipt.acknowledged_at is not None:
        raise Conflict(_("You have acknowledged this package already."))
    receipt.acknowledged_at, receipt.acknowledged_name = at, name
    receipt.save(update_fields=["acknowledged_at", "acknowledged_name", "recorded_as"])
    mark_delivery(delivery=delivery, state=DeliveryState.ACKNOWLEDGED, by=by, at=at)
    case = delivery.package.case
    about(case=case.reference, owner=case.owner_id)
    if disclosure.all_acknowledged(case):
        moves.move(case=case, to=Stage.ACKNOWLEDGED, act="receipt.acknowledge", by=by, at=at)
    else:
        moves.note_step(case=case, act="receipt.acknowledge", by=by, at=at)
    return receipt
