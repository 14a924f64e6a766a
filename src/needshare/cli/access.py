"""Asking for access at the command line, and answering who asks."""

import argparse
from uuid import UUID

from needshare.api.schemas import Page
from needshare.kernel import Invalid, gettext_noop as _
from needshare.pathway import actions, queries
from needshare.pathway.schemas.asking import (
    AccessAsked,
    AccessAwaited,
    AskingAnswered,
    AskingState,
    AskingToAnswer,
    HiddenHitShown,
    OwnAsking,
)

from .doorway import Call, Step, add_steps


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, STEPS)


def ask(call: Call) -> AccessAwaited:
    asking = actions.ask_for_access(
        reference=call.asked.reference,
        purpose=call.asked.purpose,
        words=call.asked.words,
        force=call.asked.force or "",
        by=call.by,
        at=call.at,
    )
    return AccessAwaited.of(asking)


def asked(call: Call) -> Page[OwnAsking]:
    queries.must_be_able_to_ask(viewer=call.by)
    return Page(items=[OwnAsking.of(each) for each in queries.own_askings(call.by)], after=None)


def waiting(call: Call) -> Page[AskingToAnswer]:
    queries.must_be_able_to_ask(viewer=call.by)
    return Page(items=[AskingToAnswer.of(each) for each in queries.askings_to_answer(call.by)], after=None)


def answer(call: Call) -> AskingState:
    try:
        request_id = UUID(call.reference)
    except ValueError as wrong:
        raise Invalid.field("reference", _("Give the id that `needshare access waiting` shows.")) from wrong
    found = actions.answer_asking(
        request_id=request_id, verdict=call.asked.verdict, words=call.asked.words, by=call.by, at=call.at
    )
    return AskingState.of(found)


def hits(call: Call) -> Page[HiddenHitShown]:
    found = actions.look_at_hidden_hits(by=call.by, at=call.at)
    return Page(items=[HiddenHitShown.of(each) for each in found], after=None)


STEPS = (
    Step("ask", "ask for access by a reference", ask, AccessAsked, False),
    Step("asked", "show what you asked for and what came of it", asked, None, False),
    Step("waiting", "show the requests for access that wait for your answer", waiting, None, False),
    Step("answer", "answer a request for access, by its id", answer, AskingAnswered),
    Step("hits", "show who searched for what your hidden cases are about", hits, None, False),
)
