"""Play a scenario through the JSON API: each step is what one person does, with what the file says of it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from needshare.audit import sealing
from needshare.demo.playing import marked
from needshare.documents.models import ItemVersion
from needshare.jobs.registry import discover, registered

from .ground import Ground
from .reading import ScenarioTold, StepTold, ordinary

HANDLER = "d.whitcombe@nmc"
EVENING = time(18, 0, tzinfo=UTC)


class WentAnotherWay(Exception):
    """A step was refused, or let through, that should not have been."""


@dataclass
class Asked:
    """One request of a scenario on its way: its reference, and what was decided of it so far."""

    reference: str = ""
    decided: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    by: str = ""
    handler: str = HANDLER
    package: bytes = b""
    considered: dict[str, Any] = field(default_factory=dict)


@dataclass
class Play:
    """One scenario on its way."""

    ground: Ground
    told: ScenarioTold
    clock: time_machine.Traveller
    asked: dict[str, Asked] = field(default_factory=dict)
    usual: Mapping[str, Any] = field(default_factory=ordinary)

    def through(self) -> "Play":
        """Put what is held there, and take every step.

        Raises:
            WentAnotherWay: a step did not go as it is told.
        """
        for held in self.told.held:
            self._take(StepTold(do=["hold"], by=HANDLER, **held), "hold", is_last=True)
        for step in self.told.step:
            self.clock.move_to(step.at or datetime.now(UTC))
            for number, verb in enumerate(step.do, start=1):
                self._take(step, verb, is_last=number == len(step.do))
        return self

    def _take(self, step: StepTold, verb: str, *, is_last: bool) -> None:
        answer = VERBS[verb](self, step)
        sealing.tick(at=datetime.now(UTC))
        if step.stopped_by and is_last:
            self._must_be_stopped(step, verb, answer)
        elif answer is not None and answer.status_code >= 400:
            raise WentAnotherWay(f"{verb} by {step.by}: {answer.content.decode()}")

    def _must_be_stopped(self, step: StepTold, verb: str, answer: Any) -> None:
        said = answer.content.decode() if answer is not None else ""
        if answer is None or answer.status_code < 400 or step.stopped_by.lower() not in said.lower():
            raise WentAnotherWay(f"{verb} by {step.by} was not stopped by {step.stopped_by}: {said[:2000]}")
        self.of(step).stopped.append(step.stopped_by)

    def of(self, step: StepTold) -> Asked:
        """Return the request a step is about."""
        return self.asked.setdefault(step.request, Asked())

    def post(self, step: StepTold, path: str, body: Any = None) -> Any:
        """Send what a step says, as the person whose step it is."""
        return self.ground.caller(step.by).post(path.format(case=self.case(step)), plain(body))

    def case(self, step: StepTold) -> str:
        """Give the address of the case a step is about."""
        return f"/cases/{self.of(step).reference}"

    def whole(self, request: str) -> dict[str, Any]:
        """Open a whole case, as its handler."""
        asked = self.asked[request]
        reference = asked.reference
        answer = self.ground.caller(asked.handler).post(f"/cases/{reference}/open")
        if answer.status_code != 200:
            raise WentAnotherWay(f"{request} cannot be opened: {answer.content.decode()}")
        return dict(answer.json())


def plain(told: Any) -> Any:
    """Write days and instants as JSON does."""
    if isinstance(told, dict):
        return {name: plain(value) for name, value in told.items()}
    if isinstance(told, list):
        return [plain(each) for each in told]
    return told.isoformat() if isinstance(told, date) else told


def hold(play: Play, step: StepTold) -> Any:
    """Enter an item, or that material is held elsewhere, about people by their names in the files."""
    said = {"links": [], **step.said}
    name, about = said.pop("id"), said.pop("about", {})
    said["links"] = [{"subject": play.ground.subjects[one], "role": role} for one, role in about.items()]
    if "holder" in said:
        answer = play.post(step, "/items/elsewhere", said)
    else:
        said["as_at"] = datetime.combine(said["as_at"], EVENING)
        answer = play.post(step, "/items", {**play.usual["item"], **said})
    if answer.status_code == 201:
        made = answer.json()
        play.ground.versions[name], play.ground.items[name] = made["version"], made["item"]
    return answer


def enter(play: Play, step: StepTold) -> Any:
    """Enter a person."""
    said = step.said
    name = said.pop("id")
    answer = play.post(step, "/subjects", said)
    play.ground.subjects[name] = answer.json()["id"]
    return answer


def protect(play: Play, step: StepTold) -> Any:
    """Set a silent flag on a person, who is looked for first."""
    said = step.said
    named = {"name": said.pop("name"), "reason": said["reason"]}
    found = play.post(step, "/protections/find", named).json()["found"]
    return play.post(step, "/protections", {"subject": found[0]["id"], **said})


def find_alert(play: Play, step: StepTold) -> Any:
    """See that the unit was alerted to what was looked for, in its own room."""
    answer = play.ground.caller(step.by).get("/protections")
    if answer.status_code == 200:
        alerts = [each for each in answer.json()["alerts"] if each["reference"] == play.of(step).reference]
        kinds = {each["kind"] for each in alerts}
        if not kinds >= set(step.said.get("kinds", ())):
            raise WentAnotherWay(f"the unit was alerted to {kinds} only")
    return answer


def train(play: Play, step: StepTold) -> Any:
    """Record until when somebody's training lasts, as whoever keeps the register of people."""
    username = step.said["who"]
    organisation = play.ground.person(username).organisation
    people = play.ground.caller(step.by).seen("/people", organisation=organisation)["items"]
    person = next(each["id"] for each in people if each["username"] == username)
    body = {"until": step.said["until"], "evidence": "Course record."}
    return play.post(step, f"/people/{person}/training", body)


def ask(play: Play, step: StepTold) -> Any:
    """Send a request, or record one that came another way."""
    said, person = step.said, play.ground.person(step.by)
    organisation = said.pop("organisation", person.organisation)
    sent = {"force": "NMC", "organisation": organisation}
    if "channel" in said:
        sent["channel"] = said.pop("channel")
    answers = {**play.usual["request"], **_asker(play, step), **said}
    named = answers.get("matter_reference", "")
    answers["matter_reference"] = play.asked[named].reference if named in play.asked else named
    answers["items"] = [each if isinstance(each, dict) else {"category": each} for each in answers["items"]]
    answer = play.post(step, "/requests", {**sent, "answers": answers})
    if answer.status_code == 201:
        made = play.asked[step.request] = Asked(by=step.by)
        made.reference = answer.json()["reference"]
    return answer


def _asker(play: Play, step: StepTold) -> dict[str, str]:
    person = play.ground.person(step.by)
    if person.organisation == "NMC":
        return {}
    return {
        "requester_name": person.name,
        "requester_title": person.job_title,
        "requester_email": play.ground.address(step.by),
    }


def may_we_ask(play: Play, step: StepTold) -> Any:
    """Ask what the law lets the force ask of a partner, before anything is asked."""
    said = step.said
    path = f"/organisations/{said.pop('organisation')}/may-be-asked"
    answer = play.ground.caller(step.by).get(path, said)
    if answer.status_code == 200:
        play.of(step).considered = answer.json()
    return answer


def claim(play: Play, step: StepTold) -> Any:
    """Take a case on: from here on this person answers for it."""
    play.of(step).handler = step.by
    return play.post(step, "{case}/claim")


def verify(play: Play, step: StepTold) -> Any:
    """Record the check of who asks."""
    return play.post(step, "{case}/verify", {**play.usual["evidence"], **step.said})


def search(play: Play, step: StepTold) -> Any:
    """Search the force's people; then record where was searched, and whether anything was found."""
    said = step.said
    sought = {name: said[name] for name in ("name", "date_of_birth", "identifier") if name in said}
    if sought:
        answer = play.post(step, "{case}/subjects/search", sought)
        if answer.status_code >= 400:
            return answer
        _must_find(play, said, answer.json()["found"])
    recorded = {
        "scope": said.get("scope", "People, incidents, custody."),
        "has_found": bool(said.get("finds")),
    }
    return play.post(step, "{case}/searches", recorded)


def _must_find(play: Play, said: dict[str, Any], found: list[dict[str, Any]]) -> None:
    """See that a search found whom it should, as sure as it should be, and what tells namesakes apart."""
    is_right = {each["id"] for each in found} == {
        play.ground.subjects[name] for name in said.get("finds", ())
    }
    is_right &= all(each["confidence"] == said.get("each_is", each["confidence"]) for each in found)
    is_right &= all(set(each["tells_apart"]) >= set(said.get("differs_in", ())) for each in found)
    if not is_right:
        raise WentAnotherWay(f"the search found {found}")


def match(play: Play, step: StepTold) -> Any:
    """Match somebody held to somebody the request names."""
    said = {**play.usual["match"], **step.said}
    said["subject"] = play.ground.subjects[said["subject"]]
    return play.post(step, "{case}/matches", said)


def gather(play: Play, step: StepTold) -> Any:
    """Put items together, each for what was asked in its place, with what is judged of each."""
    judged, asked = step.said.get("judged", {}), len(play.whole(step.request)["items"])
    items = []
    for number, name in enumerate(step.said["items"], start=1):
        place = {"requested_number": number} if number <= asked else {}
        one = {"item_version": play.ground.versions[name], **place, **play.usual["judged"]}
        items.append({**one, **judged.get(name, {})})
    return play.post(step, "{case}/gather", {"items": items})


def assess(play: Play, step: StepTold) -> Any:
    """Put every test to the case, with what is answered for it as a whole."""
    usual = play.usual["assessment"]
    said = {
        name: {**usual[name], **value} if name in ("sharing_harm", "not_sharing_harm") else value
        for name, value in step.said.items()
    }
    return play.post(step, "{case}/assess", {**usual, **said})


def _reasoned(play: Play, step: StepTold, basis: dict[str, Any]) -> dict[str, Any]:
    return {**play.usual["reasoning"], **step.said.get("reasoning", {}), **marked(basis)}


def _basis(play: Play, step: StepTold) -> dict[str, Any]:
    answer = play.post(step, "{case}/findings", {})
    if answer.status_code != 200:
        raise WentAnotherWay(f"{step.by} cannot see the findings: {answer.content.decode()}")
    bases = answer.json()["assessment"]["bases"]
    wanted = step.said.get("basis", bases[0]["id"])
    return dict(next(each for each in bases if each["id"] == wanted))


def share(play: Play, step: StepTold) -> Any:
    """Approve sharing some items or all; in part where one is withheld, or where the file says so."""
    said, basis = step.said, _basis(play, step)
    names = {version: name for name, version in play.ground.versions.items()}
    items = []
    withheld = said.get("withhold", {})
    for each in play.whole(step.request)["gathered"]:
        name = names[each["item_version"]]
        one = {"number": each["number"], "outcome": "withhold" if name in withheld else "share"}
        items.append({**one, "reason": withheld[name]} if name in withheld else one)
    to = [{"username": who, "method": said.get("method", "portal")} for who in said["to"]]
    body = {"basis": basis["id"], "items": items, "recipients": to, "reasoning": _reasoned(play, step, basis)}
    act = "approve-in-part" if withheld or said.get("in_part") else "approve"
    return _decided(play, step, play.post(step, f"{{case}}/{act}", body))


def _answers(act: str) -> Callable[[Play, StepTold], Any]:
    def answer(play: Play, step: StepTold) -> Any:
        body = {"reasoning": _reasoned(play, step, _basis(play, step))}
        more = {
            name: step.said[name] for name in ("to", "question", "answer_by", "until") if name in step.said
        }
        return _decided(play, step, play.post(step, f"{{case}}/{act}", {**body, **more}))

    return answer


def _decided(play: Play, step: StepTold, answer: Any) -> Any:
    if answer.status_code == 201:
        asked = play.of(step)
        asked.decided.append(answer.json()["outcome"].upper())
        asked.conditions = [each["code"] for each in answer.json()["conditions"]]
    return answer


def check(play: Play, step: StepTold) -> Any:
    """Look at the very bytes that will leave, and confirm them."""
    seen = play.post(step, "{case}/package/inspect")
    if seen.status_code != 200:
        return seen
    body = {"bytes_hash": hashlib.sha256(seen.content).hexdigest(), "note": "Every page read."}
    return play.post(step, "{case}/package/check", body)


def collect(play: Play, step: StepTold) -> Any:
    """Accept the conditions, open the package, and acknowledge it, as its recipient."""
    package = f"/packages/{play.of(step).reference}"
    play.post(step, f"{package}/conditions")
    opened = play.post(step, f"{package}/open")
    if opened.status_code != 200:
        return opened
    play.of(step).package = opened.content
    return play.post(step, f"{package}/acknowledge")


def dispute(play: Play, step: StepTold) -> Any:
    """Say that an item is wrong."""
    name = step.said["item"]
    found = play.ground.items.get(name)
    if found is None:
        found = str(ItemVersion.objects.get(pk=play.ground.versions[name]).item_id)
    return play.post(step, f"/items/{found}/dispute", {"reason": step.said["reason"]})


def upload(play: Play, step: StepTold) -> Any:
    """Add a file as an item about somebody."""
    said = step.said
    links = [{"subject": play.ground.subjects[one], "role": role} for one, role in said["about"].items()]
    as_at = datetime.combine(said["as_at"], EVENING)
    details = {**play.usual["item"], "title": said["title"], "category": said["category"], "links": links}
    details = plain({**details, "as_at": as_at})
    del details["body"]
    file = SimpleUploadedFile(said["file"], said["begins"].encode("latin-1"), content_type=said["media_type"])
    parts = {"details": json.dumps(details), "file": file}
    return play.ground.caller(step.by).form("/items/files", parts)


def _does(path: str) -> Callable[[Play, StepTold], Any]:
    return lambda play, step: play.post(step, path)


def _says(path: str, *, outcome: str = "") -> Callable[[Play, StepTold], Any]:
    def send(play: Play, step: StepTold) -> Any:
        answer = play.post(step, path, step.said)
        if outcome and answer.status_code < 400:
            play.of(step).decided.append(outcome)
        return answer

    return send


def wait(play: Play, step: StepTold) -> None:
    """Let time pass, and the worker do what waits for it."""
    from_now = timedelta(hours=step.said.get("hours", 0), minutes=step.said.get("minutes", 0))
    play.clock.move_to(datetime.now(UTC) + from_now)
    discover()
    for job in step.said.get("jobs", ()):
        registered(job).function(at=datetime.now(UTC))


VERBS: Mapping[str, Callable[[Play, StepTold], Any]] = {
    "hold": hold,
    "enter": enter,
    "protect": protect,
    "find alert": find_alert,
    "train": train,
    "ask": ask,
    "may we ask": may_we_ask,
    "claim": claim,
    "verify": verify,
    "search": search,
    "match": match,
    "gather": gather,
    "assess": assess,
    "put forward": _does("{case}/put-forward"),
    "return": _says("{case}/return", outcome="RETURNED_INCOMPLETE"),
    "redirect": _says("{case}/redirect", outcome="REDIRECT"),
    "share": share,
    "refuse": _answers("refuse"),
    "answer not held": _answers("not-held"),
    "refer": _answers("refer"),
    "defer": _answers("defer"),
    "send back": _says("{case}/send-back"),
    "prepare": _does("{case}/package"),
    "check": check,
    "release": _does("{case}/package/release"),
    "collect": collect,
    "dispute": dispute,
    "upload": upload,
    "wait": wait,
}
