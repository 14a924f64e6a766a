"""Every read of sharing cases, narrowed to the viewer."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.kernel import Actor, Channel, Conflict, Unknown, gettext_noop as _
from needshare.kernel.references import tidy_reference
from needshare.policy import clocks, current_pack

from . import access
from .models import SharingCase, Step
from .stages import DONE, Move, moves_from
from .terms import Stage

if TYPE_CHECKING:
    from needshare.accounts.models import Account
    from needshare.tasks.models import Task

PAGE = 50


def cases_for(viewer: Actor) -> QuerySet[SharingCase]:
    """Return the cases this viewer may know of, unordered."""
    return SharingCase.objects.filter(access.visible_cases(viewer))


def visible_to(viewer: Actor) -> Q:
    """Return the condition of the cases this viewer may know of, for `cases_within`."""
    return access.visible_cases(viewer)


def cases_within(narrowed: Q) -> QuerySet[SharingCase]:
    """Return the cases that meet a condition, which `visible_to` is part of: for statements that are kept."""
    return SharingCase.objects.filter(narrowed)


def sharing_case(reference: str, *, viewer: Actor) -> SharingCase:
    """Return one case by its reference.

    Raises:
        Unknown: absent, or hidden from the viewer.
    """
    return _one(cases_for(viewer), reference)


def case_for_step(reference: str, verb: str, *, viewer: Actor) -> SharingCase:
    """Return one case to somebody who may do this to it, for the page that asks how.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may see it and may not do this.
    """
    case = sharing_case(reference, viewer=viewer)
    access.must(verb, case, viewer)
    return case


def case_to_change(reference: str, *, viewer: Actor) -> SharingCase:
    """Return one case and keep others from changing it until this act ends.

    Raises:
        Unknown: absent, or hidden from the viewer.
    """
    return _one(cases_for(viewer).select_for_update(of=("self",)), reference)


def case_of_owner(reference: str, *, owner: UUID) -> SharingCase:
    """Return one case of an owner and keep others from changing it, for what the worker does by itself.

    Raises:
        Unknown: absent.
    """
    return _one(SharingCase.objects.filter(owner_id=owner).select_for_update(of=("self",)), reference)


def _one(cases: QuerySet[SharingCase], reference: str) -> SharingCase:
    found = (
        cases.select_related(
            "data_key", "owner", "requesting_organisation", "requester", "requester__data_key", "handler"
        )
        .filter(reference=tidy_reference(reference))
        .first()
    )
    if found is None:
        raise Unknown
    return found


def newest(viewer: Actor, *, before: str = "", stages: Sequence[str] = ()) -> list[SharingCase]:
    """List up to PAGE + 1 cases, newest first, before a case's id; by key, never by offset."""
    cases = cases_for(viewer).select_related("requesting_organisation", "handler")
    if stages:
        cases = cases.filter(stage__in=stages)
    if before:
        cases = cases.filter(id__lt=before)
    return list(cases.order_by("-id")[: PAGE + 1])


def worked_after(
    viewer: Actor, *, after: UUID | None, stages: Sequence[str], limit: int
) -> list[SharingCase]:
    """List cases as the force works them, newest first, and one more than asked if there are more.

    Raises:
        Unknown: the viewer is not of a force; a requester is never shown a stage.
    """
    if not viewer.is_force:
        raise Unknown
    return newest(viewer, before=str(after or ""), stages=stages)[: limit + 1]


def asked_after(viewer: Actor, *, after: UUID | None, limit: int) -> list[SharingCase]:
    """List the requests of the viewer's own organisation, newest first, and one more if there are more.

    Raises:
        Unknown: the viewer is of a force, which asks nothing of itself.
    """
    if viewer.is_force:
        raise Unknown
    return newest(viewer, before=str(after or ""))[: limit + 1]


def must_still_be(reference: str, *, version: int, viewer: Actor) -> None:
    """Go on only if a case is still the version that was seen, and keep it so until the act ends.

    Nothing is said of the version to a requester, whom no act that asks this is open to.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Conflict: it was changed since.
    """
    case = case_to_change(reference, viewer=viewer)
    if viewer.is_force and case.version != version:
        raise Conflict(_("Somebody else changed this case first. Open it again."), stale=True)


def waiting(viewer: Actor, *, stages: Sequence[str], mine: bool = False) -> list[SharingCase]:
    """List up to PAGE open cases in these stages, the one due first on top."""
    cases = cases_for(viewer).filter(stage__in=stages).select_related("requesting_organisation", "handler")
    if mine:
        cases = cases.filter(handler_id=viewer.id)
    return list(cases.order_by("due_at", "id")[:PAGE])


def case_of_task(task: "Task") -> SharingCase | None:
    """Return the case a task is about, for the worker; None if it is about an agreement."""
    about_it = SharingCase.objects.filter(pk=task.record_id, owner_id=task.owner_id)
    return about_it.select_related("data_key", "handler").first()


def asked_by(task: "Task", *, viewer: Actor, at: datetime) -> list[UUID]:
    """List the people a task waits for who may know what it is about: the one named, or holders of the role."""
    if task.assigned_to_id is not None:
        return [task.assigned_to_id]
    people = accounts.people_in_role(Role(task.assigned_role), viewer, organisation_id=task.owner_id)
    return [person.pk for person in _who_may_know(case_of_task(task), people, at=at)]


def above(task: "Task", role: str, *, viewer: Actor, at: datetime) -> list[UUID]:
    """List the people in a role who hear of an overdue task: supervisors of the handler's unit, if it has any.

    Nobody hears of a case they may not know of.
    """
    case = case_of_task(task)
    people = accounts.people_in_role(Role(role), viewer, organisation_id=task.owner_id)
    others = [each for each in _who_may_know(case, people, at=at) if each.pk != task.assigned_to_id]
    unit = case.handler.unit_id if case and case.handler and role == Role.SUPERVISOR else None
    near = [each for each in others if unit and each.unit_id == unit]
    return [each.pk for each in near or others]


def _who_may_know(
    case: SharingCase | None, people: Sequence["Account"], *, at: datetime
) -> list["Account"]:
    """Narrow people to those who may know of a case; of an agreement, whoever holds the role may."""
    if case is None:
        return list(people)
    actors = {
        person.pk: accounts.actor_of(person, channel=Channel.WORKER, roles=person.held_roles(), at=at)
        for person in people
    }
    return [each for each in people if cases_for(actors[each.pk]).filter(pk=case.pk).exists()]


def steps_of(case: SharingCase, *, viewer: Actor) -> list[Step]:
    """List the steps of a case, first to last; a requester sees those meant for the requester."""
    steps = Step.objects.filter(case=case).select_related("taken_by", "taken_by__data_key", "data_key")
    if not viewer.is_force:
        steps = steps.filter(is_shown_to_requester=True)
    return list(steps.order_by("number"))


def moves_open_to(case: SharingCase, *, viewer: Actor) -> tuple[Move, ...]:
    """List the moves this viewer could make now, judged by stage and role alone."""
    return tuple(
        move
        for move in moves_from(Stage(case.stage))
        if viewer.has_role(*move.roles)
        and (case.stage != Stage.ON_HOLD or move.target in (case.held_from, Stage.WITHDRAWN))
    )


def due_at(clock: str, *, jurisdiction: str, at: datetime) -> datetime:
    """Return when a clock of the pack runs out that starts now, in the working time of a jurisdiction."""
    return clocks.ends_at(at, clock, jurisdiction, current_pack())


def day_of(at: datetime) -> date:
    """Return the day an instant falls on where the force is."""
    return at.astimezone(ZoneInfo(current_pack().time_zone)).date()


def end_of(day: date) -> datetime:
    """Return the last minute of a day where the force is, for what is wanted by that day."""
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(current_pack().time_zone))


def open_cases() -> Q:
    """Return the condition of a case that still needs something done."""
    return ~Q(stage__in=DONE)
