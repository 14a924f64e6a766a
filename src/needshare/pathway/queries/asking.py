"""Reads of what people ask to be shown: one's own askings, and those that wait for one's answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.agencies import queries as agencies
from needshare.agencies.terms import Kind
from needshare.kernel import Actor, Blocked, Invalid, Unknown, gettext_noop as _
from needshare.kernel.references import tidy_reference
from needshare.pathway import access
from needshare.pathway.models import AccessRequest, SharingCase
from needshare.policy import may, resource

from .cases import PAGE, cases_for, index_for

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation

DAY = timedelta(days=1)


def forces_to_ask(viewer: Actor) -> list["Organisation"]:
    """List the forces that somebody may ask for access: one's own, or all that a partner may know of."""
    found = agencies.organisations(viewer, kind=Kind.FORCE).filter(is_active=True)
    return list(found.filter(id=viewer.owner) if viewer.is_force else found)


def force_to_ask(code: str, *, viewer: Actor) -> "Organisation":
    """Return the force that is asked; without a code the only one there is.

    Raises:
        Invalid: there is none such, or several to choose from.
    """
    forces = forces_to_ask(viewer)
    found = [each for each in forces if each.code == code.strip().upper()] if code.strip() else forces
    if len(found) != 1:
        raise Invalid.field("force", _("Choose the force you ask."))
    return found[0]


def must_be_able_to_ask(*, viewer: Actor) -> None:
    """Go on only for somebody who may ask for access by a reference.

    Raises:
        Blocked: with the pack's reason.
    """
    access.must_hold("access.ask", viewer)


def asked_since(viewer: Actor, *, at: datetime) -> int:
    """Count how often somebody asked in the day up to an instant."""
    return AccessRequest.objects.filter(asked_by_id=viewer.id, asked_at__gt=at - DAY).count()


def own_askings(viewer: Actor) -> Sequence[AccessRequest]:
    """List what the viewer asked for, newest first; a case found under it is not among what is read."""
    found = AccessRequest.objects.filter(asked_by_id=viewer.id).defer("case", "verdict", "verdict_words")
    return list(found.select_related("data_key").order_by("-id")[:PAGE])


def askings_to_answer(viewer: Actor) -> Sequence[AccessRequest]:
    """List the askings for cases the viewer answers for that wait for an answer, oldest first."""
    if not viewer.is_force:
        return []
    found = AccessRequest.objects.filter(
        owner_id=viewer.owner, answered_at__isnull=True, case__in=index_for(viewer)
    ).exclude(asked_by_id=viewer.id)
    rows = found.select_related("case", "asked_by", "asked_by__owner", "data_key").order_by("id")[: 4 * PAGE]
    return [each for each in rows if _judged(each, viewer)][:PAGE]


def asking_of(request_id: UUID, *, viewer: Actor) -> AccessRequest:
    """Return an asking for a case to somebody who answers for the case.

    Raises:
        Unknown: there is none such for this viewer, or it is for nothing there is.
    """
    found = AccessRequest.objects.filter(
        id=request_id, owner_id=viewer.owner, case__in=index_for(viewer)
    ).select_related("case", "case__owner", "case__data_key", "asked_by", "asked_by__owner", "data_key")
    asking = found.first() if viewer.is_force else None
    if asking is None or not _judged(asking, viewer):
        raise Unknown
    return asking


def asking_to_change(request_id: UUID, *, viewer: Actor) -> AccessRequest:
    """Return an asking to somebody who answers it, and keep others from changing it until this act ends.

    Raises:
        Unknown: there is none such for this viewer.
    """
    asking_of(request_id, viewer=viewer)
    AccessRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    return asking_of(request_id, viewer=viewer)


def askings_to_look_for(*, limit: int) -> list[tuple[UUID, UUID]]:
    """List askings the worker has not looked for yet, each with the force asked."""
    found = AccessRequest.objects.filter(looked_at__isnull=True).order_by("id")
    return list(found.values_list("id", "owner_id")[:limit])


def askings_to_tell(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """List askings whose time is over and whose asker has heard nothing, each with the force asked."""
    found = AccessRequest.objects.filter(outcome="", answer_due_at__lte=at, looked_at__isnull=False)
    return list(found.order_by("answer_due_at").values_list("id", "owner_id")[:limit])


def asking_of_worker(request_id: UUID, *, owner: UUID) -> AccessRequest:
    """Return an asking to the worker, kept from others until this act ends.

    Raises:
        Unknown: absent.
    """
    found = AccessRequest.objects.filter(id=request_id, owner_id=owner).select_for_update(of=("self",))
    asking = found.select_related("data_key", "asked_by", "asked_by__owner").first()
    if asking is None:
        raise Unknown
    return asking


def case_asked_for(asking: AccessRequest) -> SharingCase | None:
    """Return the case of the force that stands under what was typed; None for nothing, and for a draft."""
    found = SharingCase.objects.filter(owner_id=asking.owner_id, received_at__isnull=False)
    return found.select_related("owner").filter(reference=tidy_reference(asking.typed)).first()


def must_be_open_to(case: SharingCase, actor: Actor) -> None:
    """Go on only if somebody can open a case now that it is shown to them.

    Raises:
        Blocked: a compartment, their role, their organisation or a conflict still closes it to them.
    """
    if not cases_for(actor).filter(pk=case.pk).exists():
        raise Blocked(
            _("This person cannot be given access here: their role or a compartment closes the case to them.")
        )


def _judged(asking: AccessRequest, viewer: Actor) -> bool:
    if asking.case is None:
        return False
    facts = resource(owner=asking.owner_id, handler=asking.case.handler_id, person=asking.asked_by_id)
    return may("access.answer", viewer, facts).is_met
