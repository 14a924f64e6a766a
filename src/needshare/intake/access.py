"""Who may ask, and who may check the asker; every condition is in the access pack."""

from django.db.models import Q

from needshare.kernel import Actor
from needshare.pathway import access as pathway_access

must = pathway_access.must


def must_be_able_to_ask(verb: str, by: Actor) -> None:
    """Go on only if the actor may send (`request.submit`) or record (`request.record`) a request.

    Raises:
        Blocked: the actor's roles do not allow it.
    """
    pathway_access.must_hold(verb, by)


def own_drafts(viewer: Actor) -> Q:
    """Return the condition of the drafts a viewer may see: those of the same person."""
    return Q(owner_id=viewer.owner, written_by_id=viewer.id)
