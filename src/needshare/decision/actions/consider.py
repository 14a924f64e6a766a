"""Laying a case before somebody who may decide it: a recorded look."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, consulted
from needshare.audit.terms import Operation
from needshare.decision import queries
from needshare.decision.terms import DecisionOutcome
from needshare.kernel import Actor

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


def _admitted_case(
    *,
    reference: str,
    outcome: DecisionOutcome = DecisionOutcome.DISCLOSE_FULL,
    by: Actor,
    **_asked: object,
) -> SharingCase:
    """Find the case and judge whether the actor decides it, before anything in it is read."""
    case = queries.case_to_consider(reference, outcome=outcome, viewer=by)
    about(case=case.reference, owner=case.owner_id, reason="case.decide")
    return case


@consulted(Operation.CONSULTATION, admitted_by=_admitted_case)
def consider(
    case: SharingCase,
    *,
    reference: str,
    outcome: DecisionOutcome = DecisionOutcome.DISCLOSE_FULL,
    bases_from: int = 0,
    by: Actor,
    at: datetime,
) -> queries.Considered:
    """Open a case to give an answer, with its findings, what was gathered, and whether one may decide.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor does not decide.
        Conflict: the case is not awaiting a decision.
    """
    return queries.considered(case, bases_from=bases_from, viewer=by)
