"""Builds the world on one database, asks everything, and prints what was counted and what disagrees.

Ends well when what disagrees is exactly what known.txt lists. `--role=officer` asks as one role, `--all`
names each cell, `--forget` takes what is settled out of known.txt, `--write-fields` writes fields.txt anew,
to be reviewed.
"""

import difflib
import logging
import sys
import time
from collections import Counter
from unittest.mock import patch

import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import setup_test_environment

from needshare.challenges import actions as challenges
from needshare.crypto import keyring
from tests import postgres, roles
from tests.audit.ground import begin

from . import fields, known, moves, world as worlds
from .judging import Disagreement, Judge, Tally
from .running import Runner, taken_back


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main() -> int:
    """Build the world, ask, and print."""
    logging.disable(logging.NOTSET)
    logging.getLogger().handlers.clear()
    setup_test_environment()
    roles.connect_as(postgres.OWNER)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    roles.share_what_tests_make()
    roles.connect_as(postgres.APPLICATION)
    roles.see_everything()
    keyring.create(settings.KEYS_DIR)
    started = time.perf_counter()
    by_chance = patch.object(challenges, "randbelow", lambda below: below - 1)  # no look-up is picked
    with by_chance, taken_back():
        begin()
        tally = ask()
    spent = time.perf_counter() - started
    show(tally, spent)
    found = {each.key for each in tally.found}
    listed = known.of_roles(known.listed(), roles_named() or worlds.ROLES)
    for key in sorted(listed - found):
        say(f"settled: take it out of known.txt: {key}")
    if "--forget" in sys.argv:  # lines that are settled leave known.txt; nothing is added
        known.forget(listed - found)
    return 0 if found == listed else 1


def roles_named() -> set[str]:
    return {each.removeprefix("--role=") for each in sys.argv if each.startswith("--role=")}


def is_named(role: str) -> bool:
    return role in (roles_named() or worlds.ROLES)


def ask() -> Tally:
    with time_machine.travel(worlds.AT, tick=False):
        world = worlds.build()
        worlds.step_out(world, [each for each in world.players if is_named(each.role)])
    with time_machine.travel(worlds.LATER, tick=False):
        worlds.sign_in(world)
        runner = Runner()
        players = [each for each in world.players if is_named(each.role)]
        judge = Judge(world, runner)
        judge.without_reason(players)
        worlds.give_reasons(world)
        runner.remember()
        tally = judge.go_through(players)
        tally.add(
            moves.go_through(world, runner, [each for each in moves.players_of(world) if each in players])
        )
        compare_fields(world, runner, players, tally)
        return tally


def compare_fields(world: worlds.World, runner: Runner, players: list[worlds.Player], tally: Tally) -> None:
    """Compare the field matrix with its table, or write it down."""
    sections = fields.found(world, runner, players)
    if "--write-fields" in sys.argv:
        fields.write(sections)
    table = fields.expected()
    for row, lines in sections.items():
        tally.count(row, "fields", "fields")
        if table.get(row) != lines:
            say(
                "\n".join(difflib.unified_diff(table.get(row, []), lines, "fields.txt", "found", lineterm=""))
            )
            tally.found.append(Disagreement("fields", row, "", row, "", ""))


def show(tally: Tally, spent: float) -> None:
    for title, counted in (("role", tally.by_role), ("relation", tally.by_relation), ("act", tally.by_group)):
        say(f"\ncells by {title}")
        for name, number in counted.most_common():
            say(f"  {name:28} {number:6}")
    if "--all" in sys.argv:
        say("\n".join(f"! {each}" for each in tally.found))
    counted = Counter(each.key for each in tally.found)
    listed = known.listed()
    for key, number in sorted(counted.items()):
        say(f"{number:4} {'known' if key in listed else 'NEW  '} {key}")
    say(f"\n{tally.cells / spent:.0f} cells a second")
    say(f"{tally.cells} cells, {len(tally.found)} disagreements")
