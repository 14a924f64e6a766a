"""Who may have the index made anew; who may see what it finds is asked by each register."""

from needshare.kernel import Actor, require
from needshare.policy import may, resource


def must_be_able_to_reindex(by: Actor) -> None:
    """Go on only if the actor runs the system.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("system.run", by, resource(owner=by.owner)))
