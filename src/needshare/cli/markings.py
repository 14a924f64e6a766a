"""How a marking is handled, and that one has read it, at the command line."""

import argparse
from dataclasses import replace

from needshare.documents import actions, queries
from needshare.documents.schemas import HandlingShown

from .doorway import actor, command, now, show


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for verb, run, summary in (
        ("show", show_handling, "show how a marking is handled"),
        ("acknowledge", acknowledge, "show it, and say that you have read it and keep to it"),
    ):
        each = command(groups, verb, run, summary)
        each.add_argument("marking", help="the marking as it is stored, such as official_sensitive")


def show_handling(told: argparse.Namespace) -> None:
    """Print the rules of a marking."""
    found = queries.handling_of(told.marking, viewer=actor(told))
    show(HandlingShown.of(found), as_json=told.json)


def acknowledge(told: argparse.Namespace) -> None:
    """Print the rules of a marking, and take down that they were read."""
    by = actor(told)
    found = queries.handling_of(told.marking, viewer=by)
    actions.acknowledge_handling(marking=told.marking, rules=found.version, by=by, at=now())
    show(HandlingShown.of(replace(found, is_read=True)), as_json=told.json)
