"""How a request really ended, held against what the reference expects of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from needshare.audit.models import Entry
from needshare.audit.queries import event_of
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase
from needshare.tasks.models import Task

from .playing import Asked, Play
from .reading import ExpectedTold, ScenarioTold

# What a stage is called in the reference, where nobody has decided yet.
CALLED = {
    "awaiting_decision": "DECISION_PENDING",
    "on_hold": "ON_HOLD",
    "answer_waiting": "ANSWER_WAITING",
}


@dataclass(frozen=True)
class Difference:
    """One thing that ended otherwise than expected."""

    what: str
    expected: Any
    actual: Any

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found {self.actual}"


@dataclass
class Ended:
    """How one request ended, in the words of the reference."""

    outcome: list[str]
    codes: list[str]
    released: list[str]
    differences: list[Difference] = field(default_factory=list)


@dataclass
class Report:
    """One scenario, expected and actual."""

    told: ScenarioTold
    ended: dict[str, Ended] = field(default_factory=dict)
    broken: str = ""

    @property
    def differences(self) -> list[Difference]:
        """Everything that ended otherwise than expected."""
        found = [each for ended in self.ended.values() for each in ended.differences]
        return [*found, *([Difference("a step", "goes as told", self.broken)] if self.broken else [])]


def compare(play: Play) -> dict[str, Ended]:
    """Hold the end of each request against what is expected of it."""
    return {expected.request: _ended(play, expected) for expected in play.told.expected}


def _ended(play: Play, expected: ExpectedTold) -> Ended:
    asked = play.asked[expected.request]
    if asked.considered:
        return _considered(asked, expected)
    whole = play.whole(expected.request)
    findings = _findings(whole, expected)
    codes = findings["codes"] if findings else (whole["verification"] or {}).get("codes", [])
    ended = Ended(outcome=_outcome(asked, whole), codes=sorted(codes), released=_released(whole))
    known = {code for each in expected.besides for code in each.codes}
    compared = {
        "outcome": (expected.outcome, ended.outcome),
        "codes": (sorted(expected.codes), [code for code in ended.codes if code not in known]),
        "besides": (sorted(known), sorted(known & set(ended.codes))),
        "released": (sorted(expected.released), ended.released),
        **_more(expected, asked, whole),
        **_items(play, expected, whole, findings or {"findings": []}),
        **_told(play, expected, asked),
    }
    ended.differences = [
        Difference(what, wanted, found) for what, (wanted, found) in compared.items() if wanted != found
    ]
    return ended


def _considered(asked: Asked, expected: ExpectedTold) -> Ended:
    """Compare what was found of something that was only considered."""
    found = asked.considered
    words = json.dumps(found, ensure_ascii=False).lower()
    known = {code for each in expected.besides for code in each.codes}
    outcome = "NOT_ASKED" if found["outcome"] == "not_met" else "MAY_BE_ASKED"
    ended = Ended(outcome=[outcome], codes=sorted(found["codes"]), released=[])
    compared = {
        "outcome": (expected.outcome, ended.outcome),
        "codes": (sorted(expected.codes), [code for code in ended.codes if code not in known]),
        "besides": (sorted(known), sorted(known & set(ended.codes))),
        "told": (expected.told, [each for each in expected.told if each.lower() in words]),
    }
    ended.differences = [
        Difference(what, wanted, found) for what, (wanted, found) in compared.items() if wanted != found
    ]
    return ended


def _findings(whole: Mapping[str, Any], expected: ExpectedTold) -> dict[str, Any] | None:
    if whole["assessment"] is None:
        return None
    bases = whole["assessment"]["bases"]
    return dict(next(each for each in bases if expected.basis in ("", each["id"])))


def _outcome(asked: Asked, whole: Mapping[str, Any]) -> list[str]:
    if whole["stage"] in CALLED:
        return [*asked.decided, CALLED[whole["stage"]]]
    return asked.decided


def _released(whole: Mapping[str, Any]) -> list[str]:
    shared = [each["category"] for each in whole["gathered"] if each["outcome"] == "share"]
    return sorted(shared) if any(each["released_at"] for each in whole["packages"]) else []


def _more(expected: ExpectedTold, asked: Asked, whole: Mapping[str, Any]) -> dict[str, Any]:
    """Compare what is expected at least: conditions, tasks, messages, entries; and the route."""
    reference = asked.reference
    named = {reference, whole["asked"]["agreement_reference"] or reference}
    tasks = {each.kind for each in Task.objects.filter(subject_reference__in=named)}
    notices = {each.kind for each in Notice.objects.filter(reference__in=named)}
    compared = {
        "conditions": _at_least(expected.conditions, asked.conditions),
        "tasks": _at_least(expected.tasks, tasks),
        "messages": _at_least(expected.notices, notices),
    }
    if expected.bases:
        compared["other bases"] = _at_least(
            expected.bases, [each["id"] for each in whole["assessment"]["bases"]]
        )
    if expected.log:
        compared["entries"] = _at_least(expected.log, _logged(reference))
    if expected.nothing_stops:
        found = whole["assessment"]["bases"][0]["findings"]
        stopping = [each["test"] for each in found if each["outcome"] == "not_met"]
        compared["what stops it"] = ([], stopping)
    if expected.route:
        decided = SharingCase.objects.get(reference=reference).decisions.order_by("version").last()
        compared["route"] = (expected.route, decided.route)
    return compared


def _at_least(wanted: Sequence[str], found: Any) -> tuple[list[str], list[str]]:
    return sorted(wanted), sorted(set(wanted) & set(found))


def _logged(reference: str) -> set[str]:
    events = [event_of(each) for each in Entry.objects.select_related("payload")]
    return {each.act for each in events if reference in each.references} | {
        each.operation for each in events if reference in each.references
    }


def _items(
    play: Play, expected: ExpectedTold, whole: Mapping[str, Any], findings: Mapping[str, Any]
) -> dict[str, Any]:
    """Compare, of each item named, the codes expected at least and what was decided of it."""
    names = {version: name for name, version in play.ground.versions.items()}
    gathered = {names[each["item_version"]]: each for each in whole["gathered"]}
    compared: dict[str, Any] = {}
    for told in expected.item:
        number = gathered[told.item]["number"]
        found = {code for each in findings["findings"] if each["item"] == number for code in each["codes"]}
        compared[f"codes of {told.item}"] = _at_least(told.codes, found)
        if told.outcome:
            compared[f"outcome of {told.item}"] = (told.outcome, gathered[told.item]["outcome"])
    return compared


def _told(play: Play, expected: ExpectedTold, asked: Asked) -> dict[str, Any]:
    """Compare what whoever asked is told, and is not."""
    if not (expected.told or expected.not_told):
        return {}
    seen = play.ground.caller(asked.by).get(f"/requests/{asked.reference}")
    said = {name: seen.json()[name] for name in ("status", "missing", "story", "answer")}
    words = json.dumps(said, ensure_ascii=False).lower()
    return {
        "told": (expected.told, [each for each in expected.told if each.lower() in words]),
        "not told": ([], [each for each in expected.not_told if each.lower() in words]),
    }
