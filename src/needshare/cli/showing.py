"""Trying the software out: the worked example, and made-up data by the size wanted. Never in production."""

import argparse
import contextlib
import io
import json
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localdate

from needshare.accounts.terms import Role
from needshare.demo import telling
from needshare.demo.loading import Loaded, load
from needshare.demo.making import make
from needshare.demo.playing import WentAnotherWay
from needshare.demo.reading import World, world
from needshare.demo.sign_ins import SignIns
from needshare.demo.walking import walk_all
from needshare.kernel import Blocked, Conflict, Invalid, gettext_noop as _
from needshare.pathway.terms import Stage

from .doorway import now
from .main import main
from .running import PORT, serve_site, set_up

WORKERS = 2
MOST_SEED = 9_999_999
MOST_CASES = 100_000


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the one command asked for."""
    if name == "demo":
        parser.set_defaults(run=demo)
        parser.add_argument("--once", action="store_true", help="play and verify it, and do not serve")
        parser.add_argument("--port", type=int, default=urlsplit(settings.SITE_URL).port or PORT)
        parser.add_argument("--code", metavar="USERNAME", help="print the present code of a person's app")
    else:
        parser.set_defaults(run=seed)
        parser.add_argument("--seed", type=int, required=True, help="number the made-up data is drawn from")
        parser.add_argument("--size", type=int, default=13, help="how many cases (default 13)")
        parser.add_argument("--json", action="store_true", help="print who and what was made as JSON")


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


def seed(told: argparse.Namespace) -> int:
    """Fill a trial installation with made-up organisations, people, agreements, material and cases."""
    must_not_be_production()
    if not (0 <= told.seed <= MOST_SEED and 0 <= told.size <= MOST_CASES):
        raise Invalid.field("seed", _("Give a seed of at most 9999999 and a size of at most 100000."))
    set_up()
    at = now()
    made = make(seed=told.seed, size=told.size, today=localdate(at))
    kept = telling.folder() / f"seed-{told.seed}.json"
    if kept.exists():
        raise Conflict(_("This seed has been used here. Choose another."))
    sign_ins = SignIns.begin(kept)
    loaded = load(made, sign_ins, at=at)
    walked = walk_all(made, loaded, size=told.size)
    sign_ins.keep()
    if told.json:
        print(json.dumps(seeded(made, sign_ins, loaded, walked), indent=1))
    else:
        print(f"{made.organisation[0].name}, {len(made.person)} people, {len(walked)} cases are made up.")
        print(f"Their sign-ins are in {sign_ins.path}.")
    return 0


def seeded(
    made: World, sign_ins: SignIns, loaded: Loaded, walked: Sequence[tuple[str, Stage]]
) -> dict[str, Any]:
    """Tell a program who and what was made, and how to come in."""
    return {
        "today": made.today.isoformat(),
        "organisations": [
            {
                "code": each.code,
                "name": each.name,
                "kind": each.kind,
                "id": str(loaded.organisations[each.code]),
            }
            for each in made.organisation
        ],
        "personas": [
            {
                "username": each.username,
                "name": each.name,
                "organisation": each.organisation,
                "roles": each.roles,
                "password": sign_ins.password(each.username),
                "totp": sign_ins.totp(each.username),
                "token": sign_ins.token(each.username),
                "id": str(loaded.people[each.username]),
            }
            for each in made.person
        ],
        "agreements": [
            {"reference": each.reference, "parties": sorted(each.parties)} for each in made.agreement
        ],
        "subjects": [
            {"id": str(loaded.subjects[each.id]), "name": each.name, "urn": each.urn} for each in made.nominal
        ],
        "items": [
            {"version": str(loaded.items[each.id]), "category": each.category, "title": each.title}
            for each in made.item
        ],
        "cases": [{"reference": reference, "stage": stage.value} for reference, stage in walked],
    }


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
        "The authenticator secret goes into an app; or `needshare demo --code USERNAME` prints the code of now.\n"
    )
    for each in people:
        print(f"  {Role(each.shows).label}: {each.name}")
        print(f"    {each.username}   {sign_ins.password(each.username)}   {sign_ins.totp(each.username)}")
    print(f"\nThey are kept in {sign_ins.path}, made for this copy alone.")
