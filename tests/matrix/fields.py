"""The field matrix: which fields of a case, an item, a person and a package each role is shown, at which stage.

`fields.txt` is the expected table, by role, reviewed by eye; the test holds it to be exact. A field counts as
shown where an answer has a value for it. Of a page, and of what is no JSON, the kinds of text count that stand
in it (`asked`, `told`, `worked`, `title`, `held`: the canaries of world.py).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from . import asking, table
from .judging import operation_names
from .routes import groups_of
from .running import Answer, Runner
from .world import ADDRESSED, API_TOKEN, MAIN, OWN, TEAM, Player, World

FILE = Path(__file__).with_name("fields.txt")
NOTHING = (None, "", [], {})
WIDTH = 110
EVERY, ALWAYS = "at every stage", ""
# Of which record, how it is asked for, by people of the force and by a partner's.
OF_A_CASE = (
    ("case", "POST", "/api/v1/cases/{reference}/open", "/api/v1/requests/{reference}"),
    ("case page", "GET", "/cases/{reference}", "/requests/{reference}"),
    ("item page", "GET", "/cases/{reference}/items/{version}", ""),
    ("package", "GET", "", "/api/v1/packages/{reference}"),
    ("package page", "GET", "/cases/{reference}/package", "/packages/{reference}"),
    ("package bytes", "POST", "/api/v1/cases/{reference}/package/inspect", ""),
)
BY_ITSELF = (
    ("item", "POST", "/api/v1/item-versions/{version_id}/content"),
    ("person held", "POST", "/api/v1/subjects/search"),
    ("person", "GET", "/api/v1/people/{person_id}"),
)
Shown = dict[tuple[str, str], set[str]]  # of a record and a field: at which stages


def players_of(players: Iterable[Player]) -> dict[str, Player]:
    """Choose for each role who is nearest to the case: whoever has a part in it, else of the team or the agency."""
    chosen: dict[str, Player] = {}
    for relation in (ADDRESSED, TEAM, OWN):
        for player in players:
            if player.relation == relation and player.account is not None and player.role != "password_only":
                chosen[table.row_of(player.role, player.is_of_force)] = player
    return chosen


def go_through(world: World, runner: Runner, player: Player) -> Shown:
    """Ask for every record at every stage as one player."""
    shown: Shown = defaultdict(set)
    for record, method, of_force, of_partner in OF_A_CASE:
        path = of_force if player.is_of_force else of_partner
        way = method if player.is_of_force or not path.startswith("/api/v1/requests") else "GET"
        if not path or (player.role == API_TOKEN and not path.startswith("/api/")):
            continue
        for (whose, stage), story in world.cases.items():
            if whose == MAIN:
                places = {**asking.PLAIN, "reference": story.reference, "version": str(story.items[0].pk)}
                for field in _asked(world, runner, player, way, path, places):
                    shown[record, field].add(stage)
    for record, method, path in BY_ITSELF:
        line = groups_of(method, path)[0]
        filled = asking.places(world, player, line) or {}
        for field in _asked(world, runner, player, method, path, filled):
            shown[record, field].add(ALWAYS)
    return shown


def _asked(
    world: World, runner: Runner, player: Player, method: str, path: str, places: dict[str, str]
) -> Iterator[str]:
    line = groups_of(method, path)[0]
    name = operation_names().get((method, path), "")
    answer = runner.ask(player, asking.asking(world, player, line, method, places, name=name))
    return fields_of(answer)


def fields_of(answer: Answer) -> Iterator[str]:
    """Name what an answer shows; nothing where it says no."""
    if answer.status >= 300:
        return
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        yield from sorted(set(_paths(json.loads(answer.body), "")))
        return
    yield from sorted({kind for _whose, kind in answer.canaries} or {"shown"})


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _paths(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for each in value:
            yield from _paths(each, f"{path}[]")
    elif value not in NOTHING:
        yield path


def told(row: str, shown: Shown, stages: Iterable[str]) -> list[str]:
    """Write down what a role is shown: fields together that are shown at the same stages."""
    every = list(stages)
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (record, field), at in shown.items():
        when = " ".join(each for each in every if each in at)
        together[record, EVERY if len(at) == len(every) else when].append(field)
    lines = [f"== {row}"]
    for (record, when), fields in sorted(together.items()):
        lines.append(f"{record}{': ' if when else ''}{when}")
        lines += wrap(" ".join(sorted(fields)), WIDTH, initial_indent="    ", subsequent_indent="    ")
    return lines


def stages_of(world: World) -> list[str]:
    """List the stages that are asked about, in the order of the walk."""
    return [stage for whose, stage in world.cases if whose == MAIN]


def found(world: World, runner: Runner, players: Iterable[Player]) -> dict[str, list[str]]:
    """Ask as each role among these players, and write each down."""
    return {
        row: told(row, go_through(world, runner, player), stages_of(world))
        for row, player in sorted(players_of(players).items())
    }


def expected() -> dict[str, list[str]]:
    """Read the table."""
    sections: dict[str, list[str]] = {}
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("== "):
            sections[line.removeprefix("== ")] = [line]
        elif line.strip():
            list(sections.values())[-1].append(line)
    return sections


def write(sections: dict[str, list[str]]) -> None:
    """Write the table down, to be reviewed before it is kept."""
    kept = expected() if FILE.exists() else {}
    whole = {**kept, **sections}
    FILE.write_text("\n\n".join("\n".join(whole[row]) for row in sorted(whole)) + "\n", "utf-8")
