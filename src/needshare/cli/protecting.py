"""What is kept apart, at the command line: for the specialist unit alone.

What is said of a person comes from a file or standard input, never as an option: options stand in the
shell's history and in the list of processes.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from needshare.kernel import Invalid, gettext_noop as _
from needshare.protections import actions
from needshare.protections.schemas import (
    AlertDecision,
    AlertShown,
    FlagAsked,
    FlagShown,
    LiftAsked,
    PeopleToProtect,
    PersonLookedFor,
    ReviewAsked,
    UnitDesk,
)

from .doorway import actor, command, now, sent_in, shaped, show


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    command(groups, "desk", desk, "list the alerts and the flags")
    for step, summary, run, is_about in (
        ("find", "find whom a flag is to be set on", find, ""),
        ("set", "set a silent flag", set_flag, ""),
        ("review", "say that a flag still holds", review, "flag"),
        ("lift", "lift a flag", lift, "flag"),
        ("decide", "decide what becomes of the answer that waits", decide, "alert"),
    ):
        added = command(groups, step, run, summary)
        if is_about:
            added.add_argument("id", help=f"the id of the {is_about}")
        added.add_argument(
            "--file", type=Path, required=True, help="JSON file in the API's shape; - is standard input"
        )


def desk(told: argparse.Namespace) -> None:
    """Print the alerts and the flags."""
    show(UnitDesk.of(actions.open_desk(by=actor(told), at=now())), as_json=told.json)


def find(told: argparse.Namespace) -> None:
    """Print whom a flag may be set on."""
    asked = _asked(told, PersonLookedFor)
    found = actions.find_person(terms=asked.terms(), reason=asked.reason, by=actor(told), at=now())
    show(PeopleToProtect.of(found), as_json=told.json)


def set_flag(told: argparse.Namespace) -> None:
    """Set a flag and print it."""
    _done(told, FlagShown.of, actions.set_flag, flag=_asked(told, FlagAsked).flag())


def review(told: argparse.Namespace) -> None:
    """Review a flag and print it."""
    asked = _asked(told, ReviewAsked)
    _done(
        told,
        FlagShown.of,
        actions.review,
        flag_id=_id(told),
        words=asked.words,
        review_on=asked.review_on,
    )


def lift(told: argparse.Namespace) -> None:
    """Lift a flag and print it."""
    _done(told, FlagShown.of, actions.lift, flag_id=_id(told), words=_asked(told, LiftAsked).words)


def decide(told: argparse.Namespace) -> None:
    """Decide on an alert and print it."""
    asked = _asked(told, AlertDecision)
    _done(told, AlertShown.of, actions.decide, alert_id=_id(told), outward=asked.outward, words=asked.words)


def _done(
    told: argparse.Namespace, shown: Callable[[Any], BaseModel], act: Callable[..., Any], **said: Any
) -> None:
    show(shown(act(**said, by=actor(told), at=now())), as_json=told.json)


def _asked(told: argparse.Namespace, shape: type[BaseModel]) -> Any:
    return shaped(sent_in(told.file), shape)


def _id(told: argparse.Namespace) -> UUID:
    try:
        return UUID(told.id)
    except ValueError as none:
        raise Invalid.field("id", _("Give the id as it was shown to you.")) from none
