"""Sending a case back, and setting a decision aside so that it is made again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.decision import access, queries
from needshare.kernel import Actor, Channel, Conflict, Invalid, gettext_noop as _
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task
from needshare.pathway.terms import Stage
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@recorded(Operation.ALTERATION)
def send_back(*, reference: str, reason: str, by: Actor, at: datetime) -> SharingCase:
    """Send a case back for more assessment, saying what is missing; a referral ends with its answer.

    Raises:
        Invalid: no reason.
    """
    case = pathway.case_to_change(reference, viewer=by)
    queries.must_send_back(case, viewer=by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say what must be assessed again, or what the answer was."))
    if case.stage == Stage.REFERRED:
        _set_aside(case, reason, by=by, at=at)
    moves.move(
        case=case,
        to=Stage.UNDER_ASSESSMENT,
        act="decision.send_back",
        by=by,
        at=at,
        note=reason,
        is_shown_to_requester=False,
    )
    return case


@recorded(Operation.ALTERATION)
def reopen(*, reference: str, reason: str, by: Actor, at: datetime) -> SharingCase:
    """Set the decision in force aside and put the case before a decider again; a released one stays.

    Raises:
        Invalid: no reason.
        Conflict: there is no decision to reopen, or it was carried out already.
    """
    case = queries.case_to_reopen(reference, by=by)
    if by.channel is not Channel.WORKER:
        access.must("case.reopen", case, by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why the decision must be made again."))
    _set_aside(case, reason, by=by, at=at)
    moves.move(
        case=case,
        to=Stage.AWAITING_DECISION,
        act="decision.reopen",
        by=by,
        at=at,
        note=reason,
        is_shown_to_requester=False,
    )
    task = case_task(case, TaskKind.DECIDE_CASE, due_at=max(case.due_at or at, at), role="decision_maker")
    open_task(task=task, by=by, at=at)
    return case


def _set_aside(case: SharingCase, reason: str, *, by: Actor, at: datetime) -> None:
    decision = queries.decision_in_force(case)
    if decision is None:
        raise Conflict(_("There is no decision in force to set aside."))
    decision.set_aside_at, decision.set_aside_because = at, reason
    decision.set_aside_by_id = by.id if by.id.int else decision.decided_by_id
    decision.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_because", "recorded_as"])
    detail(set_aside=decision.version)
