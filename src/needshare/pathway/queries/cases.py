"""Every read of sharing cases, narrowed to the viewer."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.agencies.prepared import Prepared
from needshare.kernel import Actor, Blocked, Channel, Conflict, Invalid, Unknown, gettext_noop as _, require
from needshare.kernel.references import tidy_reference
from needshare.pathway import access
from needshare.pathway.models import CaseAudience, CaseConflict, SharingCase, Step
from needshare.pathway.models.audience import in_force
from needshare.pathway.rules import OF_THE_HANDLING
from needshare.pathway.stages import DONE, HANDLERS, Move, moves_from
from needshare.pathway.terms import AudienceGround, Stage
from needshare.policy import Resource, clocks, current_pack, may
from needshare.policy.to_branches import Branch, merged, within

if TYPE_CHECKING:
    from needshare.accounts.models import Account
    from needshare.tasks.models import Task

PAGE = 50


def cases_for(viewer: Actor) -> QuerySet[SharingCase]:
    """Return the cases this viewer may open, unordered."""
    return SharingCase.objects.filter(access.visible_cases(viewer))


def index_for(viewer: Actor) -> QuerySet[SharingCase]:
    """Return the cases this viewer may know of, unordered; what the index shows names nobody in them."""
    return SharingCase.objects.filter(access.visible_cases(viewer, "case.list"))


def visible_to(viewer: Actor) -> Q:
    """Return the condition of the cases this viewer may open, for `cases_within`."""
    return access.visible_cases(viewer)


def in_index_of(viewer: Actor) -> Q:
    """Return the condition of the cases this viewer may know of, for `cases_within`."""
    return access.visible_cases(viewer, "case.list")


def cases_within(narrowed: Q) -> QuerySet[SharingCase]:
    """Return the cases that meet a condition, which `visible_to` is part of: for statements that are kept."""
    return SharingCase.objects.filter(narrowed)


def sharing_case(reference: str, *, viewer: Actor) -> SharingCase:
    """Return one case by its reference.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may know of it and has no ground to open it (code `reason_needed`).
    """
    return _opened(_CASE, reference, viewer)


def case_in_index(reference: str, *, viewer: Actor) -> SharingCase:
    """Return one case by its reference to somebody who may know of it, for what needs no look into it.

    Raises:
        Unknown: absent, or hidden from the viewer.
    """
    return _one(_CASE, in_index_of(viewer), reference)


def case_to_give_reason(reference: str, *, viewer: Actor) -> SharingCase:
    """Return one case to somebody who knows of it, or may open it for a reason: some learn of it only so.

    Raises:
        Unknown: absent, or neither.
    """
    return _one(_CASE, in_index_of(viewer) | access.visible_cases(viewer, "case.give_reason"), reference)


def case_for_step(reference: str, verb: str, *, viewer: Actor) -> SharingCase:
    """Return one case to somebody who may do this to it, for the page that asks how.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may see it and may not do this.
    """
    found = case_in_index if verb in access.BY_INDEX else sharing_case
    case = found(reference, viewer=viewer)
    access.must(verb, case, viewer)
    return case


def case_to_change(reference: str, *, viewer: Actor, verb: str = "") -> SharingCase:
    """Return one case and keep others from changing it until this act ends.

    Some verbs need no look into the case (`access.BY_INDEX`): for them it is enough to know of it.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may know of it and has no ground to open it (code `reason_needed`).
    """
    if verb in access.BY_INDEX:
        return _one(_CASE_TO_CHANGE, in_index_of(viewer), reference)
    try:
        return _opened(_CASE_TO_CHANGE, reference, viewer)
    except Blocked:
        _must_not_have_moved(reference, viewer=viewer)
        raise


def _must_not_have_moved(reference: str, *, viewer: Actor) -> None:
    """Say to who could open a case before its last step that somebody else was faster.

    Raises:
        Conflict: they could.
    """
    case = case_to_give_reason(reference, viewer=viewer)
    step = Step.objects.filter(case=case).order_by("-number").first()
    if step is not None and step.taken_by_id != viewer.id:
        shown = as_shown(case, viewer=viewer)
        if may("case.view", viewer, replace(shown, stage=step.from_stage)).is_met:
            raise Conflict(_("Somebody else moved this case on first."), stale=True)


def case_of_owner(reference: str, *, owner: UUID) -> SharingCase:
    """Return one case of an owner and keep others from changing it, for what the worker does by itself.

    Raises:
        Unknown: absent.
    """
    return _one(_CASE_TO_CHANGE, Q(owner_id=owner), reference)


def _opened(cases: Prepared, reference: str, viewer: Actor) -> SharingCase:
    """Return a case that may be opened, or tell who only knows of it that a reason is needed."""
    try:
        return _one(cases, visible_to(viewer), reference)
    except Unknown:
        must_give_reason(reference, viewer=viewer)
        raise


def must_give_reason(reference: str, *, viewer: Actor) -> None:
    """Say of a case which a viewer may not open whether they may once they have given a reason.

    Raises:
        Blocked: they may (code `reason_needed`); else the case does not exist for them.
    """
    known = in_index_of(viewer) | access.visible_cases(viewer, "case.give_reason")
    if cases_within(known).filter(reference=tidy_reference(reference)).exists():
        require(access.reason_needed())


def as_shown(case: SharingCase, *, viewer: Actor) -> Resource:
    """Tell all the pack may judge a case by as of when the viewer was recognised, also whom it is shown to."""
    at = viewer.known_at
    rows = (
        []
        if at is None
        else list(CaseAudience.objects.filter(in_force(at), case=case).values_list("principal", "ground"))
    )
    conflicts = CaseConflict.objects.filter(case=case, ended_at__isnull=True)
    return access.as_resource(
        case,
        audience={principal for principal, _ground in rows},
        opened_in_emergency_by={
            principal for principal, ground in rows if ground == AudienceGround.BREAK_GLASS
        },
        conflicted=conflicts.values_list("account_id", flat=True),
    )


def _one(cases: Prepared, narrowed: Q, reference: str) -> SharingCase:
    found = cases.rows(narrowed, reference=tidy_reference(reference))
    if not found:
        raise Unknown
    case: SharingCase = found[0]
    return case


def _whole(narrowed: Q, *, reference: str) -> QuerySet[SharingCase]:
    found = SharingCase.objects.filter(narrowed, reference=reference).select_related(
        "data_key", "owner", "requesting_organisation", "requester", "requester__data_key", "handler"
    )
    return found.order_by("pk")


_CASE = Prepared(_whole)
_CASE_TO_CHANGE = Prepared(
    lambda narrowed, *, reference: _whole(narrowed, reference=reference).select_for_update(of=("self",))
)


def newest(
    viewer: Actor, *, before: UUID | str = "", stages: Sequence[str] = (), limit: int = PAGE
) -> list[SharingCase]:
    """List up to `limit` + 1 cases, newest first, before a case's id; by key, never by offset."""
    return _NEWEST.rows(top_of_index(viewer, stages, before=before or None))[: limit + 1]


def top_of_index(
    viewer: Actor, stages: Collection[str] = (), *, before: UUID | str | None = None
) -> tuple[Branch, ...]:
    """Return the branches of the cases this viewer may know of, before a case's id, for `top_cases`."""
    return within(access.index_branches(viewer, stages), before=before)


def top_cases(branches: Iterable[Branch], *, limit: int) -> QuerySet[SharingCase]:
    """Return the newest cases of some branches, enough for the first `limit` of them, newest first."""
    return merged(SharingCase.objects.all(), branches, limit=limit).order_by("-id")


_NEWEST = Prepared(
    lambda branches: top_cases(branches, limit=PAGE + 1).select_related("requesting_organisation", "handler")[
        : PAGE + 1
    ]
)


def worked_after(
    viewer: Actor, *, after: UUID | None, stages: Sequence[str], limit: int
) -> list[SharingCase]:
    """List cases as the force works them, newest first, and one more than asked if there are more.

    Raises:
        Unknown: the viewer is not of a force; a requester is never shown a stage.
        Blocked: the viewer has no part in cases.
    """
    if not viewer.is_force:
        raise Unknown
    access.must_list(viewer)
    return newest(viewer, before=after or "", stages=stages, limit=limit)


def asked_after(viewer: Actor, *, after: UUID | None, limit: int) -> list[SharingCase]:
    """List the requests of the viewer's own organisation, newest first, and one more if there are more.

    Raises:
        Unknown: the viewer is of a force, which asks nothing of itself.
        Blocked: the viewer has no part in requests.
    """
    if viewer.is_force:
        raise Unknown
    access.must_list(viewer)
    return newest(viewer, before=after or "", limit=limit)


def must_still_be(reference: str, *, version: int, viewer: Actor) -> None:
    """Go on only if a case is still the version that was seen, and keep it so until the act ends.

    Nothing is said of the version to a requester, whom no act that asks this is open to.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Conflict: it was changed since.
    """
    case = _one(_CASE_TO_CHANGE, in_index_of(viewer), reference)
    if viewer.is_force and case.version != version:
        raise Conflict(_("Somebody else changed this case first. Open it again."), stale=True)


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


def _who_may_know(case: SharingCase | None, people: Sequence["Account"], *, at: datetime) -> list["Account"]:
    """Narrow people to those who may know of a case; of an agreement, whoever holds the role may."""
    if case is None:
        return list(people)
    actors = {
        person.pk: accounts.actor_of(person, channel=Channel.WORKER, roles=person.held_roles(), at=at)
        for person in people
    }
    return [each for each in people if index_for(actors[each.pk]).filter(pk=case.pk).exists()]


def steps_of(case: SharingCase, *, viewer: Actor) -> list[Step]:
    """List the steps of a case, first to last; a requester sees those meant for the requester."""
    steps = Step.objects.filter(case=case).select_related("taken_by", "taken_by__data_key", "data_key")
    if not viewer.is_force:
        steps = steps.filter(is_shown_to_requester=True)
    return list(steps.order_by("number"))


def released_among(cases: Collection[UUID]) -> set[UUID]:
    """Tell which of these cases had something released."""
    steps = Step.objects.filter(case_id__in=cases, to_stage=Stage.RELEASED)
    return set(steps.values_list("case_id", flat=True))


def moves_open_to(case: SharingCase, *, viewer: Actor) -> tuple[Move, ...]:
    """List the moves this viewer could make now, judged by stage and role alone."""
    return tuple(
        move
        for move in moves_from(Stage(case.stage))
        if viewer.has_role(*move.roles)
        and (case.stage != Stage.ON_HOLD or move.target in (case.held_from, Stage.WITHDRAWN))
    )


def due_at(clock: str, *, jurisdiction: str, at: datetime, force: UUID | None = None) -> datetime:
    """Return when a clock of the pack runs out that starts now, in the working time of a jurisdiction.

    `force` is whose clock it is; left out, it is that of the force whose work runs.
    """
    return clocks.ends_at(at, clock, jurisdiction, current_pack(force))


def is_worked_on_since(case: SharingCase, *, version: int) -> bool:
    """Tell whether a step since a version did more than change who handles a case, or when."""
    later = Step.objects.filter(case=case, number__gt=version).exclude(act__in=OF_THE_HANDLING)
    return case.version != version and later.exists()


def day_of(at: datetime) -> date:
    """Return the day an instant falls on where the force is."""
    return at.astimezone(ZoneInfo(current_pack().time_zone)).date()


def end_of(day: date) -> datetime:
    """Return the last minute of a day where the force is, for what is wanted by that day."""
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(current_pack().time_zone))


def open_cases() -> Q:
    """Return the condition of a case that still needs something done."""
    return ~Q(stage__in=DONE)


def handler_named(username: str, *, viewer: Actor) -> UUID:
    """Return the person of a sign-in name, who handles requests.

    Raises:
        Invalid: there is no such person, or they do not.
    """
    remedy = _("Name a person of your force who handles requests, by sign-in name.")
    try:
        account = accounts.person(username, viewer=viewer)
    except Unknown as absent:
        raise Invalid.field("to", remedy) from absent
    if not set(account.roles) & {role.value for role in HANDLERS}:
        raise Invalid.field("to", remedy)
    return account.pk
