"""End a case whose package nobody collected in its time."""

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import queries as disclosure
from needshare.disclosure.terms import DeliveryState
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.pathway import access as pathway_access, actions as moves, queries as pathway
from needshare.pathway.terms import Stage

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@recorded(Operation.ADMINISTRATION)
def close_uncollected(*, reference: str, reason: str, by: Actor, at: datetime) -> "SharingCase":
    """Close a case whose package lapsed: nobody acknowledged it, and it opens for nobody any more.

    Raises:
        Blocked: not who handles cases.
        Conflict: a package was acknowledged, or can still be collected; or the case is elsewhere by now.
    """
    case = pathway.case_to_change(reference, viewer=by)
    pathway_access.must("case.close", case, by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why."))
    for delivery in disclosure.deliveries_of(case):
        if delivery.state == DeliveryState.ACKNOWLEDGED:
            raise Conflict(_("A recipient acknowledged the package. Close the case when all is done."))
        if delivery.expires_at >= at:
            raise Conflict(_("The package can still be collected."))
    about(case=case.reference, owner=case.owner_id, reason=reason.strip())
    detail(not_collected=True)
    return moves.move(case=case, to=Stage.CLOSED, act="receipt.close_uncollected", by=by, at=at)
