"""Policy packs at the command line: check a folder, show what a pack says in words."""

import argparse
from pathlib import Path

from needshare.policy import current_pack, load_folder
from needshare.policy.showing import check_folder, show


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    check = groups.add_parser("check", help="check a pack; mistakes name file, line and field")
    check.add_argument("folder", type=Path)
    check.set_defaults(run=run_check)
    shown = groups.add_parser("show", help="show the pack in force, or one in a folder, in words")
    shown.add_argument("folder", type=Path, nargs="?")
    shown.set_defaults(run=run_show)


def run_check(told: argparse.Namespace) -> int:
    """Print every mistake in a pack; fail if there is one."""
    mistakes = check_folder(told.folder)
    for mistake in mistakes:
        print(mistake)
    print("The pack is sound." if not mistakes else f"{len(mistakes)} mistakes.")
    return 1 if mistakes else 0


def run_show(told: argparse.Namespace) -> int:
    """Print a pack in words."""
    print(show(load_folder(told.folder) if told.folder else current_pack()))
    return 0
