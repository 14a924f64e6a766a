"""Who asks, answers and reads consultations; every condition is in the access pack."""

from typing import TYPE_CHECKING

from needshare.kernel import Actor, Channel, Finding, gettext_noop as _, not_met, require
from needshare.pathway import access as pathway_access
from needshare.policy import current_pack, may, resource

if TYPE_CHECKING:
    from .models import Consultation

must = pathway_access.must
may_do = pathway_access.may_do


def judged(verb: str, consultation: "Consultation", viewer: Actor) -> Finding:
    """Judge a verb of the pack on a consultation: who is asked, by name or by role, in which compartment."""
    facts = resource(
        owner=consultation.owner_id,
        person=consultation.asked_account_id,
        escalated_to=(consultation.asked_role,) if consultation.asked_role else (),
        compartment=consultation.case.compartment_id,
    )
    return may(verb, viewer, facts)


def places() -> dict[str, str]:
    """List the places of the policy that somebody answers at, by word, with their labels."""
    found = current_pack().lists["referral"].members.values()
    return {each.id: each.label for each in found if each.columns.get("role")}


def must_be_worker(by: Actor) -> None:
    """Go on only for the worker.

    Raises:
        Blocked: anybody else.
    """
    if by.channel is not Channel.WORKER:
        reason = _("This is done by the worker.")
        require(not_met(reason, test="access", code="not_the_worker"))
