"""Reads of compartments as far as cases go: what waits for a second person, which cases are inside."""

from collections.abc import Sequence
from uuid import UUID

from needshare.kernel import Actor, Unknown
from needshare.pathway import access
from needshare.pathway.models import EnclosureProposal, SharingCase

from .cases import PAGE, index_for


def enclosures_waiting(viewer: Actor) -> Sequence[EnclosureProposal]:
    """List the proposals about cases the viewer may know of that wait for a second person, oldest first.

    Nothing for who does not decide them. At most one page.
    """
    if not access.may_enclose(viewer):
        return []
    found = EnclosureProposal.objects.filter(
        owner_id=viewer.owner, decided_at__isnull=True, case__in=index_for(viewer)
    )
    found = found.select_related("case", "compartment", "proposed_by", "proposed_by__data_key", "data_key")
    return list(found.order_by("id")[:PAGE])


def enclosure_to_change(proposal_id: UUID, *, viewer: Actor) -> EnclosureProposal:
    """Return one proposal and keep others from changing it until this act ends.

    Raises:
        Unknown: there is none, or it is about a case the viewer may not know of.
    """
    rows = EnclosureProposal.objects.filter(case__in=index_for(viewer), id=proposal_id)
    found = rows.select_for_update(of=("self",)).select_related("case", "compartment", "data_key").first()
    if found is None:
        raise Unknown
    return found


def has_enclosure_waiting(case: SharingCase, *, viewer: Actor) -> bool:
    """Tell whether a proposal about a case the viewer may know of waits for a second person."""
    known = index_for(viewer).filter(pk=case.pk)
    return EnclosureProposal.objects.filter(case__in=known, decided_at__isnull=True).exists()


def cases_inside(compartment_id: UUID, *, viewer: Actor) -> Sequence[SharingCase]:
    """List the cases in a compartment that the viewer may know of, newest first, at most one page."""
    return list(index_for(viewer).filter(compartment_id=compartment_id).order_by("-id")[:PAGE])
