"""Cases as staff of the force work them: the list, who handles one, hold and close."""

from ninja import Query

from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page, page_of

from . import actions, queries
from .schemas import (
    AssignmentAsked,
    CaseLine,
    CasesAsked,
    CaseState,
    HoldAsked,
    OpeningShown,
    ReasonGiven,
)

doorways = Doorways(tags=["Cases"])


@doorways.read("/cases", needs="case.list", answer=Page[CaseLine])
def cases(request: Call, asked: Query[CasesAsked]) -> Page[CaseLine]:
    """List cases, newest first."""
    found = queries.worked_after(request.actor, after=asked.after, stages=asked.stage, limit=asked.limit)
    rows, after = page_of(found, limit=asked.limit, key=lambda case: case.id)
    return Page(items=[CaseLine.of(case) for case in rows], after=after)


@doorways.write(
    "/cases/{reference:reference}/claim", needs="case.claim", answer=CaseState, if_match=queries.must_still_be
)
def claim(request: Call, reference: str) -> CaseState:
    """Become the handler of a received case and begin verifying the requester."""
    return CaseState.of(actions.claim(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    "/cases/{reference:reference}/assign",
    needs="case.hand_over",
    answer=CaseState,
    if_match=queries.must_still_be,
)
def assign(request: Call, reference: str, asked: AssignmentAsked) -> CaseState:
    """Give a case to another handler, with the reason."""
    case = actions.assign(
        reference=reference, to=asked.to, reason=asked.reason, by=request.actor, at=request.at
    )
    return CaseState.of(case)


@doorways.write(
    "/cases/{reference:reference}/hold", needs="case.hold", answer=CaseState, if_match=queries.must_still_be
)
def hold(request: Call, reference: str, asked: HoldAsked) -> CaseState:
    """Put a case on hold until a date, with the reason; the clock keeps running."""
    case = actions.hold(
        reference=reference, reason=asked.reason, until=asked.until, by=request.actor, at=request.at
    )
    return CaseState.of(case)


@doorways.write(
    "/cases/{reference:reference}/resume", needs="case.hold", answer=CaseState, if_match=queries.must_still_be
)
def resume(request: Call, reference: str) -> CaseState:
    """Take a case off hold, back to the stage it was held from."""
    return CaseState.of(actions.resume(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    "/cases/{reference:reference}/close", needs="case.close", answer=CaseState, if_match=queries.must_still_be
)
def close(request: Call, reference: str) -> CaseState:
    """Close a case that has been answered or acknowledged."""
    return CaseState.of(actions.close(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    "/cases/{reference:reference}/openings", needs="case.give_reason", answer=OpeningShown, status=201
)
def declare_reason(request: Call, reference: str, asked: ReasonGiven) -> OpeningShown:
    """Open a case for a time, for a reason; one picked at random is asked for a fuller one first."""
    opened = actions.declare_reason(
        reference=reference, reason=asked.as_reason(), by=request.actor, at=request.at
    )
    return OpeningShown.of(opened)


@doorways.write(
    "/cases/{reference:reference}/emergency-openings",
    needs="case.open_in_emergency",
    answer=OpeningShown,
    status=201,
)
def open_in_emergency(request: Call, reference: str, asked: ReasonGiven) -> OpeningShown:
    """Open a case at once in an emergency; its handler and professional standards are told."""
    opened = actions.open_in_emergency(
        reference=reference, reason=asked.as_reason(), by=request.actor, at=request.at
    )
    return OpeningShown.of(opened)
