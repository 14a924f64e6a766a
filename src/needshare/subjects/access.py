"""Who may enter people in the register and know of them; every condition is in the access pack."""

from django.db.models import Q

from needshare.kernel import Actor, require
from needshare.policy import may, resource, visible
from needshare.policy.to_q import to_q


def must_be_able_to_record(by: Actor) -> None:
    """Go on only if the actor may enter people and what identifies them.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("subject.add", by, resource(owner=by.owner)))


def visible_to(viewer: Actor, prefix: str = "") -> Q:
    """Narrow a list to the people the viewer may know of; `prefix` leads from another table to them."""
    return to_q(visible("subject.view", viewer), {"owner": f"{prefix}owner_id"})
