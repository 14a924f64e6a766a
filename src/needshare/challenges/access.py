"""Who reviews look-ups that were picked: whoever reviews openings; the condition is in the access pack."""

from uuid import UUID

from needshare.kernel import Actor, require
from needshare.policy import may, resource


def may_review(viewer: Actor) -> bool:
    """Tell whether somebody reviews openings and look-ups."""
    return may("opening.review", viewer, resource(owner=viewer.owner)).is_met


def must_review(viewer: Actor, *, of: UUID | None = None) -> None:
    """Go on only for a reviewer; nobody reviews what they looked up themselves.

    Raises:
        Blocked: with the pack's reason.
    """
    facts = resource(owner=viewer.owner) if of is None else resource(owner=viewer.owner, person=of)
    require(may("opening.review", viewer, facts))
