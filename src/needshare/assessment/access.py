"""Who may search and assess; every condition is in the access pack."""

from typing import TYPE_CHECKING

from needshare.kernel import Actor, Channel, Conflict, gettext_noop as _, not_met, require
from needshare.pathway import access as pathway_access
from needshare.pathway.terms import Stage
from needshare.policy import may, resource

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

must = pathway_access.must
judged = pathway_access.judged
must_hold = pathway_access.must_hold


def must_be_under_assessment(case: "SharingCase") -> None:
    """Refuse to work on a case that is not assessed, or no longer.

    Raises:
        Conflict: it is at another stage.
    """
    if case.stage != Stage.UNDER_ASSESSMENT:
        raise Conflict(_("The case is not under assessment."))


def must_be_able_to_try(by: Actor) -> None:
    """Go on only if the actor may try a change of the policy on past assessments.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("what_if.try", by, resource(owner=by.owner)))


def must_be_able_to_see_what_ifs(by: Actor) -> None:
    """Go on only if the actor may see what changes were tried and what they found."""
    require(may("what_if.view", by, resource(owner=by.owner)))


def may_try(by: Actor) -> bool:
    """Tell whether the actor may try a change, for what pages offer."""
    return may("what_if.try", by, resource(owner=by.owner)).is_met


def must_be_worker(by: Actor, reason: str = _("What-ifs are worked out by the worker.")) -> None:
    """Go on only for the worker, which judges past assessments again and finds what a change of law touches.

    Raises:
        Blocked: anybody else.
    """
    if by.channel is not Channel.WORKER:
        require(not_met(reason, test="access", code="not_the_worker"))
