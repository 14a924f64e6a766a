"""Decisions at the command line: `case decide approve|refuse|...` by a person with the authority."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from needshare.decision import actions
from needshare.decision.rules import needed
from needshare.decision.schemas import (
    AnswerAsked,
    ApprovalAsked,
    Decided,
    DeferralAsked,
    ReferralAsked,
    WhyAsked,
)
from needshare.decision.terms import DecisionOutcome
from needshare.pathway.schemas.cases import CaseState

from .doorway import Call, Step

if TYPE_CHECKING:
    from needshare.decision.models import Decision

Decide = Callable[..., "Decision"]


def approving(action: Decide) -> Callable[[Call], Decided]:
    """Make the command of an approval, in full or in part."""

    def do(call: Call) -> Decided:
        asked: ApprovalAsked = call.asked
        return _decided(action, call, approval=asked.approval())

    return do


def answering(action: Decide) -> Callable[[Call], Decided]:
    """Make the command of a decision that shares nothing and needs its reasons alone."""

    def do(call: Call) -> Decided:
        return _decided(action, call)

    return do


def refer(call: Call) -> Decided:
    asked: ReferralAsked = call.asked
    return _decided(actions.refer, call, to=asked.to, question=asked.question, answer_by=asked.answer_by)


def defer(call: Call) -> Decided:
    return _decided(actions.defer, call, until=call.asked.until)


def _decided(action: Decide, call: Call, **more: Any) -> Decided:
    words = call.asked.reasoning.words()
    return Decided.made(action(reference=call.reference, reasoning=words, by=call.by, at=call.at, **more))


def send_back(call: Call) -> CaseState:
    case = actions.send_back(reference=call.reference, reason=call.asked.reason, by=call.by, at=call.at)
    return CaseState.of(case)


def reopen(call: Call) -> CaseState:
    case = actions.reopen(reference=call.reference, reason=call.asked.reason, by=call.by, at=call.at)
    return CaseState.of(case)


Kind = tuple[DecisionOutcome, str, Callable[[Call], Decided], type[BaseModel]]
OUTCOMES: dict[str, Kind] = {
    "approve": (
        DecisionOutcome.DISCLOSE_FULL,
        "share everything gathered",
        approving(actions.approve),
        ApprovalAsked,
    ),
    "approve-in-part": (
        DecisionOutcome.DISCLOSE_PARTIAL,
        "share some of it",
        approving(actions.approve_in_part),
        ApprovalAsked,
    ),
    "refuse": (DecisionOutcome.REFUSE, "refuse to share", answering(actions.refuse), AnswerAsked),
    "not-held": (
        DecisionOutcome.NOT_HELD,
        "answer that nothing is held",
        answering(actions.not_held),
        AnswerAsked,
    ),
    "neither-confirm-nor-deny": (
        DecisionOutcome.NCND,
        "answer neither way",
        answering(actions.neither_confirm_nor_deny),
        AnswerAsked,
    ),
    "refer": (DecisionOutcome.REFER, "refer a doubt to somebody who can settle it", refer, ReferralAsked),
    "defer": (DecisionOutcome.DEFER, "put the answer off to a date", defer, DeferralAsked),
}


def must_answer(outcome: DecisionOutcome) -> str:
    """Say what the reasoning of an outcome must answer, for whoever asks the command for help."""
    names = ", ".join(needed(outcome, has_agreement=False))
    return (
        f"The reasoning must answer: {names}. interference_justified is asked only without an agreement. Every "
        "finding of the basis is marked, in marks or, where it is met, in agreed_together."
    )


DECISIONS = tuple(
    Step(name, words, do, shape, details=must_answer(outcome))
    for name, (outcome, words, do, shape) in OUTCOMES.items()
)
AFTERWARDS = (
    Step("send-back", "send the case back for more assessment", send_back, WhyAsked),
    Step("reopen", "set the decision aside and decide again", reopen, WhyAsked),
)
