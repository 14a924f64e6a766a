"""Reads of look-ups that were picked: those somebody is asked about, and those that wait for a reviewer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from needshare.agencies.prepared import Prepared
from needshare.challenges import access
from needshare.challenges.models import PickedLookUp
from needshare.kernel import Actor, Unknown
from needshare.policy import current_pack

PAGE = 50


def letters_needed(*, viewer: Actor) -> int:  # noqa: ARG001 - every read from a doorway names its viewer
    """Tell how many letters a fuller justification must have."""
    return int(current_pack().parameter("fuller_reason_letters"))


def asked_of(viewer: Actor) -> Sequence[PickedLookUp]:
    """List the viewer's own look-ups that they have still to say more about, newest first, at most a page.

    Raises:
        Unknown: the viewer is not of a force, and nothing of theirs is picked.
    """
    if not viewer.is_force:
        raise Unknown
    return list(_waiting(viewer.owner, viewer.id).order_by("-id")[:PAGE])


def is_asked(viewer: Actor) -> bool:
    """Tell whether the viewer has still to say more about a look-up of theirs."""
    return viewer.is_force and bool(_WAITING.rows(owner=viewer.owner, person=viewer.id))


def _waiting(owner: UUID, person: UUID) -> QuerySet[PickedLookUp]:
    return PickedLookUp.objects.filter(
        owner_id=owner, looked_by_id=person, answered_at__isnull=True, reviewed_at__isnull=True
    )


# ADR 0014: every search and every case that is opened asks this.
_WAITING = Prepared(
    lambda narrowed, *, owner, person: _waiting(owner, person).filter(narrowed).values_list("pk")[:1]
)


def own_look_up(look_up_id: UUID, *, viewer: Actor) -> PickedLookUp:
    """Return one of the viewer's own look-ups that were picked.

    Raises:
        Unknown: absent, or somebody else's.
    """
    own = PickedLookUp.objects.filter(owner_id=viewer.owner, looked_by_id=viewer.id, id=look_up_id)
    found = own.select_related("data_key").first()
    if found is None or not viewer.is_force:
        raise Unknown
    return found


def own_to_change(look_up_id: UUID, *, viewer: Actor) -> PickedLookUp:
    """Return one of the viewer's own and keep others from changing it until this act ends.

    Raises:
        Unknown: absent, or somebody else's.
    """
    return _kept(own_look_up(look_up_id, viewer=viewer))


def to_review(viewer: Actor, *, at: datetime) -> Sequence[PickedLookUp]:
    """List up to PAGE + 1 look-ups that wait for the viewer's verdict, newest first: answered, or past their time.

    Raises:
        Blocked: the viewer reviews no look-ups.
    """
    access.must_review(viewer)
    found = PickedLookUp.objects.filter(
        Q(answered_at__isnull=False) | Q(answer_due_at__lte=at),
        owner_id=viewer.owner,
        reviewed_at__isnull=True,
    ).exclude(looked_by_id=viewer.id)
    return list(found.select_related("looked_by").order_by("-id")[: PAGE + 1])


def look_up_to_review(look_up_id: UUID, *, viewer: Actor, at: datetime) -> PickedLookUp:
    """Return one look-up that was answered, or is past its time, to somebody who reviews them.

    Raises:
        Unknown: there is none such for this viewer, or its time to answer is not over.
        Blocked: the viewer reviews no look-ups, or it is their own.
    """
    access.must_review(viewer)
    ready = PickedLookUp.objects.filter(
        Q(answered_at__isnull=False) | Q(answer_due_at__lte=at), owner_id=viewer.owner, id=look_up_id
    )
    found = ready.select_related("looked_by", "looked_by__data_key", "data_key").first()
    if found is None:
        raise Unknown
    access.must_review(viewer, of=found.looked_by_id)
    return found


def review_to_change(look_up_id: UUID, *, viewer: Actor, at: datetime) -> PickedLookUp:
    """Return one look-up under review and keep others from changing it until this act ends.

    Raises: as `look_up_to_review`.
    """
    return _kept(look_up_to_review(look_up_id, viewer=viewer, at=at))


def _kept(found: PickedLookUp) -> PickedLookUp:
    locked = PickedLookUp.objects.select_for_update(of=("self",)).select_related("data_key", "looked_by")
    return locked.get(pk=found.pk)
