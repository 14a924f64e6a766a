"""Opening an item for a case: a recorded look, on the ground the actor has to open the case (A3, B13, 5.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.assessment import access, queries
from needshare.audit.recording import about, consulted, detail
from needshare.audit.terms import Operation
from needshare.challenges.actions import draw
from needshare.challenges.terms import LookUpKind
from needshare.documents import queries as documents
from needshare.kernel import Actor, Finding, Unknown, require
from needshare.pathway import queries as pathway
from needshare.policy import handling_is_known

if TYPE_CHECKING:
    from needshare.documents.models import ItemVersion
    from needshare.pathway.models import SharingCase


VERB = "item.view_in_case"
ABOVE_CLEARANCE = "clearance_below_marking"


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """A version of an item, opened for a case; its bytes where they were asked for."""

    case: SharingCase
    version: ItemVersion
    content: bytes = b""


def _admitted_item(*, reference: str, version: UUID, by: Actor, at: datetime, **_asked: object) -> OpenedItem:
    """Judge whether the actor may open the case and items of it; what the item says stays sealed."""
    case = pathway.sharing_case(reference, viewer=by)
    item = queries.item_of_case(case, version)
    found = _judged(case, item.item.marking, by)
    if found.code == ABOVE_CLEARANCE:
        raise Unknown  # what is above somebody's clearance is not there for them (ADR 0031)
    require(found, handling_is_known(by, item.item.marking))
    subjects = documents.subject_ids_of(item.item)
    about(case=case.reference, owner=case.owner_id, subject=subjects or None, reason="case.view")
    detail(item=str(item.item_id), version=item.number, marking=item.item.marking)
    draw(kind=LookUpKind.ITEM, case=case.reference, by=by, at=at)
    return OpenedItem(case, item)


def _judged(case: SharingCase, marking: str, by: Actor) -> Finding:
    """Judge by role and clearance first: whom the authority table asks for is worked out for who is refused."""
    found = access.judged(VERB, case, by, marking=marking)
    if found.is_met or found.code == ABOVE_CLEARANCE:
        return found
    return access.judged(VERB, case, by, marking=marking, escalated_to=queries.escalated_to(case))


@consulted(Operation.CONSULTATION, admitted_by=_admitted_item)
def open_item(
    admitted: OpenedItem,
    *,
    reference: str,
    version: UUID,
    by: Actor,
    at: datetime,
) -> OpenedItem:
    """Open one version of an item of a case; its text is in `body`.

    Raises:
        Unknown: the case is absent or hidden from the actor, or has no such item that their clearance carries.
        Blocked: the actor needs a reason for the case, sees no items of it as it stands, or has not read
            how its marking is handled (code `handling_not_read`).
    """
    return admitted


@consulted(Operation.CONSULTATION, admitted_by=_admitted_item)
def read_item(
    admitted: OpenedItem,
    *,
    reference: str,
    version: UUID,
    by: Actor,
    at: datetime,
) -> OpenedItem:
    """Open one version of an item of a case as the bytes that were added, read to the end.

    Raises: as `open_item`.
    """
    version_held = admitted.version
    return OpenedItem(admitted.case, version_held, b"".join(documents.content(version_held)))
