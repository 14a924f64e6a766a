"""Open what an item says: a recorded look, with the reason declared before anything is shown (B13)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from needshare.audit.recording import about, consulted, detail
from needshare.audit.terms import Operation
from needshare.challenges.actions import draw
from needshare.challenges.terms import LookUpKind
from needshare.documents import access, queries
from needshare.documents.models import ItemVersion
from needshare.kernel import Actor, Invalid, gettext_noop as _


def _admitted_version(
    *, version_id: UUID, reason: str, by: Actor, at: datetime, **_asked: object
) -> ItemVersion:
    """Find the version and judge whether the actor may open it; what it says stays sealed."""
    version = queries.item_version(version_id, viewer=by)
    access.must_be_able_to_view(by, version.item)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why you need to open this."))
    about(owner=version.owner_id, subject=queries.subject_ids_of(version.item) or None)
    detail(item=str(version.item_id), version=version.number, marking=version.item.marking)
    draw(kind=LookUpKind.ITEM, reason=reason, by=by, at=at)
    return version


@consulted(Operation.CONSULTATION, admitted_by=_admitted_version)
def view_item(
    version: ItemVersion,
    *,
    version_id: UUID,
    reason: str,
    by: Actor,
    at: datetime,
    reference: str = "",
) -> ItemVersion:
    """Open one version of an item, for a declared reason; `reference` is the case it is opened for.

    Its text is in `body`; a file is read with `queries.content`.

    Raises:
        Unknown: there is no such version for this actor.
        Blocked: the actor's roles do not open items.
        Invalid: no reason is declared.
    """
    return version


@dataclass(frozen=True, slots=True)
class Content:
    """One version of an item with the bytes it was added as."""

    version: ItemVersion
    content: bytes


@consulted(Operation.CONSULTATION, admitted_by=_admitted_version)
def read_item(
    version: ItemVersion,
    *,
    version_id: UUID,
    reason: str,
    by: Actor,
    at: datetime,
    reference: str = "",
) -> Content:
    """Open one version of an item as the bytes that were added, read to the end before any is given out.

    Raises: as `view_item`.
    """
    return Content(version, b"".join(queries.content(version)))
