"""The recipient's acts: accept the handling conditions, open the package, acknowledge it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.accounts.access import confirmed_recently
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import queries as disclosure
from needshare.disclosure.actions import mark_delivery
from needshare.disclosure.terms import DeliveryState
from needshare.kernel import Actor, Blocked, Conflict, gettext_noop as _, require
from needshare.pathway import actions as moves
from needshare.pathway.terms import Stage
from needshare.tasks.actions import complete_for

from . import access, queries, rules
from .models import Receipt

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


@dataclass(frozen=True, slots=True)
class Opened:
    """The bytes a recipient is given, and under what name."""

    delivery: Delivery
    content: bytes
    file_name: str
    is_sealed: bool


@recorded(Operation.DISCLOSURE)
def accept_conditions(*, reference: str, by: Actor, at: datetime) -> Receipt:
    """Accept, as the named recipient, the handling conditions of a delivery; once is enough.

    Raises:
        Unknown: nothing under this reference is addressed to the actor.
    """
    delivery = disclosure.delivery_for(reference, viewer=by)
    access.must_for("package.open", delivery, by)
    about(case=delivery.package.case.reference, owner=delivery.owner_id)
    accepted = queries.receipt_of(delivery)
    if accepted is not None:
        raise Conflict(_("You have accepted these conditions already."))
    accepted = Receipt(
        owner_id=delivery.owner_id, delivery=delivery, conditions_accepted_at=at, data_key=delivery.data_key
    )
    accepted.save(force_insert=True)
    detail(conditions=[each["code"] for each in delivery.package.decision.conditions])
    return accepted


@consulted(Operation.DISCLOSURE)
def open_package(*, reference: str, by: Actor, at: datetime) -> Opened:
    """Give the named recipient the package: sealed to the recipient's own key where there is one.

    Raises:
        Unknown: nothing under this reference is addressed to the actor.
        Blocked: conditions not accepted, too late, not freshly confirmed, or the release is not
            under a signed checkpoint yet.
    """
    delivery = disclosure.delivery_for(reference, viewer=by)
    access.must_for("package.open", delivery, by)
    require(confirmed_recently(by, at))
    receipt = queries.receipt_of(delivery)
    require(*rules.may_open(queries.opening_facts(delivery, receipt, is_named=True, at=at)))
    content = disclosure.content_for(delivery)
    suffix = ".zip.age" if delivery.age_recipient else ".zip"
    _note_opening(delivery=delivery, by=by, at=at)
    return Opened(
        delivery, content, f"{delivery.package.case.reference}{suffix}", bool(delivery.age_recipient)
    )


@recorded(Operation.DISCLOSURE)
def _note_opening(*, delivery: Delivery, by: Actor, at: datetime) -> None:
    receipt = queries.receipt_of(delivery)
    if receipt is not None and receipt.opened_at is None:
        receipt.opened_at = at
        receipt.save(update_fields=["opened_at", "recorded_as"])
        mark_delivery(delivery=delivery, state=DeliveryState.OPENED, by=by, at=at)
    about(case=delivery.package.case.reference, owner=delivery.owner_id)


@recorded(Operation.DISCLOSURE)
def acknowledge(*, reference: str, by: Actor, at: datetime) -> Receipt:
    """Acknowledge, as the named recipient, a package that was opened; the last one ends the case's wait.

    Raises:
        Unknown: nothing under this reference is addressed to the actor.
        Blocked: the package has not been opened.
        Conflict: it was acknowledged before.
    """
    delivery = disclosure.delivery_for(reference, viewer=by)
    access.must_for("package.acknowledge", delivery, by)
    receipt = queries.receipt_of(delivery)
    if receipt is None or receipt.opened_at is None:
        raise Blocked(_("Open the package before you acknowledge it."))
    if receipt.acknowledged_at is not None:
        raise Conflict(_("You have acknowledged this package already."))
    receipt.acknowledged_at, receipt.acknowledged_name = at, by.name
    receipt.save(update_fields=["acknowledged_at", "acknowledged_name", "recorded_as"])
    mark_delivery(delivery=delivery, state=DeliveryState.ACKNOWLEDGED, by=by, at=at)
    case = delivery.package.case
    about(case=case.reference, owner=case.owner_id)
    if disclosure.all_acknowledged(case):
        moves.move(case=case, to=Stage.ACKNOWLEDGED, act="receipt.acknowledge", by=by, at=at)
        complete_for(record_id=case.pk, owner=case.owner_id, by=by, at=at)
    else:
        moves.note_step(case=case, act="receipt.acknowledge", by=by, at=at)
    return receipt
