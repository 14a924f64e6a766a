"""Every read of the register of people, narrowed to the viewer.

Opening or searching people is itself an act: these are called from acts that are `@consulted`.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from needshare.crypto import keys
from needshare.kernel import Actor, Unknown

from . import access
from .models import Subject


def visible(viewer: Actor) -> QuerySet[Subject]:
    """Narrow the register to the people this viewer may know of."""
    return Subject.objects.filter(access.visible_to(viewer))


def subject(subject_id: UUID, *, viewer: Actor) -> Subject:
    """Return one person.

    Raises:
        Unknown: there is none such for this viewer.
    """
    found = visible(viewer).select_related("data_key").filter(id=subject_id).first()
    if found is None:
        raise Unknown
    return found


def subject_to_change(subject_id: UUID, *, viewer: Actor) -> Subject:
    """Return one person and keep others from changing them until the act is done."""
    found = visible(viewer).select_for_update().filter(id=subject_id).first()
    if found is None:
        raise Unknown
    return found


def subjects_by_id(ids: Iterable[UUID], *, viewer: Actor) -> list[Subject]:
    """Return those of these people whom the viewer may know of, in the order entered."""
    found = list(visible(viewer).filter(id__in=set(ids)).order_by("id"))
    keys.warm(each.data_key_id for each in found)
    return found


def everybody() -> QuerySet[Subject]:
    """Return the whole register, for the keyed index alone: nothing of it is shown to anybody."""
    return Subject.objects.all()
