"""Goes through every cell, compares what the product did with the table, and names each disagreement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import get_resolver

from needshare.cli.describing import Route, routes
from tests.api.operations import every

from . import asking, table
from .routes import Line, groups_of
from .running import TOLD_NO, Answer, Runner
from .world import Player, World

# Which answers agree with which letter; being asked for a reason first is being told no.
# 405 is the same for everybody and says nothing of any record.
AGREES = {"Y": "YM", "R": "YM", "F": "FRM", "f": "FHRM", "N": "FHM", "H": "HM", "S": "S"}
REFUSED = "FH"
# Where somebody who is not in the middle of it, or has just ended it, is sent to sign in.
SENT_ON = ("public", "completing")
# Absent to everybody until made; the world has none.
HAS_NONE = ("/account/recovery-codes",)

# What the state of the case stops for everybody who is let through; the transitions look at these.
STOPPED = (
    b"Assess the request before you put it forward",
    b"This recipient opens the package alone",
    b"Record a search that found nothing",
    b"The package you looked at is not the one that stands now",
)


@dataclass(frozen=True)
class Disagreement:
    """One cell that is not as the table says, by what is wrong with it."""

    what: str
    group: str
    call: str
    player: str
    wanted: str
    got: str

    @property
    def key(self) -> str:
        """Name it without the address: what known.txt lists."""
        if self.what == "silent":  # a doorway that leaves no entry does so whoever comes
            return f"silent {self.group} {self.role}"
        return f"{self.what} {self.group} {self.player} {self.wanted}>{self.got}"

    @property
    def role(self) -> str:
        return self.player.split("/")[0]

    def __str__(self) -> str:
        return f"{self.key} {self.call}"


@dataclass
class Tally:
    """What was asked, how often, and what was found."""

    cells: int = 0
    by_role: Counter[str] = field(default_factory=Counter)
    by_relation: Counter[str] = field(default_factory=Counter)
    by_group: Counter[str] = field(default_factory=Counter)
    found: list[Disagreement] = field(default_factory=list)

    def count(self, role: str, relation: str, group: str) -> None:
        self.cells += 1
        self.by_role[role] += 1
        self.by_relation[relation] += 1
        self.by_group[group] += 1

    def add(self, other: "Tally") -> None:
        self.cells += other.cells
        for mine, more in (
            (self.by_role, other.by_role),
            (self.by_relation, other.by_relation),
            (self.by_group, other.by_group),
        ):
            mine.update(more)
        self.found += other.found


def addresses() -> list[tuple[Line, Route]]:
    """Pair every address and method of the product with its line.

    Raises:
        LookupError: one has no line, or two.
    """
    paired, unclassified, seen = [], [], set()
    for route in routes(get_resolver()):
        claimed = groups_of(route.method, route.path)
        if len(claimed) != 1:
            unclassified.append(f"{route.method} {route.path}")
        elif (route.method, route.path) not in seen or route.kind == "page":
            seen.add((route.method, route.path))
            paired.append((claimed[0], route))
    if unclassified:
        raise LookupError(f"addresses without exactly one line in tests/matrix/routes.py: {unclassified}")
    return paired


@dataclass
class Judge:
    """Asks for one share of the players."""

    world: World
    runner: Runner
    tally: Tally = field(default_factory=Tally)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def go_through(self, players: list[Player]) -> Tally:
        """Ask for every address and method, as each of these players."""
        pairs = addresses()
        self.names = operation_names()
        for player in players:
            for line, route in pairs:
                self.cell(player, line, route)
        return self.tally

    def cell(self, player: Player, line: Line, route: Route) -> None:
        filled = asking.places(self.world, player, line)
        if filled is None:
            return
        is_page = route.kind == "page"
        wanted = table.expected(
            line.group, player.role, player.relation, is_of_force=player.is_of_force, is_page=is_page
        )
        if wanted == ".":
            return
        how = {"name": self.names.get((route.method, route.path), route.name)}
        call = asking.asking(self.world, player, line, route.method, filled, **how)
        answer = self.runner.ask(player, call)
        self.tally.count(player.role, player.relation, line.group)
        told = (line, route, player, wanted)
        if not agrees(line, wanted, answer):
            self.note("verdict", *told, answer.letter)
        for kind in sorted(self.leaks(player, line, wanted, answer)):
            self.note("leak", *told, kind)
        for what, got in done_wrong(answer):
            self.note(what, *told, got)
        if answer.letter == "H" and asking.is_about_record(line):
            self.compare(told, filled, answer, how)

    def compare(self, told: Any, filled: dict[str, str], answer: Answer, how: dict[str, str]) -> None:
        """See that what is hidden answers as what is absent."""
        line, route, player, _wanted = told
        nothing = asking.absent(filled, line)
        call = asking.asking(self.world, player, line, route.method, nothing, **how)
        absent = self.runner.ask(player, call)
        if absent.shown != answer.shown:
            self.note("tells", *told, f"{answer.status}/{absent.status}")

    def without_reason(self, players: list[Player]) -> None:
        """See that whoever has declared no reason yet is shown nothing of a case."""
        self.names = operation_names()
        lines = [each for each in addresses() if each[0].group in asking.AFTER_REASON]
        for player in players:
            for line, route in lines:
                self.unexplained(player, line, route)

    def unexplained(self, player: Player, line: Line, route: Route) -> None:
        how = {"is_of_force": player.is_of_force, "is_page": route.kind == "page"}
        filled = asking.places(self.world, player, line)
        wanted = table.expected(line.group, player.role, player.relation, **how)
        if filled is None or wanted != "R":
            return
        name = self.names.get((route.method, route.path), route.name)
        call = asking.asking(self.world, player, line, route.method, filled, name=name)
        answer = self.runner.ask(player, call)
        self.tally.count(player.role, player.relation, line.group)
        if answer.canaries:
            shown = ",".join(sorted({kind for _whose, kind in answer.canaries}))
            self.note("unexplained", line, route, player, wanted, shown)

    def leaks(self, player: Player, line: Line, wanted: str, answer: Answer) -> set[str]:
        """Name the kinds of text that were shown, logged or written to somebody and should not have been."""
        shown = answer.canaries
        may = may_see(player) if wanted in "YR" else set()
        wrong = {f"{whose}-{kind}" for whose, kind in shown if (whose, kind) not in may}
        if answer.logged:
            wrong.add("log")
        if "zqcan" in answer.notices:
            wrong.add("mail")
        return wrong

    def note(self, what: str, line: Line, route: Route, player: Player, wanted: str, got: str) -> None:
        call = f"{route.method} {route.path}"
        self.tally.found.append(Disagreement(what, line.group, call, player.key, wanted, got))


def agrees(line: Line, wanted: str, answer: Answer) -> bool:
    """Tell whether an answer is one the table wants."""
    if wanted == "Y" and line.group in SENT_ON and answer.status == 302:
        return True
    if line.path in HAS_NONE and answer.letter == "H":
        return True
    if wanted == "Y" and answer.letter == "F" and any(words in answer.body for words in STOPPED):
        return True
    return answer.letter in AGREES[wanted]


def done_wrong(answer: Answer) -> Iterator[tuple[str, str]]:
    """Name what a call did that was told no."""
    if answer.letter not in TOLD_NO:
        return
    if answer.wrote:
        yield "changed", ",".join(sorted(answer.wrote))
    if answer.letter in REFUSED and not answer.entries:
        yield "silent", answer.letter


SHOW_ITEMS = ("item_in_case", "item_read", "package_open", "inspect")
JUDGED_BY = ("case_read", "request_read", "protection_person", *SHOW_ITEMS)


def may_see(player: Player) -> set[tuple[str, str]]:
    """Say which texts a player may be shown anywhere: whose case, and of what kind."""
    row = table.row_of(player.role, player.is_of_force)
    letter = {name: table.GROUPS[name].rows.get(row, {}).get(player.relation, "-") for name in JUDGED_BY}
    case, kinds = letter["case_read"] in "YR", set()
    cases = ("main", "recorded", "past") if player.is_of_force else (player.cases,)
    if case or letter["request_read"] == "Y":
        kinds |= {"asked", "told"}
    if case:
        kinds |= {"worked", "title"}
    if {letter[name] for name in SHOW_ITEMS} & {"Y", "R"}:
        kinds |= {"held", "title"}
    if letter["protection_person"] == "Y":  # chooses by its title what is kept apart (2.10)
        kinds |= {"title"}
    if player.role == "officer" and player.relation == "own":
        cases = ("recorded", "main")
    return {(whose, kind) for whose in cases for kind in kinds}


@cache
def operation_names() -> dict[tuple[str, str], str]:
    """Name the API operation behind each method and address: two may share an address."""
    return {(each.method, each.path): str(each) for each in every()}
