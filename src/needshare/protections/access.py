"""Who works on what is kept apart, and who compares; every condition is in the access pack."""

from needshare.kernel import Actor, Channel, gettext_noop as _, not_met, require
from needshare.policy import may, resource


def must_be_specialist(by: Actor) -> None:
    """Go on only for the specialist unit of the actor's own force.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("protection.work", by, resource(owner=by.owner)))


def must_be_worker(by: Actor) -> None:
    """Go on only for the worker, which compares what was looked for.

    Raises:
        Blocked: anybody else.
    """
    if by.channel is not Channel.WORKER:
        reason = _("What was looked for is compared by the worker.")
        require(not_met(reason, test="access", code="not_the_worker"))
