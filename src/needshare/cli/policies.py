"""Policy at the command line: check a pack or a layer, show it in words, compare two, run the decision tables."""

import argparse
import sys
from pathlib import Path

from needshare.policy import PackError, stands_on
from needshare.policy.comparing import compare
from needshare.policy.opening import NOW, Opened, open_pack
from needshare.policy.showing import show, show_one
from needshare.policy.tables import read_table

WHICH = "a folder with a pack or a layer, a pack that comes with Needshare, or `now` for the one in force"


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    check = groups.add_parser("check", help="check a pack or a layer; mistakes name file, line and field")
    check.add_argument("which", nargs="?", help=f"{WHICH}; left out: all that is in force here")
    check.set_defaults(run=run_check)
    shown = groups.add_parser("show", help="show a pack in words, or what it says under some names")
    shown.add_argument(
        "names", nargs="*", help="names of tests, codes, time limits, gateways, figures; or a folder"
    )
    shown.add_argument("--pack", default=NOW, help=WHICH)
    shown.set_defaults(run=run_show)
    diff = groups.add_parser("diff", help="say in words what differs, and whether it widens or narrows")
    diff.add_argument("before", help=WHICH)
    diff.add_argument("after", help=WHICH)
    diff.set_defaults(run=run_diff)
    tables = groups.add_parser("test", help="run the decision tables; fail if a row, a rule or a code does")
    tables.add_argument("which", nargs="?", default=NOW, help=WHICH)
    tables.set_defaults(run=run_test)


def run_check(told: argparse.Namespace) -> int:
    """Print every mistake in a pack or a layer, or in all that is in force; fail if there is one."""
    try:
        mistakes = (
            open_pack(told.which).run_tables().failures if told.which else stands_on().look_again().faults
        )
    except PackError as wrong:
        mistakes = wrong.mistakes
    for mistake in mistakes:
        print(mistake)
    what = "The pack" if told.which else "All that is in force"
    print(f"{what} is sound." if not mistakes else f"{len(mistakes)} mistakes.")
    return 1 if mistakes else 0


def run_show(told: argparse.Namespace) -> int:
    """Print a pack in words, or what it says under each name."""
    names = list(told.names)
    which = names.pop(0) if names and Path(names[0]).is_dir() else told.pack
    opened = _opened(which)
    if opened is None:
        return 1
    if not names:
        print(show(opened.pack))
    for name in names:
        try:
            print(show_one(opened.pack, name))
        except KeyError:
            print(f"The pack says nothing under '{name}'.", file=sys.stderr)
            return 4
    return 0


def run_diff(told: argparse.Namespace) -> int:
    """Print in words what two packs differ in."""
    before, after = _opened(told.before), _opened(told.after)
    if before is None or after is None:
        return 1
    base = read_table(before.tables).base
    print(f"From {_called(before)}\nto   {_called(after)}")
    lines = list(compare(before.pack, after.pack, base))
    print("\n".join(lines) if lines else "Nothing differs.")
    return 0


def run_test(told: argparse.Namespace) -> int:
    """Run the decision tables of a pack, and of the layer over it; fail if one of them does."""
    opened = _opened(told.which)
    if opened is None:
        return 1
    report = opened.run_tables()
    for place in report.stricter:
        print(f"stricter: {place}")
    for failure in report.failures:
        print(failure)
    print(report.told(opened.pack))
    return 1 if report.failures else 0


def _opened(which: str) -> Opened | None:
    try:
        return open_pack(which)
    except PackError as wrong:
        for mistake in wrong.mistakes:
            print(mistake, file=sys.stderr)
        return None


def _called(opened: Opened) -> str:
    return f"{opened.pack.name} {opened.pack.version} ({opened.pack.sha256[:12]})"
