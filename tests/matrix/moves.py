"""Every act that moves a case, asked at every stage, by every role: does the case move, as the table says?

The stages an act leaves from are written by hand from the domain reference 1.1; who may make it is the
act's group in table.py. At any other stage nobody moves the case, whatever is answered.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from needshare.disclosure.models import Package
from needshare.pathway.models import SharingCase
from tests import story as told
from tests.api.examples import BODIES

from . import table
from .asking import approval
from .judging import Disagreement, Tally
from .running import Asking, Runner
from .world import ADDRESSED, ANONYMOUS, MAIN, OWN, PASSWORD_ONLY, TEAM, Player, World


@dataclass(frozen=True)
class Act:
    """One act: who may, from which stages, how it is asked for by API."""

    name: str
    group: str
    sources: tuple[str, ...]
    path: str
    body: Any = None


OPEN = (
    "received",
    "verifying_requester",
    "under_assessment",
    "assessed",
    "awaiting_decision",
    "referred",
)
OPEN_TO_TRIAGE = OPEN[:4]
NOT_RELEASED = (*OPEN, "returned_for_more", "on_hold", "approved", "prepared", "second_checked", "deferred")
DECIDED = ("approved", "prepared", "second_checked", "refused", "deferred")
ASKED = ("awaiting_decision",)

ACTS = (
    Act("pathway.claim", "claim", ("received",), "cases/{}/claim"),
    Act("intake.verify", "triage", ("verifying_requester",), "cases/{}/verify", BODIES["intake_verify"]),
    Act(
        "intake.return_for_more",
        "return",
        OPEN_TO_TRIAGE,
        "cases/{}/return",
        BODIES["intake_return_for_more"],
    ),
    Act(
        "intake.redirect",
        "return",
        OPEN_TO_TRIAGE,
        "cases/{}/redirect",
        {"route": "dbs"},
    ),
    Act(
        "pathway.hold",
        "hold",
        (*OPEN, "approved", "prepared", "second_checked"),
        "cases/{}/hold",
        BODIES["pathway_hold"],
    ),
    Act("pathway.resume", "hold", ("on_hold",), "cases/{}/resume"),
    Act("pathway.close", "close", ("acknowledged", "redirected", "refused"), "cases/{}/close"),
    Act("assessment.put_forward", "assess", ("assessed",), "cases/{}/put-forward"),
    Act("decision.approve", "decide", ASKED, "cases/{}/approve", "approval"),
    Act("decision.approve_in_part", "decide", ASKED, "cases/{}/approve-in-part", "part"),
    Act("decision.refuse", "answer", ASKED, "cases/{}/refuse", "answer"),
    Act("decision.refer", "answer", ASKED, "cases/{}/refer", "refer"),
    Act("decision.defer", "answer", ASKED, "cases/{}/defer", "defer"),
    Act("decision.neither", "neither", ASKED, "cases/{}/neither-confirm-nor-deny", "answer"),
    Act(
        "decision.send_back",
        "decide",
        ("awaiting_decision", "referred"),
        "cases/{}/send-back",
        BODIES["decision_send_back"],
    ),
    # 1.1 reopens a closed case for a correction, a breach, a challenge or a retention review: none of them sets
    # the decision aside, which was carried out
    Act("decision.reopen", "reopen", DECIDED, "cases/{}/reopen", BODIES["decision_reopen"]),
    Act("disclosure.prepare", "prepare", ("approved",), "cases/{}/package"),
    Act("disclosure.check", "check", ("prepared",), "cases/{}/package/check", "hash"),
    Act(
        "disclosure.send_back",
        "check",
        ("prepared",),
        "cases/{}/package/send-back",
        BODIES["disclosure_send_back"],
    ),
    Act("disclosure.release", "release", ("second_checked",), "cases/{}/package/release"),
    Act(
        "intake.resubmit",
        "request_change",
        ("returned_for_more",),
        "requests/{}/resubmit",
        BODIES["intake_resubmit"],
    ),
    Act("intake.withdraw", "request_change", NOT_RELEASED, "requests/{}/withdraw", BODIES["intake_withdraw"]),
    Act("receipt.acknowledge", "package_acknowledge", ("opened",), "packages/{}/acknowledge"),
)
# Whoever a question was put to sends it back with the answer (1.1: REFERRED -> ... -> ASSESSING).
ALSO = {("decision.send_back", "referred"): ("dpo",)}


def players_of(world: World) -> list[Player]:
    """Return each role in the relations in which it may have a part in a case."""
    return [
        each
        for each in world.players
        if each.relation in (OWN, TEAM, ADDRESSED)
        and each.role not in (ANONYMOUS, PASSWORD_ONLY)
        and (each.role, each.relation) != ("officer", OWN)
    ]


def may_move(act: Act, stage: str, player: Player) -> bool:
    """Say what the oracle says."""
    if stage not in act.sources:
        return False
    if player.role in ALSO.get((act.name, stage), ()):
        return True
    how = {"is_of_force": player.is_of_force, "is_page": False}
    return table.expected(act.group, player.role, player.relation, **how) in "YR"


def go_through(world: World, runner: Runner, players: list[Player]) -> Tally:
    """Ask for every act at every stage as each of these players."""
    tally, bodies = Tally(), Bodies(world)
    for player in players:
        for act in ACTS:
            for (whose, stage), story in world.cases.items():
                if whose == MAIN:
                    _cell(tally, runner, bodies, player, act, stage, story)
    return tally


def _cell(
    tally: Tally, runner: Runner, bodies: "Bodies", player: Player, act: Act, stage: str, story: told.Story
) -> None:
    before = bodies.stages[story.reference]
    path = f"/api/v1/{act.path.format(story.reference)}"
    body = bodies.of(act, story)
    call = Asking("POST", path, b"" if body is None else json.dumps(body).encode())

    def stage_now() -> str:
        return SharingCase.objects.values_list("stage", flat=True).get(reference=story.reference)

    answer = runner.ask(player, call, stage_now)
    tally.count(player.role, player.relation, "a move")
    wanted, got = may_move(act, stage, player), answer.seen != before
    if wanted != got:
        words = {True: "moves", False: "stays"}
        found = Disagreement(
            "move",
            f"{act.name}@{stage}",
            act.path,
            player.key,
            words[wanted],
            f"{words[got]}/{answer.status}",
        )
        tally.found.append(found)
    if answer.status == 403 and not answer.entries:
        tally.found.append(Disagreement("silent", act.name, act.path, player.key, "", ""))


class Bodies:
    """What is sent with each act: well-formed, and about the case at hand."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stages = dict(SharingCase.objects.values_list("reference", "stage"))
        self.approvals: dict[str, dict[str, Any]] = {}
        stories = [story for (whose, _stage), story in world.cases.items() if whose == MAIN]
        self.packages = dict(_hashes(stories))
        for story in stories:
            if self.stages[story.reference] == "awaiting_decision":
                self.approvals[story.reference] = approval(story)

    def of(self, act: Act, story: told.Story) -> Any:
        if not isinstance(act.body, str):
            return act.body
        if act.body == "hash":
            return {"bytes_hash": self.packages.get(story.reference, "0" * 64), "note": "Seen."}
        answer = self.approvals.get(story.reference) or next(iter(self.approvals.values()))
        said = {"reasoning": answer["reasoning"]}
        return {
            "approval": answer,
            "part": {**answer, "items": _withhold_last(answer["items"])},
            "answer": said,
            "refer": {**said, "to": "dpo", "question": "May we?", "answer_by": "2026-04-16"},
            "defer": {**said, "until": "2026-04-16"},
        }[act.body]


def _withhold_last(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*items[:-1], {**items[-1], "outcome": "withhold", "reason": "Not needed."}]


def _hashes(stories: list[told.Story]) -> Iterator[tuple[str, str]]:

    for story in stories:
        found = Package.objects.filter(case__reference=story.reference).order_by("-number").first()
        if found is not None:
            yield story.reference, found.bytes_hash
