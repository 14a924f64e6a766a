"""Requests: send one, see where one's own are, correct or withdraw; and, for the force, handle them."""

from ninja import Query

from needshare.api.fields import below, fields_at
from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page, RecentAsked, page_of
from needshare.pathway import queries as pathway
from needshare.pathway.schemas.cases import CaseState

from . import actions
from .actions import Sender
from .schemas import (
    Answers,
    EvidenceAsked,
    MoreAsked,
    RedirectionAsked,
    RequestAsked,
    RequestLine,
    ResubmissionAsked,
    Verified,
    WithdrawalAsked,
)

doorways = Doorways(tags=["Requests"])
handling = Doorways(tags=["Cases"])
IN_ANSWERS = below("answers", Answers.model_fields)


@doorways.write("/requests", needs="request.submit", answer=RequestLine, status=201)
@fields_at(IN_ANSWERS)
def submit(request: Call, asked: RequestAsked) -> RequestLine:
    """Send a request for one's own organisation, or record one that reached the force another way."""
    case = actions.submit(
        sender=Sender(asked.force, asked.organisation, asked.channel),
        asking=asked.answers.asking(),
        by=request.actor,
        at=request.at,
    )
    return RequestLine.of(case)


@doorways.read("/requests", needs="case.list", answer=Page[RequestLine])
def requests(request: Call, asked: Query[RecentAsked]) -> Page[RequestLine]:
    """List the requests of one's own organisation, newest first."""
    found = pathway.asked_after(request.actor, after=asked.after, limit=asked.limit)
    rows, after = page_of(found, limit=asked.limit, key=lambda case: case.id)
    return Page(items=[RequestLine.of(case) for case in rows], after=after)


@doorways.write("/requests/{reference:reference}/resubmit", needs="request.resubmit", answer=RequestLine)
@fields_at(IN_ANSWERS)
def resubmit(request: Call, reference: str, asked: ResubmissionAsked) -> RequestLine:
    """Send a returned request again with its answers corrected."""
    case = actions.resubmit(
        reference=reference, asking=asked.answers.asking(), by=request.actor, at=request.at
    )
    return RequestLine.of(case)


@doorways.write("/requests/{reference:reference}/withdraw", needs="request.withdraw", answer=RequestLine)
def withdraw(request: Call, reference: str, asked: WithdrawalAsked) -> RequestLine:
    """Withdraw a request that has not been decided."""
    case = actions.withdraw(reference=reference, reason=asked.reason, by=request.actor, at=request.at)
    return RequestLine.of(case)


@handling.write(
    "/cases/{reference:reference}/verify",
    needs="request.verify",
    answer=Verified,
    if_match=pathway.must_still_be,
)
def verify(request: Call, reference: str, asked: EvidenceAsked) -> Verified:
    """Record the check of who asks, with method and evidence."""
    found = actions.verify(reference=reference, evidence=asked.given(), by=request.actor, at=request.at)
    return Verified.found(found)


@handling.write(
    "/cases/{reference:reference}/return",
    needs="request.return",
    answer=CaseState,
    if_match=pathway.must_still_be,
)
def return_for_more(request: Call, reference: str, asked: MoreAsked) -> CaseState:
    """Return a request to its sender, naming what is missing."""
    case = actions.return_for_more(reference=reference, what=asked.what, by=request.actor, at=request.at)
    return CaseState.of(case)


@handling.write(
    "/cases/{reference:reference}/redirect",
    needs="request.redirect",
    answer=CaseState,
    if_match=pathway.must_still_be,
)
def redirect(request: Call, reference: str, asked: RedirectionAsked) -> CaseState:
    """Answer that another route is the right one."""
    case = actions.redirect(reference=reference, route=asked.route, by=request.actor, at=request.at)
    return CaseState.of(case)
