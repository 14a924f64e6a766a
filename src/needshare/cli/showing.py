"""Trying the software out: the worked example, and made-up data by the size wanted. Never in production."""

import argparse
import contextlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from needshare.accounts.terms import Role
from needshare.demo import telling
from needshare.demo.playing import WentAnotherWay
from needshare.demo.reading import world
from needshare.demo.sign_ins import SignIns
from needshare.kernel import Blocked, gettext_noop as _

from .doorway import now
from .main import main
from .running import PORT, serve_site, set_up

WORKERS = 2


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the one command asked for."""
    if name == "demo":
        parser.set_defaults(run=demo)
        parser.add_argument("--once", action="store_true", help="play and verify it, and do not serve")
        parser.add_argument("--port", type=int, default=urlsplit(settings.SITE_URL).port or PORT)
        parser.add_argument("--code", metavar="USERNAME", help="print the present code of a person's app")


def demo(told: argparse.Namespace) -> int:
    """Set everything up, play the worked example, verify the log, then serve the site on loopback."""
    must_not_be_production()
    if told.code:
        print(SignIns.read(telling.folder() / "sign-ins.json").code(told.code, at=now()))
        return 0
    set_up()
    try:
        report = telling.tell(run_here)
    except (telling.HalfPlayed, WentAnotherWay) as stopped:
        print(stopped, file=sys.stderr)
        return 1
    print_sign_ins(told.port)
    if told.once or not report.is_whole:
        return 0 if report.is_whole else 1
    return serve_site(host="127.0.0.1", port=told.port, workers=WORKERS)


def must_not_be_production() -> None:
    """Refuse where people's real data may be.

    Raises:
        Blocked: the settings say production.
    """
    if settings.IS_PRODUCTION:
        raise Blocked(_("This is a production installation. Made-up data has no place in it."))


def run_here(arguments: Sequence[str], sent: bytes) -> tuple[int, str, str]:
    """Run a command in this process with its own input and output."""
    said, complained, before = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(sent))
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            status = main(arguments)
    finally:
        sys.stdin = before
    return status, said.getvalue(), complained.getvalue()


def print_sign_ins(port: int) -> None:
    """Print the address, and one sign-in for each role."""
    sign_ins = SignIns.read(telling.folder() / "sign-ins.json")
    people = [each for each in world(today=now().date()).person if each.shows]
    print(f"\nOpen http://localhost:{port} and sign in as any of these.")
    print(
        f"The authenticator secret goes into an app; or `needshare demo --code USERNAME` prints the code of now.\n"
    )
    for each in people:
        print(f"  {Role(each.shows).label}: {each.name}")
        print(f"    {each.username}   {sign_ins.password(each.username)}   {sign_ins.totp(each.username)}")
    print(f"\nThey are kept in {sign_ins.path}, made for this copy alone.")
