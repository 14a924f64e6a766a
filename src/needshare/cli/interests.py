"""Conflicts of interest at the command line: what one declares, stepping out of a case, settling."""

import argparse

from needshare.api.schemas import Page
from needshare.pathway import actions, queries
from needshare.pathway.schemas.interests import (
    ConflictAsked,
    ConflictNoted,
    DeclarationsAsked,
    DeclarationsKept,
    InterestSettled,
    InterestShown,
    InterestToSettle,
)

from .doorway import Call, Step, add_steps
from .enclosing import id_of


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, STEPS)


def declare(call: Call) -> DeclarationsKept:
    kept = actions.declare_interests(interest=call.asked.as_interest(), by=call.by, at=call.at)
    return DeclarationsKept(declared_at=kept.declared_at)


def step_out(call: Call) -> ConflictNoted:
    case = actions.declare_conflict(reference=call.reference, words=call.asked.words, by=call.by, at=call.at)
    return ConflictNoted(reference=case.reference)


def waiting(call: Call) -> Page[InterestToSettle]:
    return Page(items=[InterestToSettle.of(each) for each in queries.checks_waiting(call.by)], after=None)


def settle(call: Call) -> InterestShown:
    found = actions.settle_check(
        check_id=id_of(call),
        outcome=call.asked.outcome,
        words=call.asked.words,
        to=call.asked.to,
        by=call.by,
        at=call.at,
    )
    return InterestShown.of(found)


STEPS = (
    Step(
        "declare",
        "declare your interests, in the place of what you declared before",
        declare,
        DeclarationsAsked,
        False,
    ),
    Step("step-out", "step out of a case because you know somebody it is about", step_out, ConflictAsked),
    Step("waiting", "list the interests that wait for somebody independent", waiting, None, False),
    Step("settle", "settle an interest, by its id", settle, InterestSettled),
)
