"""Who may decide; every condition is in the access pack."""

from needshare.decision.terms import DecisionOutcome
from needshare.kernel import Actor, Channel, gettext_noop as _, not_met, require
from needshare.pathway import access as pathway_access
from needshare.pathway.terms import Stage

must = pathway_access.must
judged = pathway_access.judged
must_hold = pathway_access.must_hold


def verb_to_decide(outcome: str) -> str:
    """Name what it takes to give an answer: saying neither is kept to fewer people (domain reference 11.3)."""
    return "case.neither" if outcome == DecisionOutcome.NCND else "case.decide"


def verb_to_send_back(stage: str) -> str:
    """Name what it takes to send a case back: a decider's verb, or an adviser's once it is referred."""
    return "case.advise" if stage == Stage.REFERRED else "case.decide"


def must_be_worker(by: Actor) -> None:
    """Go on only for the worker, which gives answers when their time is over.

    Raises:
        Blocked: anybody else.
    """
    if by.channel is not Channel.WORKER:
        reason = _("Answers that wait are given by the worker.")
        require(not_met(reason, test="access", code="not_the_worker"))
