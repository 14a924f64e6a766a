"""Play a story step by step through the real doorways, tell it as it goes, and hold it against its end."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from needshare.demo.calling import WAYS, Answer, Way
from needshare.demo.reading import StepTold, StoryTold, World
from needshare.demo.sign_ins import SignIns

WITNESS = "d.whitcombe@nmc"  # who handles the cases: sees what there is to decide, and how each ended
RELIED_ON = "relied_on"
THROUGH = {"api": "API", "command": "command line"}


class Doorway(Protocol):
    """The API or the command line."""

    def call(self, way: Way, *, reference: str, body: Mapping[str, Any], token: str) -> Answer:
        """Take one step."""


class WentAnotherWay(Exception):
    """A story did not go as it is told; the software or the story is wrong."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a story is played on: the world, who knows which secret, the doorways, and what seals the log."""

    world: World
    sign_ins: SignIns
    doorways: Mapping[str, Doorway]
    ids: Mapping[str, Mapping[str, UUID]]
    seal: Callable[[], object]
    say: Callable[[str, int], None]

    def name(self, username: str) -> str:
        """Return what a person is called."""
        return next(each.name for each in self.world.person if each.username == username)


@dataclass
class Play:
    """One story on its way."""

    stage: Stage
    story: StoryTold
    reference: str = ""
    conditions: tuple[str, ...] = ()
    package: bytes = b""
    opened_by: str = ""

    def through(self) -> "Play":
        """Play every step, then see that it ended as told.

        Raises:
            WentAnotherWay: a step was refused or let through that should not have been, or the end differs.
        """
        say = self.stage.say
        say(f"\n{self.story.id}  {self.story.title}", 0)
        say(self.story.given, 2)
        if self.story.naive:
            say(f"The easy mistake: {self.story.naive}", 2)
        for number, step in enumerate(self.story.step, start=1):
            say(f"{number:2}. {step.say} ({self.stage.name(step.by)}, by {THROUGH[step.through]})", 3)
            self._tell(step, self._take(step))
            self.stage.seal()
        self._must_end_as_told()
        say(f"Why: {self.story.why}", 2)
        return self

    def _take(self, step: StepTold) -> Answer:
        answer = self._call(step.do, step.by, self._body(step), through=step.through)
        if step.blocked and not answer.is_blocked_by(step.blocked):
            raise WentAnotherWay(f"{self.story.id}, {step.do}: not blocked by {step.blocked}: {answer}")
        if not step.blocked and not answer.is_done:
            raise WentAnotherWay(f"{self.story.id}, {step.do}: {answer.reason} {answer.codes}")
        self.reference = self.reference or str(answer.data.get("reference", ""))
        if answer.is_done and step.do.startswith("case.decide."):
            self.conditions = tuple(each["code"] for each in answer.data["conditions"])
        if answer.is_done and step.do == "package.open":
            self.package, self.opened_by = answer.content, step.by
        return answer

    def _call(self, do: str, by: str, body: Mapping[str, Any], *, through: str = "api") -> Answer:
        token = self.stage.sign_ins.token(by)
        doorway = self.stage.doorways[through]
        return doorway.call(WAYS[do], reference=self.reference, body=body, token=token)

    def _body(self, step: StepTold) -> dict[str, Any]:
        if step.do.startswith("case.decide."):
            return self._approval(step.body)
        body: dict[str, Any] = self._resolved(step.body)
        if step.do == "package.check":
            seen = self._call("package.inspect", step.by, {})
            body["bytes_hash"] = hashlib.sha256(seen.content).hexdigest()
        return body

    def _resolved(self, told: Any) -> Any:
        """Put ids where a story names a person or an item, and write dates as JSON does."""
        if isinstance(told, dict):
            return {name: self._resolved(value) for name, value in told.items()}
        if isinstance(told, list):
            return [self._resolved(each) for each in told]
        if isinstance(told, date):
            return told.isoformat()
        kind, _colon, name = told.partition(":") if isinstance(told, str) else ("", "", "")
        return str(self.stage.ids[kind][name]) if kind in self.stage.ids and name else told

    def _approval(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Write an approval out: numbers of items, and what the decider says beside every finding."""
        whole = self.whole()
        items = self.stage.ids["item"]
        names = {str(version): name for name, version in items.items()}
        gathered = {names[each["item_version"]]: each["number"] for each in whole["gathered"]}
        basis = whole["assessment"]["bases"][0]
        if told["basis"] != RELIED_ON:
            basis = next(each for each in whole["assessment"]["bases"] if each["id"] == told["basis"])
        shared = {gathered[name] for name in told["share"]}
        decided = [{"number": number, "outcome": "share"} for number in sorted(shared)]
        for name, reason in told.get("withhold", {}).items():
            number = gathered[name]
            decided.append(
                {
                    "number": number,
                    "outcome": "withhold",
                    "reason_code": "category_out_of_scope",
                    "reason": reason,
                }
            )
        return {
            "basis": basis["id"],
            "items": decided,
            "recipients": [{"username": each, "method": told["method"]} for each in told["recipients"]],
            "reasoning": dict(told.get("reasoning", {})) | marked(basis),
        }

    def whole(self) -> dict[str, Any]:
        """Open the whole case, as somebody whose part it is to decide."""
        answer = self._call("case.show", WITNESS, {})
        if not answer.is_done:
            raise WentAnotherWay(f"{self.story.id}: {answer.reason}")
        return dict(answer.data)

    def _tell(self, step: StepTold, answer: Answer) -> None:
        if not answer.is_done:
            codes = f" [{', '.join(answer.codes)}]" if answer.codes else ""
            self.stage.say(f"BLOCKED: {answer.reason}{codes}", 7)
            return
        data = answer.data
        if step.do == "request.submit":
            self.stage.say(f"{data['reference']}, to be answered by {str(data['due_at'])[:16]}.", 7)
        elif data.get("codes"):
            self.stage.say(f"Findings: {', '.join(data['codes'])}.", 7)
        elif step.do == "case.assess":
            self.stage.say("Findings: nothing stands in the way.", 7)
        for each in data.get("checks", ()):
            self.stage.say(f"{each['check'].replace('_', ' ')}: {each['outcome']}. {each['reason']}", 7)

    def _must_end_as_told(self) -> None:
        story, whole = self.story, self.whole()
        found = whole["assessment"] or whole["verification"]
        shared = [each["category"] for each in whole["gathered"] if each["outcome"] == "share"]
        released = shared if any(each["released_at"] for each in whole["packages"]) else []
        compared = {
            "stage": (whole["stage"], story.stage),
            "codes": (sorted(found["codes"]), sorted(story.codes)),
            "released": (sorted(released), sorted(story.released)),
        }
        if story.conditions:
            compared["conditions"] = (sorted(self.conditions), sorted(story.conditions))
        wrong = {name: pair for name, pair in compared.items() if pair[0] != pair[1]}
        if wrong:
            raise WentAnotherWay(f"{story.id} ended otherwise: {wrong}")
        codes = ", ".join(story.codes) or "none"
        self.stage.say(f"So it ends: {whole['stage'].replace('_', ' ')}. Codes: {codes}.", 2)


def marked(basis: Mapping[str, Any]) -> dict[str, Any]:
    """Mark every finding of a basis: those that are met together, every other in words of its own."""
    names: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for each in basis["findings"]:
        names[each["outcome"] == "met"].append({"test": each["test"], "item": each["item"]})
    together = [{"findings": names[True], "reason": "Each was read; the case shows the same."}]
    return {
        "marks": [{**each, "agrees": True, "reason": "I see it the same way."} for each in names[False]],
        "agreed_together": together if names[True] else [],
    }
