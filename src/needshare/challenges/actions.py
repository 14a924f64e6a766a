"""Picking look-ups at random, asking who made one for a fuller reason, and looking at it afterwards (A3, ADR 0044).

The look itself is never held up: who is picked is asked on the next page, and has days to answer.
"""

from datetime import datetime, timedelta
from secrets import randbelow
from uuid import UUID

from needshare.accounts.terms import Role
from needshare.audit.recording import about, consulted, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.challenges import queries
from needshare.challenges.models import PickedLookUp
from needshare.challenges.rules import LONGEST_WORDS, faults_of
from needshare.challenges.terms import LookUpKind, ReviewVerdict
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.kernel.texts import faults_in
from needshare.policy import current_pack
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind


@recorded(Operation.ADMINISTRATION)
def draw(*, kind: LookUpKind, reason: str = "", case: str = "", by: Actor, at: datetime) -> None:
    """Pick the look-up that is being made, or not: one in as many as the force says, by nobody's choice.

    It is part of the look, stands whatever becomes of it, and knows nothing of what is found. Nobody
    is asked where nobody stands behind the look, or where a partner looks at what is its own.
    """
    if not by.is_force or by.is_system or randbelow(current_pack().parameter("picked_one_in")):
        return
    picked = PickedLookUp(
        owner_id=by.owner,
        entry=current_entry(),
        kind=kind,
        case_reference=case,
        reason=reason.strip(),
        looked_at=at,
        looked_by_id=by.id,
        answer_due_at=at + timedelta(days=current_pack().parameter("look_up_answer_days")),
        data_key=new_data_key(owner=by.owner, purpose="picked_look_up", at=at),
    )
    picked.save(force_insert=True)
    task = _task(picked, TaskKind.JUSTIFY_LOOK_UP, due_at=picked.answer_due_at, account=by.id)
    open_task(task=task, by=by, at=at)
    detail(is_picked="true")


@recorded(Operation.ADMINISTRATION)
def justify(*, look_up_id: UUID, words: str, by: Actor, at: datetime) -> PickedLookUp:
    """Say more fully why one looked something up; a reviewer reads it. Late is better than never.

    Raises:
        Unknown: it is not the actor's, or there is none such.
        Conflict: it was justified or reviewed already.
        Invalid: it says too little.
    """
    picked = queries.own_to_change(look_up_id, viewer=by)
    if picked.answered_at is not None or picked.reviewed_at is not None:
        raise Conflict(_("This look-up was justified or reviewed already."))
    faults = faults_of(words, least=queries.letters_needed(viewer=by))
    if faults:
        raise Invalid(*faults)
    picked.answer, picked.answered_at = words.strip(), at
    picked.save(update_fields=["answer", "answered_at", "recorded_as"])
    complete_for(record_id=picked.pk, owner=picked.owner_id, kinds=(TaskKind.JUSTIFY_LOOK_UP,), by=by, at=at)
    due_at = at + timedelta(days=current_pack().parameter("look_review_days"))
    task = _task(picked, TaskKind.REVIEW_LOOK_UP, due_at=due_at, role=Role.PROFESSIONAL_STANDARDS)
    open_task(task=task, by=by, at=at)
    about(owner=picked.owner_id)
    detail(look_up=str(picked.entry))
    return picked


def _admitted_review(*, look_up_id: UUID, by: Actor, at: datetime) -> PickedLookUp:
    """Find the look-up and judge whether the actor reviews it; its reasons stay sealed."""
    picked = queries.look_up_to_review(look_up_id, viewer=by, at=at)
    about(owner=picked.owner_id, subject=picked.looked_by_id)
    detail(look_up=str(picked.entry))
    return picked


@consulted(Operation.CONSULTATION, admitted_by=_admitted_review)
def look_at_look_up(picked: PickedLookUp, *, look_up_id: UUID, by: Actor, at: datetime) -> PickedLookUp:
    """Read why somebody looked something up: what they declared then, and what they said when they were asked.

    Raises:
        Unknown: there is none such to review for this actor.
        Blocked: the actor reviews no look-ups, or it is their own.
    """
    return picked


@recorded(Operation.ADMINISTRATION)
def review_look_up(
    *, look_up_id: UUID, verdict: ReviewVerdict, words: str, by: Actor, at: datetime
) -> PickedLookUp:
    """Say of somebody else's look-up whether its reason stands, also where none was given in time.

    Raises:
        Unknown: there is none such to review for this actor.
        Blocked: the actor reviews no look-ups, or it is their own.
        Conflict: it was reviewed already.
        Invalid: no words, or too many.
    """
    picked = queries.review_to_change(look_up_id, viewer=by, at=at)
    if picked.reviewed_at is not None:
        raise Conflict(_("This look-up was reviewed already."))
    if not words.strip():
        raise Invalid.field("words", _("Say what you looked at and what you found."))
    faults = faults_in("words", words, most=LONGEST_WORDS)
    if faults:
        raise Invalid(*faults)
    picked.verdict, picked.verdict_words = verdict, words.strip()
    picked.reviewed_at, picked.reviewed_by_id = at, by.id
    picked.save(update_fields=["verdict", "verdict_words", "reviewed_at", "reviewed_by", "recorded_as"])
    kinds = (TaskKind.JUSTIFY_LOOK_UP, TaskKind.REVIEW_LOOK_UP)
    complete_for(record_id=picked.pk, owner=picked.owner_id, kinds=kinds, by=by, at=at)
    about(owner=picked.owner_id, subject=picked.looked_by_id)
    detail(look_up=str(picked.entry), verdict=verdict.value)
    return picked


def _task(
    picked: PickedLookUp, kind: TaskKind, *, due_at: datetime, account: UUID | None = None, role: str = ""
) -> NewTask:
    """Draw up a task about a look-up; the day it was made is all that the desk says of it."""
    return NewTask(
        kind=kind,
        reference=f"{picked.looked_at:%Y-%m-%d}",
        record_id=picked.pk,
        owner=picked.owner_id,
        due_at=due_at,
        account=account,
        role=role,
        occurrence=kind.value,
    )
