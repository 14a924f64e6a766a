"""Answering what one is asked about a case: by name, with a reason; not answering is never a yes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.consultations import queries, rules
from needshare.consultations.models import Consultation
from needshare.consultations.rules import Reply
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.tasks.actions import complete_for
from needshare.tasks.terms import TaskKind


def _admitted_question(*, consultation_id: UUID, by: Actor, **_asked: object) -> Consultation:
    """Find the question among those the actor is asked, before it is read."""
    found = queries.consultation(consultation_id, viewer=by)
    about(case=found.case.reference, owner=found.owner_id, reason="consultation.answer")
    return found


@consulted(Operation.CONSULTATION, admitted_by=_admitted_question)
def look_at_question(found: Consultation, *, consultation_id: UUID, by: Actor, at: datetime) -> Consultation:
    """Read what one is asked, and what one is shown of the case: nothing else of it.

    Raises:
        Unknown: there is none such, or somebody else is asked.
    """
    return found


@recorded(Operation.CONSULTATION)
def answer(*, consultation_id: UUID, reply: Reply, by: Actor, at: datetime) -> Consultation:
    """Answer what one is asked, with a reason; the name goes with it.

    Raises:
        Unknown: there is none such, or somebody else is asked.
        Invalid: no reason.
        Conflict: it was answered, or is not asked any more.
    """
    made = queries.to_change(consultation_id, viewer=by)
    about(case=made.case.reference, owner=made.owner_id)
    made.answered_by_id = by.id
    return note_answer(made=made, reply=reply, by=by, at=at)


@recorded(Operation.CONSULTATION)
def note_answer(*, made: Consultation, reply: Reply, by: Actor, at: datetime) -> Consultation:
    """Write an answer down, in the act that gives it; its entry says that there is one, not which.

    Raises:
        Invalid: no reason.
        Conflict: it was answered, or is not asked any more.
    """
    if not made.is_open:
        raise Conflict(_("It was answered already, or is not asked any more."))
    faults = rules.faults_of_reply(reply)
    if faults:
        raise Invalid(*faults)
    made.answer, made.reason, made.answered_at = reply.answer, reply.reason, at
    made.save(update_fields=["answer", "reason", "answered_at", "answered_by", "recorded_as"])
    kinds = (TaskKind.ANSWER_CONSULTATION,)
    complete_for(record_id=made.pk, owner=made.owner_id, kinds=kinds, by=by, at=at)
    detail(asked=made.place, number=made.number)
    return made
