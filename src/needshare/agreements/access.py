"""Who may keep agreements and who may know of them; every condition is in the access pack."""

from uuid import UUID

from django.db.models import Q

from needshare.kernel import Actor, require
from needshare.policy import may, resource, visible
from needshare.policy.to_q import to_q

from .models import AgreementParty


def must_be_able_to_add(by: Actor) -> None:
    """Go on only if the actor may enter agreements.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("agreement.add", by, resource(owner=by.owner)))


def must_be_able_to_change(by: Actor, owner: UUID) -> None:
    """Go on only if the actor may enter versions and signatures of this agreement."""
    require(may("agreement.change", by, resource(owner=owner)))


def must_be_able_to_suspend(by: Actor, owner: UUID) -> None:
    """Go on only if the actor may suspend this agreement; to resume or withdraw it is to change it."""
    require(may("agreement.suspend", by, resource(owner=owner)))


def may_keep(by: Actor) -> bool:
    """Tell whether the actor may enter agreements, for what pages offer."""
    return may("agreement.add", by, resource(owner=by.owner)).is_met


def may_change(by: Actor, owner: UUID) -> bool:
    """Tell whether the actor may enter versions and signatures of this agreement, for what pages offer."""
    return may("agreement.change", by, resource(owner=owner)).is_met


def may_suspend(by: Actor, owner: UUID) -> bool:
    """Tell whether the actor may suspend this agreement, for what pages offer."""
    return may("agreement.suspend", by, resource(owner=owner)).is_met


def visible_to(viewer: Actor) -> Q:
    """Narrow a list to the agreements the viewer may know of: the force's own, or as a party."""
    return to_q(visible("agreement.view", viewer), {"owner": "owner_id", "parties": _with_party})


def _with_party(organisations: frozenset[str]) -> Q:
    parties = AgreementParty.objects.filter(organisation_id__in=organisations)
    return Q(id__in=parties.values("version__agreement_id"))


def people_visible_to(viewer: Actor) -> Q:
    """Narrow named users to those the viewer may know of: a partner knows its own."""
    return Q() if viewer.is_force else Q(organisation_id=viewer.owner)
