"""Who may open and acknowledge a delivery: the named recipient alone, by the access pack; who may remind."""

from typing import TYPE_CHECKING

from needshare.kernel import Actor, Channel, gettext_noop as _, not_met, require
from needshare.policy import may, resource

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


def must_for(verb: str, delivery: "Delivery", by: Actor) -> None:
    """Go on only if the pack lets the actor do this with this delivery.

    Raises:
        Blocked: with the pack's reason.
    """
    addressed = [delivery.account_id] if delivery.account_id else []
    marking = delivery.package.marking
    thing = resource(owner=delivery.owner_id, recipients=addressed, is_released=True, marking=marking)
    require(may(verb, by, thing))


def must_be_worker(by: Actor) -> None:
    """Go on only for the worker, which reminds of what waits.

    Raises:
        Blocked: anybody else.
    """
    if by.channel is not Channel.WORKER:
        reason = _("Recipients are reminded by the worker.")
        require(not_met(reason, test="access", code="not_the_worker"))
