"""Reads of searches that met hidden cases: for whoever answers for the case."""

from typing import Any

from django.db.models import QuerySet

from needshare.kernel import Actor
from needshare.pathway.models import HiddenHit, SharingCase
from needshare.policy import may, resource

from .cases import PAGE, index_for


def hidden_hits(viewer: Actor) -> list[HiddenHit]:
    """List the searches that met cases the viewer answers for, newest first, at most a page."""
    if not viewer.is_force:
        return []
    found = HiddenHit.objects.filter(owner_id=viewer.owner, case__in=index_for(viewer))
    rows = found.exclude(searched_by_id=viewer.id).select_related("case", "searched_by", "data_key")
    return [each for each in rows.order_by("-id")[: 4 * PAGE] if _answers_for(each, viewer)][:PAGE]


def hidden_from(searcher: Actor) -> QuerySet[SharingCase, Any]:
    """Return the received cases of a person's force that they may not even know of, unordered."""
    received = SharingCase.objects.filter(owner_id=searcher.owner, received_at__isnull=False)
    return received.exclude(pk__in=index_for(searcher).values("pk"))


def _answers_for(hit: HiddenHit, viewer: Actor) -> bool:
    facts = resource(owner=hit.owner_id, handler=hit.case.handler_id, person=hit.searched_by_id)
    return may("access.answer", viewer, facts).is_met
