"""Decide: approve, approve in part, refuse, refer, answer neither way, defer; send back and reopen."""

from collections.abc import Callable
from inspect import getdoc

from ninja import Query

from needshare.api.fields import below, fields_at
from needshare.api.routes import Call, Doorways, View
from needshare.api.schemas import Page, RecentAsked, page_of
from needshare.pathway import queries as pathway
from needshare.pathway.schemas.cases import CaseState

from . import access, actions, queries
from .rules import SHARING, needed
from .schemas import (
    AnswerAsked,
    ApprovalAsked,
    Decided,
    DeferralAsked,
    FollowingAsked,
    ReasoningAsked,
    ReferralAsked,
    RefusalReviewAsked,
    ReviewForRequester,
    ReviewLine,
    ReviewRead,
    VerdictAsked,
    WhyAsked,
)
from .terms import DecisionOutcome

doorways = Doorways(tags=["Decision"])
CASE = "/cases/{reference:reference}"
IN_REASONING = below("reasoning", ReasoningAsked.model_fields)
PLACES = IN_REASONING | {"refer_to": "to", "review_on": "answer_by"}


def decide(path: str, outcome: DecisionOutcome) -> Callable[[View], View]:
    """Declare a decision: its fields are named by their place, and it asks for the version of the case.

    What it must answer is said of it in the document of the API.
    """
    write = doorways.write(
        path, needs=access.verb_to_decide(outcome), answer=Decided, status=201, if_match=pathway.must_still_be
    )

    def declare(view: View) -> View:
        view.__doc__ = f"{getdoc(view)}\n\n{must_answer(outcome)}"
        return write(fields_at(PLACES)(view))

    return declare


def must_answer(outcome: DecisionOutcome) -> str:
    """Say what the reasoning of an outcome must answer, for whoever writes to the API."""
    names = ", ".join(f"`{name}`" for name in needed(outcome))
    also = " Without an agreement also `interference_justified`." if outcome in SHARING else ""
    which = "chosen" if outcome in SHARING else "relied on"
    return (
        f"The reasoning must answer {names}.{also} Every finding of the basis {which} is marked, in `marks` "
        "or, where it is met, in `agreed_together`; what is missing is named in `errors`."
    )


@decide(f"{CASE}/approve", DecisionOutcome.DISCLOSE_FULL)
def approve(request: Call, reference: str, asked: ApprovalAsked) -> Decided:
    """Approve sharing everything gathered, to named recipients, on one basis."""
    decision = actions.approve(
        reference=reference,
        approval=asked.approval(),
        reasoning=asked.reasoning.words(),
        by=request.actor,
        at=request.at,
    )
    return Decided.made(decision)


@decide(f"{CASE}/approve-in-part", DecisionOutcome.DISCLOSE_PARTIAL)
def approve_in_part(request: Call, reference: str, asked: ApprovalAsked) -> Decided:
    """Approve sharing some of what was gathered, with a reason for each item withheld."""
    decision = actions.approve_in_part(
        reference=reference,
        approval=asked.approval(),
        reasoning=asked.reasoning.words(),
        by=request.actor,
        at=request.at,
    )
    return Decided.made(decision)


@decide(f"{CASE}/refuse", DecisionOutcome.REFUSE)
def refuse(request: Call, reference: str, asked: AnswerAsked) -> Decided:
    """Refuse to share; the harm of not sharing must be answered."""
    words = asked.reasoning.words()
    return Decided.made(actions.refuse(reference=reference, reasoning=words, by=request.actor, at=request.at))


@decide(f"{CASE}/not-held", DecisionOutcome.NOT_HELD)
def not_held(request: Call, reference: str, asked: AnswerAsked) -> Decided:
    """Answer that nothing is held, after a recorded search that found nothing."""
    words = asked.reasoning.words()
    return Decided.made(
        actions.not_held(reference=reference, reasoning=words, by=request.actor, at=request.at)
    )


@decide(f"{CASE}/neither-confirm-nor-deny", DecisionOutcome.NCND)
def neither_confirm_nor_deny(request: Call, reference: str, asked: AnswerAsked) -> Decided:
    """Answer neither way, in the same fixed words as when nothing is held."""
    decision = actions.neither_confirm_nor_deny(
        reference=reference, reasoning=asked.reasoning.words(), by=request.actor, at=request.at
    )
    return Decided.made(decision)


@decide(f"{CASE}/refer", DecisionOutcome.REFER)
def refer(request: Call, reference: str, asked: ReferralAsked) -> Decided:
    """Refer a doubt to somebody who can settle it, with the question and a date."""
    decision = actions.refer(
        reference=reference,
        to=asked.to,
        question=asked.question,
        answer_by=asked.answer_by,
        reasoning=asked.reasoning.words(),
        by=request.actor,
        at=request.at,
    )
    return Decided.made(decision)


@decide(f"{CASE}/defer", DecisionOutcome.DEFER)
def defer(request: Call, reference: str, asked: DeferralAsked) -> Decided:
    """Put the answer off to a date."""
    decision = actions.defer(
        reference=reference,
        until=asked.until,
        reasoning=asked.reasoning.words(),
        by=request.actor,
        at=request.at,
    )
    return Decided.made(decision)


@doorways.write(f"{CASE}/send-back", needs="case.decide", answer=CaseState, if_match=pathway.must_still_be)
def send_back(request: Call, reference: str, asked: WhyAsked) -> CaseState:
    """Send a case back for more assessment, saying what is missing."""
    case = actions.send_back(reference=reference, reason=asked.reason, by=request.actor, at=request.at)
    return CaseState.of(case)


@doorways.write(f"{CASE}/reopen", needs="case.reopen", answer=CaseState, if_match=pathway.must_still_be)
def reopen(request: Call, reference: str, asked: WhyAsked) -> CaseState:
    """Set the decision in force aside and put the case before a decider again."""
    case = actions.reopen(reference=reference, reason=asked.reason, by=request.actor, at=request.at)
    return CaseState.of(case)


@doorways.read(
    "/requests/{reference:reference}/review", needs="refusal.ask_review", answer=ReviewForRequester
)
def own_review(request: Call, reference: str) -> ReviewForRequester:
    """Show what became of the review of a refusal, to who may ask for one."""
    return ReviewForRequester.of(queries.own_review(reference, viewer=request.actor))


@doorways.write(
    "/requests/{reference:reference}/review",
    needs="refusal.ask_review",
    answer=ReviewForRequester,
    status=201,
)
def ask_review(request: Call, reference: str, asked: RefusalReviewAsked) -> ReviewForRequester:
    """Ask that somebody more senior looks again at a refusal, whole or in part, and say why."""
    actions.ask_review(reference=reference, grounds=asked.grounds, by=request.actor, at=request.at)
    return ReviewForRequester.of(queries.own_review(reference, viewer=request.actor))


@doorways.read("/reviews", needs="refusal.list", answer=Page[ReviewLine])
def reviews(request: Call, asked: Query[RecentAsked]) -> Page[ReviewLine]:
    """List the reviews of refusals, newest first, each with the refusal and the request that followed."""
    found = queries.register(request.actor, before=asked.after, limit=asked.limit)
    rows, after = page_of(list(found), limit=asked.limit, key=lambda review: review.id)
    return Page(items=[ReviewLine.of(review) for review in rows], after=after)


@doorways.look(f"{CASE}/review/open", needs="refusal.review", answer=ReviewRead)
def look_at_review(request: Call, reference: str) -> ReviewRead:
    """Read why a review was asked for and why it was refused."""
    return ReviewRead.of(actions.look_at_review(reference=reference, by=request.actor, at=request.at))


@doorways.write(f"{CASE}/review/take", needs="refusal.review", answer=ReviewLine)
def take_review(request: Call, reference: str) -> ReviewLine:
    """Take up a review; whoever does has a part in the case from then on."""
    return ReviewLine.of(actions.take_review(reference=reference, by=request.actor, at=request.at))


@doorways.write(f"{CASE}/review/settle", needs="refusal.review", answer=ReviewLine)
def settle_review(request: Call, reference: str, asked: VerdictAsked) -> ReviewLine:
    """Say what a review comes to: the refusal stands, it is decided again by somebody else, or asked again."""
    by, at = request.actor, request.at
    return ReviewLine.of(actions.settle_review(reference=reference, verdict=asked.verdict(), by=by, at=at))


@doorways.write(f"{CASE}/review/resubmission", needs="refusal.link", answer=ReviewLine)
def link_resubmission(request: Call, reference: str, asked: FollowingAsked) -> ReviewLine:
    """Keep together a refusal, its review and the request that was made after it."""
    by, at = request.actor, request.at
    return ReviewLine.of(
        actions.link_resubmission(reference=reference, resubmission=asked.resubmission, by=by, at=at)
    )
