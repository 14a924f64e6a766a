"""A package at the command line: prepare, inspect, check and release it; and, for its recipient, open it."""

import argparse
import hashlib
from pathlib import Path

from needshare.disclosure import actions
from needshare.disclosure.schemas import (
    CheckAsked,
    DeliveryShown,
    FaultAsked,
    HandingOver,
    PackageShown,
    ReleasedShown,
)
from needshare.kernel import Invalid, gettext_noop as _

from .collecting import COLLECTING
from .doorway import Call, Step, add_steps, saved


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, (*STEPS, *COLLECTING))
