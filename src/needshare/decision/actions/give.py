"""Giving an answer that waited its fixed time: the worker alone does, for every answer of its class alike."""

from datetime import datetime
from uuid import UUID

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.decision import access, queries
from needshare.decision.models import Decision
from needshare.decision.sitting import STAGES, tell_the_answer
from needshare.decision.terms import DecisionOutcome
from needshare.kernel import Actor, Conflict, gettext_noop as _
from needshare.pathway import actions as moves


@recorded(Operation.DISCLOSURE)
def give_answer(*, decision_id: UUID, by: Actor, at: datetime) -> Decision:
    """Show the requester an answer whose fixed time is over.

    Raises:
        Blocked: anybody but the worker.
        Conflict: its time is not over, or the decision does not wait any more.
    """
    access.must_be_worker(by)
    decision = queries.answer_to_give(decision_id, owner=by.owner)
    if decision.given_from is None or at < decision.given_from:
        raise Conflict(_("The fixed time of this answer is not over."))
    stage = STAGES[DecisionOutcome(decision.outcome)][1]
    moves.move(case=decision.case, to=stage, act="decision.give_answer", by=by, at=at)
    tell_the_answer(decision.case, by=by, at=at)
    detail(decision=decision.version)
    return decision
