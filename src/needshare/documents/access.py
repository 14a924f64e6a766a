"""Who may add, change and open material, and search for people; every condition is in the access pack."""

from typing import TYPE_CHECKING

from django.db.models import Q

from needshare.kernel import Actor, require
from needshare.policy import may, resource, visible
from needshare.policy.to_q import to_q

if TYPE_CHECKING:
    from .models import Item


def must_be_able_to_add(by: Actor) -> None:
    """Go on only if the actor may add material.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("item.add", by, resource(owner=by.owner)))


def must_be_able_to_change(by: Actor, item: "Item") -> None:
    """Go on only if the actor may add versions to this item, link people and settle disputes."""
    require(may("item.add", by, resource(owner=item.owner_id)))


def may_change(by: Actor, item: "Item") -> bool:
    """Tell whether the actor may add versions and settle disputes, for what pages offer."""
    return may("item.add", by, resource(owner=item.owner_id)).is_met


def must_be_able_to_view(by: Actor, item: "Item") -> None:
    """Go on only if the actor may open this item."""
    require(may("item.view", by, resource(owner=item.owner_id)))


def may_dispute(by: Actor, item: "Item") -> bool:
    """Tell whether the actor may say that this item is wrong; who may not open it may still say so."""
    return may("item.dispute", by, resource(owner=item.owner_id)).is_met


def must_be_able_to_search(by: Actor) -> None:
    """Go on only if the actor may search for people."""
    require(may("subject.search", by, resource(owner=by.owner)))


def visible_to(viewer: Actor, prefix: str = "") -> Q:
    """Narrow a list to the items the viewer may know of; `prefix` leads from another table to them."""
    return to_q(visible("item.view", viewer), {"owner": f"{prefix}owner_id"})
