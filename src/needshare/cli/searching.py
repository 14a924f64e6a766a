"""Searching at the command line, and making the index anew.

What is looked for is typed or piped in, never an option: options stand in the shell's history and in the
list of processes, where everybody on the machine can read them.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from needshare.accounts.rules import operator
from needshare.agreements.actions import reindex_agreements
from needshare.casework import actions
from needshare.casework.schemas import FindingsFound, SearchForAsked
from needshare.casework.terms import Sought
from needshare.documents.actions import reindex_subjects
from needshare.intake.actions import reindex_requests

from .doorway import actor, command, now, sent_in, shaped, show, tell

REINDEXED: dict[str, Callable[..., int]] = {
    "people": reindex_subjects,
    "requests": reindex_requests,
    "agreements": reindex_agreements,
}


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    finding = command(groups, "find", find, "search cases, people, organisations and agreements")
    finding.add_argument("--file", type=Path, help="JSON file in the API's shape; - is standard input")
    command(groups, "reindex", reindex, "index what is missing or of an older key", acts=False)


def find(told: argparse.Namespace) -> None:
    """Search for what is typed, or piped in, and print what was found."""
    given = sent_in(told.file) if told.file else typed()
    asked: Any = shaped(given, SearchForAsked)
    by = actor(told)
    found = actions.search(
        words=asked.words, reason=asked.reason, kinds=asked.kinds or tuple(Sought), by=by, at=now()
    )
    show(FindingsFound.of(found, is_force=by.is_force), as_json=told.json)


def typed() -> dict[str, str]:
    """Ask for the words and the reason, each on a line of standard input."""
    given = {}
    for name, question in (("words", "What do you look for?"), ("reason", "Why do you search?")):
        print(question, file=sys.stderr)
        given[name] = sys.stdin.readline().strip()
    return given


def reindex(told: argparse.Namespace) -> None:
    """Index, some at a time, whatever the index does not hold under its present key."""
    done = {name: everything(batch) for name, batch in REINDEXED.items()}
    words = ", ".join(f"{count} {name}" for name, count in done.items())
    tell(told, f"Indexed anew: {words}.", **done)


def everything(batch: Callable[..., int]) -> int:
    """Repeat a batch until nothing is left; each is an act of its own, so that it may be stopped and resumed."""
    total = 0
    while count := _once(batch, at=now()):
        total += count
    return total


def _once(batch: Callable[..., int], *, at: datetime) -> int:
    return batch(by=operator(at=at), at=at)
