"""Who may see or move a sharing case; every condition is in the access pack, none is here."""

from typing import TYPE_CHECKING

from django.db.models import Q

from needshare.kernel import Actor, require
from needshare.policy import Resource, may, resource, visible
from needshare.policy.to_q import to_q

if TYPE_CHECKING:
    from .models import SharingCase

FIELDS = {
    "owner": "owner_id",
    "requesting_organisation": "requesting_organisation_id",
    "requester": "requester_id",
    "recorded_by": "opened_by_id",
    "handler": "handler_id",
    "stage": "stage",
}


def visible_cases(viewer: Actor) -> Q:
    """Return the condition of the cases a viewer may know of."""
    return to_q(visible("case.view", viewer), FIELDS)


def as_resource(case: "SharingCase") -> Resource:
    """Tell the pack what it may judge a case by."""
    return resource(**{fact: getattr(case, column) for fact, column in FIELDS.items()})


def must(verb: str, case: "SharingCase", by: Actor) -> None:
    """Go on only if the pack lets the actor do this to this case.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may(verb, by, as_resource(case)))


def must_hold(verb: str, by: Actor) -> None:
    """Go on only if the pack lets the actor do this in the actor's own organisation.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may(verb, by, resource(owner=by.owner, requesting_organisation=by.owner)))


def may_do(verb: str, case: "SharingCase", by: Actor) -> bool:
    """Tell whether the pack lets the actor do this to this case, for what pages offer."""
    return may(verb, by, as_resource(case)).is_met
