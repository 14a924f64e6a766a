"""The `needshare` command: finds the group of commands asked for, runs one, and says how it ended.

Exit status: 0 done, 1 failed, 2 wrong input, 3 blocked, 4 unknown, 5 conflict, 6 unavailable.
"""

import argparse
import importlib
import json
import os
import sys
from collections.abc import Sequence
from typing import Final

import django
from django.apps import apps
from django.db import DatabaseError

from needshare import __version__
from needshare.kernel import Blocked, Conflict, Invalid, Refusal, Unavailable, Unknown
from needshare.kernel.sight import INSTALLATION, looking

# Each group is a module with `add(parser)`; only the one asked for is imported.
GROUPS: Final[dict[str, tuple[str, str]]] = {
    "init": ("needshare.cli.running", "make folders and keys, bring the database up to date"),
    "migrate": ("needshare.cli.running", "bring the database up to date"),
    "serve": ("needshare.cli.running", "serve the site, with its worker"),
    "worker": ("needshare.cli.running", "run the worker alone"),
    "check": ("needshare.cli.running", "check the settings; --production as for production"),
    "demo": ("needshare.cli.showing", "play the worked example, then serve it"),
    "seed": ("needshare.cli.showing", "fill a trial installation with made-up people and cases"),
    "request": ("needshare.cli.asking", "send, verify, return or withdraw a request"),
    "case": ("needshare.cli.deciding", "claim, assess, decide or show a case"),
    "access": ("needshare.cli.access", "ask for access by a reference, answer who asks, see hidden hits"),
    "compartment": ("needshare.cli.enclosing", "open a compartment, say who is in it, put a case in"),
    "interest": ("needshare.cli.interests", "declare interests, step out of a case, settle an interest"),
    "package": ("needshare.cli.packages", "prepare, check, release, open or acknowledge a package"),
    "authorisation": ("needshare.cli.authorising", "record, check or revoke what a case rests on"),
    "agreement": ("needshare.cli.agreements", "add or suspend an agreement"),
    "user": ("needshare.cli.people", "add a person"),
    "organisation": ("needshare.cli.people", "add an organisation"),
    "token": ("needshare.cli.people", "issue a token"),
    "directory": ("needshare.cli.directory", "connect an organisation's directory (SCIM)"),
    "protection": ("needshare.cli.protecting", "what is kept apart, for the specialist unit"),
    "marking": ("needshare.cli.markings", "show how a marking is handled, and say that you have read it"),
    "search": ("needshare.cli.searching", "search, or make the search index anew"),
    "audit": ("needshare.cli.auditing", "verify, export or show the head of the audit log"),
    "policy": ("needshare.cli.policies", "check, show, compare or test policy packs and layers"),
    "backup": ("needshare.cli.keeping", "write a backup of the data"),
    "restore": ("needshare.cli.keeping", "bring a backup back, and verify it"),
    "openapi": ("needshare.cli.describing", "print the description of the API"),
    "routes": ("needshare.cli.describing", "list every page and endpoint with its access rule"),
}
STATUS: Final[dict[type[Refusal], int]] = {Invalid: 2, Blocked: 3, Unknown: 4, Conflict: 5, Unavailable: 6}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needshare.config.settings")
    parser = argparse.ArgumentParser(
        prog="needshare", description="Run a police force's information sharing."
    )
    parser.add_argument("--version", action="version", version=f"needshare {__version__}")
    groups = parser.add_subparsers(dest="group", metavar="COMMAND", required=True)
    chosen = next((each for each in given if not each.startswith("-")), "")
    for name, (module, summary) in GROUPS.items():
        group = groups.add_parser(name, help=summary, description=summary)
        if name == chosen:
            if not apps.ready:
                django.setup()
            importlib.import_module(module).add(name, group)
    told = parser.parse_args(given)
    try:
        # At the console until a token says who acts; a command that serves keeps nothing open.
        with looking(INSTALLATION, has_end=False):
            return int(told.run(told) or 0)
    except Refusal as refusal:
        return _say_no(refusal, as_json=getattr(told, "json", False))
    except DatabaseError as error:
        print(f"The database cannot be used: {error}. Was `needshare init` run here?", file=sys.stderr)
        return STATUS[Unavailable]


def _say_no(refusal: Refusal, *, as_json: bool) -> int:
    """Tell why not, on the error stream, in words or as JSON."""
    said = {
        "reason": refusal.reason,
        "codes": [code.upper() for code in getattr(refusal, "codes", ())],
        "findings": [each.reason for each in getattr(refusal, "findings", ())],
        "errors": [{"field": each.field, "remedy": each.remedy} for each in getattr(refusal, "errors", ())],
    }
    if as_json:
        print(json.dumps(said), file=sys.stderr)
    else:
        print(refusal.reason, file=sys.stderr)
        for code, reason in zip(said["codes"], said["findings"], strict=False):
            print(f"  {code}: {reason}", file=sys.stderr)
        for error in getattr(refusal, "errors", ()):
            print(f"  {error.field}: {error.remedy}", file=sys.stderr)
    return STATUS.get(type(refusal), 1)


if __name__ == "__main__":
    sys.exit(main())
