"""Who may add, change and open material, and search for people; every condition is in the access pack."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from needshare.kernel import Actor, require
from needshare.policy import Resource, handling_is_known, may, resource, visible
from needshare.policy.to_q import to_q

if TYPE_CHECKING:
    from .models import Item


def must_be_able_to_add(by: Actor) -> None:
    """Go on only if the actor may add material.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("item.add", by, resource(owner=by.owner)))


def must_be_able_to_add_marked(by: Actor, marking: str) -> None:
    """Go on only if the actor may add material of this marking: nobody adds what they could not read."""
    require(may("item.add", by, resource(owner=by.owner, marking=marking)))


def must_be_able_to_change(by: Actor, item: "Item") -> None:
    """Go on only if the actor may add versions to this item, link people and settle disputes."""
    require(may("item.add", by, _item(item)))


def may_change(by: Actor, item: "Item") -> bool:
    """Tell whether the actor may add versions and settle disputes, for what pages offer."""
    return may("item.add", by, _item(item)).is_met


def must_be_able_to_raise_marking(by: Actor, item: "Item") -> None:
    """Go on only if the actor may say that this item is to be held closer than it is marked."""
    require(may("item.raise_marking", by, _item(item)))


def must_be_able_to_lower_marking(by: Actor, item: "Item") -> None:
    """Go on only if the actor acts for the originator of this item, who alone marks it lower."""
    require(may("item.lower_marking", by, _marked(item)))


def may_raise_marking(by: Actor, item: "Item") -> bool:
    """Tell whether the actor may mark the item again, for what pages offer."""
    return may("item.raise_marking", by, _item(item)).is_met


def may_lower_marking(by: Actor, item: "Item") -> bool:
    """Tell whether the actor may mark the item lower, for what pages say."""
    return may("item.lower_marking", by, _marked(item)).is_met


def _item(item: "Item") -> Resource:
    return resource(owner=item.owner_id, marking=item.marking)


def _marked(item: "Item") -> Resource:
    return resource(
        owner=item.owner_id, marking=item.marking, person=item.marked_by_id, is_own=not item.originator
    )


def must_be_cleared_for(by: Actor, *, owner: UUID, markings: Iterable[str]) -> None:
    """Go on only if the actor's clearance or vetting carries all of these markings today, and they know the rules.

    Raises:
        Blocked: code `clearance_below_marking` or `handling_not_read`, with what to do about it.
    """
    for marking in sorted(set(markings)):
        cleared = may("marking.handle", by, resource(owner=owner, marking=marking))
        require(cleared)
        require(handling_is_known(by, marking))


def is_cleared_for(by: Actor, *, owner: UUID, marking: str) -> bool:
    """Tell whether the actor's clearance or vetting carries a marking today, for what pages leave out."""
    return may("marking.handle", by, resource(owner=owner, marking=marking)).is_met


def must_be_able_to_view(by: Actor, item: "Item") -> None:
    """Go on only if the actor may open this item."""
    require(may("item.view", by, _item(item)), handling_is_known(by, item.marking))


def may_dispute(by: Actor, item: "Item") -> bool:
    """Tell whether the actor may say that this item is wrong; who may not open it may still say so."""
    return may("item.dispute", by, resource(owner=item.owner_id)).is_met


def must_be_able_to_search(by: Actor) -> None:
    """Go on only if the actor may search for people."""
    require(may("subject.search", by, resource(owner=by.owner)))


def visible_to(viewer: Actor, prefix: str = "") -> Q:
    """Narrow a list to the items the viewer may know of; `prefix` leads from another table to them."""
    return to_q(visible("item.view", viewer), {"owner": f"{prefix}owner_id", "marking": f"{prefix}marking"})
