"""Requests at the command line: send, correct, withdraw; and, for the force, verify, return, redirect."""

import argparse

from needshare.intake import actions
from needshare.intake.actions import Sender
from needshare.intake.schemas import (
    EvidenceAsked,
    MoreAsked,
    RedirectionAsked,
    RequestAsked,
    RequestLine,
    ResubmissionAsked,
    Verified,
    WithdrawalAsked,
)
from needshare.pathway.schemas.cases import CaseState

from .collecting import OWN_REQUEST
from .doorway import Call, Step, add_steps


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, (*STEPS, OWN_REQUEST))


def submit(call: Call) -> RequestLine:
    case = actions.submit(
        sender=Sender(call.asked.force, call.asked.organisation, call.asked.channel),
        asking=call.asked.answers.asking(),
        by=call.by,
        at=call.at,
    )
    return RequestLine.of(case)


def resubmit(call: Call) -> RequestLine:
    asking = call.asked.answers.asking()
    return RequestLine.of(actions.resubmit(reference=call.reference, asking=asking, by=call.by, at=call.at))


def withdraw(call: Call) -> RequestLine:
    case = actions.withdraw(reference=call.reference, reason=call.asked.reason, by=call.by, at=call.at)
    return RequestLine.of(case)


def verify(call: Call) -> Verified:
    found = actions.verify(reference=call.reference, evidence=call.asked.given(), by=call.by, at=call.at)
    return Verified.found(found)


def return_for_more(call: Call) -> CaseState:
    case = actions.return_for_more(reference=call.reference, what=call.asked.what, by=call.by, at=call.at)
    return CaseState.of(case)


def redirect(call: Call) -> CaseState:
    case = actions.redirect(reference=call.reference, route=call.asked.route, by=call.by, at=call.at)
    return CaseState.of(case)


STEPS = (
    Step("submit", "send a request for your organisation, or record one", submit, RequestAsked, False),
    Step("resubmit", "send a returned request again, corrected", resubmit, ResubmissionAsked),
    Step("withdraw", "withdraw a request that is not decided", withdraw, WithdrawalAsked),
    Step("verify", "record the check of who asks", verify, EvidenceAsked),
    Step("return", "return a request for more", return_for_more, MoreAsked),
    Step("redirect", "answer that another route is right", redirect, RedirectionAsked),
)
