"""Opening a package for a member of the public who is given it by post or in person (clause C1)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, consulted
from needshare.audit.terms import Operation
from needshare.decision.terms import RecipientKind
from needshare.disclosure import queries as disclosure
from needshare.disclosure.packing import unpack
from needshare.documents.access import must_be_cleared_for
from needshare.kernel import Actor, Blocked, gettext_noop as _, require
from needshare.pathway import access, queries as pathway
from needshare.receipt import queries, rules

from .account import Reading

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


@consulted(Operation.DISCLOSURE)
def open_to_hand_over(*, reference: str, number: int, by: Actor, at: datetime) -> Reading:
    """Open a released package as the one who posts it, or reads it out to the named recipient.

    Raises:
        Unknown: there is no such delivery, or the actor may not know of the case.
        Blocked: the actor does not release packages, the recipient opens it alone, or it is too late.
    """
    case = pathway.sharing_case(reference, viewer=by)
    access.must("package.release", case, by)
    delivery = disclosure.delivery_to(case, number)
    _must_be_handed_over(delivery)
    must_be_cleared_for(by, owner=case.owner_id, markings=[delivery.package.marking])
    about(case=case.reference, owner=case.owner_id, recipients=[str(delivery.recipient_id)])
    facts = queries.opening_facts(delivery, None, is_named=True, at=at)
    require(*rules.may_hand_over(facts))
    return Reading(delivery, unpack(disclosure.content_for(delivery)))


def _must_be_handed_over(delivery: Delivery) -> None:
    if delivery.recipient.kind != RecipientKind.MEMBER_OF_PUBLIC or delivery.link_digest:
        raise Blocked(_("This recipient opens the package alone. Nobody else may."))
