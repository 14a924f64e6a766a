"""Laying a case before somebody who may decide it: a recorded look."""

from datetime import datetime

from needshare.audit.recording import about, consulted
from needshare.audit.terms import Operation
from needshare.decision import queries
from needshare.kernel import Actor


@consulted(Operation.CONSULTATION)
def consider(*, reference: str, bases_from: int = 0, by: Actor, at: datetime) -> queries.Considered:
    """Open a case to decide it, with its findings, what was gathered, and whether one may decide.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor does not decide.
        Conflict: the case is not awaiting a decision.
    """
    found = queries.considered(reference, bases_from=bases_from, viewer=by)
    about(case=found.case.reference, owner=found.case.owner_id, reason="case.decide")
    return found
