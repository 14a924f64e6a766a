"""The whole matrix in shares by role; what is known and not settled is exactly known.txt.

`make test` asks every cell on SQLite; on PostgreSQL it runs the tests of the matrix's own shape alone, to
save time. `make matrix` asks every cell on both, and so does `make long`.
"""

import os
import re

import pytest
import time_machine

from . import asking, fields, known, moves, table, world as worlds
from .judging import Judge, addresses
from .letters import EVERYBODY
from .routes import lines
from .running import Runner

# Of about as many cells each, so that two workers end together.
SHARES = (
    (worlds.ANONYMOUS, worlds.PASSWORD_ONLY, worlds.API_TOKEN, "partner_user", "dpo"),
    (
        "partner_contact_point",
        "partner_administrator",
        "system_administrator",
        "protected_persons",
        "professional_standards",
    ),
    ("officer", "disclosure_officer", "auditor", "siro"),
    ("decision_maker", "second_checker", "supervisor", "information_management"),
)
IS_ON_POSTGRESQL = os.environ.get("NEEDSHARE_TEST_DATABASE") == "postgresql"
# The same cells once more on the other database are for `make matrix` and `make long`.
WHOLE = pytest.mark.long if IS_ON_POSTGRESQL else pytest.mark.database


@pytest.mark.database
def test_the_shares_are_everybody():
    assert sorted(role for share in SHARES for role in share) == sorted(worlds.ROLES)


@pytest.mark.database
def test_every_address_and_method_has_exactly_one_line():
    assert addresses()


@pytest.mark.database
def test_every_place_in_an_address_can_be_filled():
    named = {place for line in lines() for place in re.findall(r"{(\w+)}", line.path)}
    assert sorted(named - {*asking.PLAIN, *asking.OF_WORLD}) == []


@pytest.mark.database
def test_every_line_names_a_group_and_every_group_has_a_line():
    assert {line.group for line in lines()} == set(table.GROUPS)


@pytest.mark.database
def test_every_row_names_a_role():
    named = {row for group in table.GROUPS.values() for row in group.rows}
    assert named <= set(EVERYBODY)


@pytest.mark.database
def test_every_known_disagreement_has_its_reason():
    assert [key for key in sorted(known.listed()) if not known.reason_of(key)] == []


@WHOLE
@pytest.mark.slow
@pytest.mark.parametrize("roles", SHARES, ids=lambda roles: roles[0])
def test_the_product_does_what_the_table_says(db, roles):
    with time_machine.travel(worlds.AT, tick=False):
        world = worlds.build()
        worlds.step_out(world, [each for each in world.players if each.role in roles])
    with time_machine.travel(worlds.LATER, tick=False):
        worlds.sign_in(world)
        runner = Runner()
        try:
            judge, players = Judge(world, runner), [each for each in world.players if each.role in roles]
            judge.without_reason(players)
            worlds.give_reasons(world)
            runner.remember()
            tally = judge.go_through(players)
            movers = [each for each in moves.players_of(world) if each.role in roles]
            tally.add(moves.go_through(world, runner, movers))
            shown = fields.found(world, runner, players)
        finally:
            runner.close()
    found = {each.key for each in tally.found}
    listed = known.of_roles(known.listed(), roles)
    new = sorted(str(each) for each in tally.found if each.key not in listed)
    assert new == [], f"{len(new)} cells are not as the table says"
    assert sorted(listed - found) == [], "settled: take these out of known.txt"
    expected = fields.expected()
    assert shown == {row: expected.get(row) for row in shown}, (
        "make matrix ARGS=--write-fields, and review it"
    )
