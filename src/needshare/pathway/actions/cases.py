"""Opening, moving, claiming, holding and closing a sharing case; telling people what waits for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import (
    Actor,
    Blocked,
    Channel,
    Conflict,
    Invalid,
    gettext_noop as _,
    new_reference,
)
from needshare.notices.actions import queue
from needshare.notices.terms import NoticeKind
from needshare.pathway import access, audience, queries
from needshare.pathway.actions.watching import end_watch, watch_risk
from needshare.pathway.errands import TOLD, case_task, errand_task, notice_to_handler, notices_of_task
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.stages import NOT_ANSWERED, find_move
from needshare.pathway.terms import Direction, Stage
from needshare.policy import current_pack
from needshare.policy.timing import HOLDER
from needshare.tasks import actions as tasks
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case is opened with: whose it is, who asks, how urgent, and by when it is due."""

    owner: UUID
    prefix: str
    requesting_organisation: UUID
    requester: UUID | None
    urgency: str
    purpose: str
    due_at: datetime


@recorded(Operation.COLLECTION)
def open_case(*, opening: Opening, by: Actor, at: datetime) -> SharingCase:
    """Open a case for the force that will decide it, received now, with its own data key.

    Raises:
        Blocked: the actor may not send or record requests.
    """
    sending = find_move("intake.submit", Stage.DRAFT, Stage.RECEIVED)
    if sending is None or not by.has_role(*sending.roles):
        raise Blocked(_("Your role does not take this step."))
    case = SharingCase(
        owner_id=opening.owner,
        reference=new_reference(opening.prefix, at.year),
        direction=Direction.INBOUND_REQUEST,
        stage=Stage.RECEIVED,
        urgency=opening.urgency,
        purpose=opening.purpose,
        requesting_organisation_id=opening.requesting_organisation,
        requester_id=opening.requester,
        opened_at=at,
        opened_by_id=by.id,
        received_at=at,
        due_at=opening.due_at,
        data_key=new_data_key(owner=opening.owner, purpose="sharing_case", at=at),
    )
    case.save(force_insert=True)
    audience.begin(case, by=by, at=at)
    _step(case, act="intake.submit", source=Stage.DRAFT, by=by, at=at, is_shown_to_requester=True)
    about(case=case.reference, owner=case.owner_id)
    detail(from_stage=Stage.DRAFT.value, to_stage=Stage.RECEIVED.value)
    if case.urgency in current_pack(case.owner_id).watch.urgencies:
        watch_risk(case=case, is_severe=False, by=by, at=at)
    return case


@recorded(Operation.ALTERATION)
def move(
    *,
    case: SharingCase,
    to: Stage,
    act: str,
    by: Actor,
    at: datetime,
    note: str = "",
    **changes: Any,
) -> SharingCase:
    """Move a case along one move of the map, setting further fields of the case with it.

    Raises:
        Blocked: the actor's roles do not make this move.
        Conflict: the map has no such move from the present stage, or somebody else moved first.
    """
    source = Stage(case.stage)
    found = find_move(act, source, to)
    if found is None:
        raise Conflict(_("The case is at a stage where this cannot be done. Open it again to see what can."))
    may_by_itself = found.by_itself and by.channel is Channel.WORKER
    if not (by.has_role(*found.roles) or may_by_itself):
        raise Blocked(_("Your role does not take this step."))
    shown, handled_by = changes.pop("is_shown_to_requester", True), case.handler_id
    gives_part = changes.pop("gives_part", True)
    _change(case, stage=to, held_from=changes.pop("held_from", ""), **changes)
    _step(case, act=act, source=source, by=by, at=at, note=note, is_shown_to_requester=shown)
    audience.follow(case, handled_by=handled_by, by=by, at=at, gives_part=gives_part)
    _hand_on(case, act=act, source=source, by=by, at=at)
    about(case=case.reference, owner=case.owner_id)
    detail(from_stage=source.value, to_stage=to.value)
    return case


def _hand_on(case: SharingCase, *, act: str, source: Stage, by: Actor, at: datetime) -> None:
    """Close what the move has done, open what the new stage asks for, and tell a handler who is not asked.

    A hold takes what was asked off the desks, and its end puts it back.
    """
    about_it: dict[str, Any] = {"record_id": case.pk, "owner": case.owner_id, "by": by, "at": at}
    if case.stage == Stage.ON_HOLD:
        tasks.pause_for(**about_it)
    elif act == "pathway.resume":
        tasks.take_up_for(**about_it)
    else:
        tasks.complete_for(**about_it)
        asked = errand_task(case, act=act, at=at)
        if asked is not None:
            open_task(task=asked, by=by, at=at)
    if case.stage not in NOT_ANSWERED:
        end_watch(case=case, by=by, at=at)
        tasks.complete_for(**about_it, kinds=(TaskKind.SCHEME_STEP,))
    elif source not in NOT_ANSWERED or act == "intake.resubmit":
        watch_risk(case=case, is_severe=None, is_anew=True, by=by, at=at)
    if act in TOLD and case.handler_id not in (None, by.id):
        queue(notice=notice_to_handler(case, TOLD[act]), by=by, at=at)


@recorded(Operation.ALTERATION)
def note_step(
    *,
    case: SharingCase,
    act: str,
    by: Actor,
    at: datetime,
    note: str = "",
    gives_part: bool = True,
    **changes: Any,
) -> SharingCase:
    """Add a step to the story that leaves the stage as it is; one that needs no look inside gives no part.

    Raises:
        Conflict: somebody else changed the case first.
    """
    handled_by = case.handler_id
    _change(case, **changes)
    _step(case, act=act, source=case.stage, by=by, at=at, note=note)
    audience.follow(case, handled_by=handled_by, by=by, at=at, gives_part=gives_part)
    about(case=case.reference, owner=case.owner_id)
    return case


def _change(case: SharingCase, **changes: Any) -> None:
    """Change a case only if it is still the version that was read."""
    seen = case.version
    changes["version"] = seen + 1
    written = SharingCase.objects.filter(pk=case.pk, version=seen).update(
        recorded_as=current_entry(), **changes
    )
    if written != 1:
        raise Conflict(_("Somebody else changed this case first. Open it again."), stale=True)
    for name, value in changes.items():
        setattr(case, name, value)


def _step(case: SharingCase, *, act: str, source: str, by: Actor, at: datetime, **rest: Any) -> None:
    Step(
        owner_id=case.owner_id,
        case=case,
        number=case.version,
        act=act,
        from_stage=source,
        to_stage=case.stage,
        taken_at=at,
        taken_by_id=by.id if by.id.int else None,
        data_key=case.data_key,
        **rest,
    ).save(force_insert=True)


@recorded(Operation.ALTERATION)
def claim(*, reference: str, by: Actor, at: datetime) -> SharingCase:
    """Become the one handler of a received case and begin verifying the requester.

    Raises:
        Blocked: the actor does not handle requests.
        Conflict: somebody else handles it already.
    """
    case = queries.case_to_change(reference, viewer=by, verb="case.claim")
    access.must("case.claim", case, by)
    if case.handler_id not in (None, by.id) or (case.handler_id and case.stage != Stage.RECEIVED):
        raise Conflict(_("This case already has a handler. Ask for it to be handed over."))
    if case.stage == Stage.RECEIVED:
        return move(
            case=case, to=Stage.VERIFYING_REQUESTER, act="pathway.claim", by=by, at=at, handler_id=by.id
        )
    _found_its_handler(case, by=by, at=at)
    return note_step(case=case, act="pathway.claim", by=by, at=at, handler_id=by.id)


@recorded(Operation.ALTERATION)
def assign(*, reference: str, to: str, reason: str, by: Actor, at: datetime) -> SharingCase:
    """Give a case to another handler, or hand over one's own, with the reason.

    Raises:
        Invalid: there is no such person, or the person does not handle requests.
        Blocked: the actor may not hand this case over.
    """
    case = queries.case_to_change(reference, viewer=by, verb="case.hand_over")
    access.must("case.hand_over", case, by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why the case changes hands."))
    new_handler = queries.handler_named(to, viewer=by)
    old_handler = case.handler_id
    changes: dict[str, Any] = {"handler_id": new_handler}
    detail(handler=str(new_handler))
    if case.stage == Stage.RECEIVED:
        move(
            case=case,
            to=Stage.VERIFYING_REQUESTER,
            act="pathway.assign",
            by=by,
            at=at,
            note=reason,
            is_shown_to_requester=False,
            gives_part=False,
            **changes,
        )
    else:
        _found_its_handler(case, by=by, at=at)
        about_it: dict[str, Any] = {"record_id": case.pk, "owner": case.owner_id, "by": by, "at": at}
        tasks.hand_over_for(**about_it, source=old_handler, to=new_handler)
        note_step(case=case, act="pathway.assign", by=by, at=at, note=reason, gives_part=False, **changes)
    if new_handler != by.id:
        queue(notice=notice_to_handler(case, NoticeKind.CASE_HANDED_OVER), by=by, at=at)
    return case


def _found_its_handler(case: SharingCase, *, by: Actor, at: datetime) -> None:
    """Close what asked for a handler, so that no alarm comes for a case that has one."""
    complete_for(record_id=case.pk, owner=case.owner_id, kinds=(TaskKind.CLAIM_CASE,), by=by, at=at)


@recorded(Operation.ALTERATION)
def hold(*, reference: str, reason: str, until: datetime, by: Actor, at: datetime) -> SharingCase:
    """Put an open case on hold until a date, with the reason; the clock keeps running.

    Raises:
        Invalid: no reason, or a date that is not ahead.
    """
    case = queries.case_to_change(reference, viewer=by)
    access.must("case.hold", case, by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why the case is put on hold."))
    if until <= at:
        raise Invalid.field("until", _("Give a date in the future on which to look at the case again."))
    move(
        case=case,
        to=Stage.ON_HOLD,
        act="pathway.hold",
        by=by,
        at=at,
        note=reason,
        held_from=case.stage,
        is_shown_to_requester=False,
    )
    task = case_task(case, TaskKind.LOOK_AGAIN, due_at=until, account=case.handler_id)
    open_task(task=task, by=by, at=at)
    return case


@recorded(Operation.ALTERATION)
def resume(*, reference: str, by: Actor, at: datetime) -> SharingCase:
    """Take a case off hold, back to the stage it was held from.

    Raises:
        Blocked: the actor may not, or an interest in it has not been settled.
        Conflict: it is not on hold.
    """
    case = queries.case_to_change(reference, viewer=by)
    access.must("case.hold", case, by)
    if case.stage != Stage.ON_HOLD:
        raise Conflict(_("The case is not on hold."))
    if queries.has_interest_to_settle(case):
        raise Blocked(_("Somebody independent looks at this case first. A supervisor takes it off hold."))
    complete_for(record_id=case.pk, owner=case.owner_id, kinds=(TaskKind.LOOK_AGAIN,), by=by, at=at)
    return move(
        case=case,
        to=Stage(case.held_from),
        act="pathway.resume",
        by=by,
        at=at,
        is_shown_to_requester=False,
    )


@recorded(Operation.ALTERATION)
def close(*, reference: str, by: Actor, at: datetime) -> SharingCase:
    """Close a case that has been answered or acknowledged."""
    case = queries.case_to_change(reference, viewer=by)
    access.must("case.close", case, by)
    return move(case=case, to=Stage.CLOSED, act="pathway.close", by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def tell_of_task(*, task_id: UUID, by: Actor, at: datetime) -> int:
    """Tell whoever a task waits for that it does; return how many messages were queued.

    Raises:
        Blocked: anybody but the worker.
        Conflict: the task is done, paused, or they were told.
    """
    task = tasks.record_told(task_id=task_id, by=by, at=at)
    return _tell(task, NoticeKind.TASK_WAITING, queries.asked_by(task, viewer=by, at=at), by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def tell_of_escalation(*, task_id: UUID, by: Actor, at: datetime) -> int:
    """Take the next step of an overdue task's escalation and tell who it now waits for as well.

    A step to a role that nobody holds is followed by the next at once. Who was asked by name hears with the
    first step that the task is overdue. Returns how many messages were queued.

    Raises:
        Blocked: it is not overdue.
        Conflict: the task is done or paused, or its last step was taken.
    """
    queued = 0
    while True:
        task = tasks.escalate(task_id=task_id, by=by, at=at)
        role = current_pack(task.owner_id).escalation(task.kind).steps[task.escalation_step - 1]
        if role == HOLDER or (task.assigned_to_id is not None and task.escalation_step == 1):
            asked = queries.asked_by(task, viewer=by, at=at)
            queued += _tell(task, NoticeKind.TASK_OVERDUE, asked, by=by, at=at)
        above = () if role == HOLDER else queries.above(task, role, viewer=by, at=at)
        queued += _tell(task, NoticeKind.TASK_ESCALATED, above, by=by, at=at)
        if above or role == HOLDER or task.escalate_at is None:
            return queued


def _tell(task: "Task", kind: NoticeKind, people: Sequence[UUID], *, by: Actor, at: datetime) -> int:
    for notice in notices_of_task(task, kind, people):
        queue(notice=notice, by=by, at=at)
    return len(people)
