"""One case walked from asking to acknowledged through each doorway: the same people, words and items."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.test import Client

from needshare.audit.models import Entry
from needshare.audit.queries import Event, event_of
from needshare.audit.sealing import tick
from needshare.decision import queries as decision
from needshare.demo.calling import WAYS, Answer, Way
from needshare.demo.playing import marked
from needshare.intake import queries as intake
from needshare.intake.forms.scheme import parts_of
from needshare.intake.terms import AskingPart
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from tests.cast import AT, acting
from tests.intake.test_views_asking import client_post, posted
from tests.signing_in import signed_in
from tests.story import PERSON, Story

WORDS = "Said in words."
SCOPE = "Records, all dates."
EVIDENCE = "Same date of birth."
CONFIRMED = ("organisation", "person", "authority")
HARMS = {f"h{number}": "none" for number in range(1, 11)}
HARMS_OF_NOT = {f"n{number}": "low" for number in range(1, 7)}
HEADINGS = ("information", "powers", "action")
REASONS = dict.fromkeys(
    (
        "reasons_for_sharing",
        "reasons_against_sharing",
        "effect_on_privacy",
        "effect_on_trust",
        "effect_on_investigation",
        "alternatives",
        "least_data",
    ),
    WORDS,
)
Call = Callable[..., Answer]


def by_program(story: Story, call: Call) -> str:
    """Walk a case through a doorway for programs; `call(part, way, reference, body)` takes one step."""
    assert story.subject is not None
    reference = ""

    def take(part: str, do: str, body: Mapping[str, Any] | None = None) -> Answer:
        answer = call(part, WAYS[do], reference, body or {})
        assert answer.is_done, f"{do}: {answer.reason} {answer.codes}"
        return answer

    sent = {"force": "NMC", "organisation": "WBC", "channel": "portal", "answers": intake.pack(story.asked)}
    reference = str(take("partner", "request.submit", sent).data["reference"])
    take("preparer", "case.claim")
    layers = {f"is_{layer}_confirmed": True for layer in CONFIRMED}
    take("preparer", "request.verify", {"method": "callback_switchboard", "evidence": WORDS, **layers})
    take("preparer", "case.find", {"name": PERSON})
    take("preparer", "case.search", {"scope": SCOPE, "has_found": True})
    match = {"number": 1, "subject": str(story.subject.pk), "confidence": "confirmed", "evidence": EVIDENCE}
    take("preparer", "case.match", match)
    newest_first = list(reversed(list(enumerate(story.items, start=1))))
    items = [
        {
            "item_version": str(version.pk),
            "requested_number": number,
            "is_relevant": "yes",
            "accuracy": "verified",
            "identity_match": "confirmed",
        }
        for number, version in newest_first
    ]
    take("preparer", "case.gather", {"items": items})
    answers = {
        "sharing_harm": HARMS,
        "not_sharing_harm": HARMS_OF_NOT,
        "harm_words": WORDS,
        "subject_told": "yes",
    }
    take("preparer", "case.assess", answers)
    take("preparer", "case.forward")
    whole = take("decider", "case.show").data
    basis, numbers = whole["assessment"]["bases"][0], [each["number"] for each in whole["gathered"]]
    approval = {
        "basis": basis["id"],
        "items": [{"number": number, "outcome": "share"} for number in numbers],
        "recipients": [{"username": story.cast.partner.username, "method": "portal"}],
        "conditions": [{"code": "purpose_only"}],
        "reasoning": {
            **REASONS,
            "model_headings": dict.fromkeys(HEADINGS, WORDS),
            **marked(basis),
        },
    }
    take("decider", "case.decide.approve", approval)
    take("preparer", "package.prepare")
    seen = take("checker", "package.inspect").content
    take("checker", "package.check", {"bytes_hash": hashlib.sha256(seen).hexdigest(), "note": WORDS})
    take("preparer", "package.release")
    tick(at=AT)
    take("partner", "package.conditions")
    assert take("partner", "package.open").content.startswith(b"PK")
    take("partner", "package.acknowledge")
    take("preparer", "case.close")
    return reference


def by_browser(story: Story) -> str:
    """Walk a case by pages, filled in as people fill them in."""
    assert story.subject is not None
    people = {
        part: signed_in(getattr(story.cast, part)) for part in ("partner", "preparer", "decider", "checker")
    }

    def fill(part: str, path: str, **answers: Any) -> str:
        return client_post(people[part], f"/cases/{reference}/{path}", answers)

    reference = _asked(people["partner"], story)
    fill("preparer", "claim")
    fill(
        "preparer",
        "verify",
        method="callback_switchboard",
        evidence=WORDS,
        **dict.fromkeys(CONFIRMED, "yes"),
    )
    found = people["preparer"].post(f"/cases/{reference}/assess/find", {"name": PERSON}, secure=True)
    assert str(story.subject.pk) in found.content.decode()
    fill("preparer", "assess/search", scope=SCOPE, has_found="yes")
    fill(
        "preparer",
        f"assess/match/{story.subject.pk}",
        number="1",
        confidence="confirmed",
        evidence=EVIDENCE,
    )
    judged = {
        f"{name}_{place}": value
        for place in (0, 1)
        for name, value in {
            "take": "on",
            "requested_number": str(2 - place),
            "is_relevant": "yes",
            "accuracy": "verified",
            "identity_match": "confirmed",
        }.items()
    }
    fill("preparer", "assess/items", **judged)
    harms = {f"harm_{name}": level for name, level in (HARMS | HARMS_OF_NOT).items()}
    fill("preparer", "assess/harm", harm_words=WORDS, subject_told="yes", conflicted="no", **harms)
    fill("preparer", "assess/put-forward", go="yes")
    story.reference = reference
    _decided(people["decider"], story)
    fill("preparer", "prepare", go="yes")
    page = people["checker"].get(f"/cases/{reference}/package/check", secure=True).content.decode()
    bytes_hash = page.split('name="bytes_hash"')[1].split('value="')[1][:64]
    fill("checker", "package/check", bytes_hash=bytes_hash, seen="on", note=WORDS)
    fill("preparer", "package/release", go="yes")
    tick(at=AT)
    partner, base = people["partner"], f"/packages/{reference}"
    client_post(partner, f"{base}/accept", {"accepted": "on"})
    assert partner.post(f"{base}/open", {}, secure=True).content.startswith(b"PK")
    client_post(partner, f"{base}/acknowledge", {"received": "on"})
    fill("preparer", "close", go="yes")
    return reference


def _asked(partner: Client, story: Story) -> str:
    client_post(partner, "/requests/new/NMC", posted(AskingPart.ABOUT_YOU, story.asked))
    listed = partner.get("/requests/drafts", secure=True).content.decode()
    draft = "/requests/drafts/" + listed.split('href="/requests/drafts/')[1].split('"')[0]
    for part in parts_of(story.asked)[1:]:
        client_post(partner, f"{draft}/{part.value}", posted(part, story.asked))
    client_post(partner, f"{draft}/check", {})
    (case,) = pathway.newest(acting(story.cast.preparer), stages=[Stage.RECEIVED])
    return case.reference


def _decided(decider: Client, story: Story) -> None:
    viewer = story.by("decider")
    considered = decision.considered(decision.case_to_consider(story.reference, viewer=viewer), viewer=viewer)
    basis = considered.bases[0]
    numbers = [each.number for each in considered.gathered]
    answers = {
        **REASONS,
        **{f"model_headings_{heading}": WORDS for heading in HEADINGS},
        **{f"item_{number}": "share" for number in numbers},
        "recipients": [story.cast.partner.username],
        f"method_{story.cast.partner.pk.hex}": "portal",
        "conditions": ["purpose_only"],
    }
    assert all(each.is_plainly_met for each in basis.findings)
    answers |= {"agree_together": "on", "because_together": "I see it the same way."}
    client_post(decider, f"/cases/{story.reference}/decide/share?basis={basis.id}", answers)


def entries_of(reference: str) -> list[Event]:
    """Open every entry that names a case, in order."""
    opened = [event_of(row) for row in Entry.objects.select_related("payload").order_by("id")]
    return [each for each in opened if reference in each.references]


def fresh(story: Story) -> Story:
    """Return the same world for another case."""
    return replace(story, reference="", stage=Stage.DRAFT)


class ByApi:
    """Speaks to the API as people of the cast."""

    def __init__(self, api: Any) -> None:
        self._api = api

    def __call__(self, part: str, way: Way, reference: str, body: Mapping[str, Any]) -> Answer:
        response = self._api(part).post(way.path.format(reference=reference), dict(body) if body else None)
        if response.status_code >= 400:
            told = response.json()
            return Answer(False, reason=f"{told['detail']} {told['errors']}", codes=tuple(told["codes"]))
        if response.headers["Content-Type"].startswith("application/json"):
            return Answer(True, data=response.json())
        return Answer(True, content=response.content)
