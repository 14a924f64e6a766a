"""Say that an item may be wrong, and settle it. A disputed item is not passed on (A6)."""

from datetime import datetime
from uuid import UUID

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.documents import access, queries
from needshare.documents.models import Item
from needshare.documents.rules import LONGEST_NOTE
from needshare.documents.terms import Accuracy
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.kernel.texts import faults_in

CHANGED = ["accuracy", "disputed_at", "disputed_by", "dispute", "recorded_as"]


@recorded(Operation.ALTERATION)
def mark_disputed(*, item_id: UUID, reason: str, by: Actor, at: datetime) -> Item:
    """Report that an item may be wrong; anyone of the force can, also who may not open it.

    Raises:
        Invalid: it is not said what is wrong.
        Conflict: it is disputed already.
    """
    item = queries.item_to_dispute(item_id, viewer=by)
    _reason_is_given(reason)
    if item.accuracy == Accuracy.DISPUTED:
        raise Conflict(_("This item is already disputed."))
    item.accuracy, item.dispute = Accuracy.DISPUTED, reason.strip()
    item.disputed_at, item.disputed_by_id = at, by.id
    item.save(update_fields=CHANGED)
    about(owner=item.owner_id, subject=queries.subject_ids_of(item) or None, reason=reason.strip())
    detail(item=str(item.id))
    return item


@recorded(Operation.ALTERATION)
def settle_dispute(*, item_id: UUID, accuracy: Accuracy, reason: str, by: Actor, at: datetime) -> Item:
    """End a dispute, saying how, and whether the item is now verified.

    Raises:
        Blocked: the actor may not change the item.
        Conflict: it is not disputed.
        Invalid: it is not said how, or it is left disputed.
    """
    item = queries.item_to_change(item_id, viewer=by)
    access.must_be_able_to_change(by, item)
    _reason_is_given(reason)
    if accuracy is Accuracy.DISPUTED:
        raise Invalid.field(
            "accuracy", _("Say whether the item is now verified, not verified or out of date.")
        )
    if item.accuracy != Accuracy.DISPUTED:
        raise Conflict(_("This item is not disputed."))
    item.accuracy, item.dispute = accuracy, ""
    item.disputed_at, item.disputed_by_id = None, None
    item.save(update_fields=CHANGED)
    about(owner=item.owner_id, subject=queries.subject_ids_of(item) or None, reason=reason.strip())
    detail(item=str(item.id), accuracy=accuracy.value)
    return item


def _reason_is_given(reason: str) -> None:
    faults = faults_in("reason", reason, most=LONGEST_NOTE, is_required=True)
    if faults:
        raise Invalid(*faults)
