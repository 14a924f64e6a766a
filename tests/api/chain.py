"""The whole chain by API alone: what is sent at each step, told by tests/story.py's people."""

import hashlib
from dataclasses import fields
from datetime import timedelta
from typing import Any

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance
from needshare.audit.sealing import tick
from needshare.intake import queries as intake
from tests.calling import Telephone
from tests.cast import AT, TRAINED_UNTIL
from tests.story import BORN_ON, PERSON, REASONING, asking

WORDS = "Said in words that a test may look for."


def answers(**changes: Any) -> dict[str, Any]:
    """Return the answers of a complete request, as JSON."""
    return {**intake.pack(asking()), **changes}


def request(**changes: Any) -> dict[str, Any]:
    return {"force": "NMC", "organisation": "WBC", "answers": answers(**changes)}


def agreement(api: Telephone) -> dict[str, Any]:
    cast = api.cast
    return {
        "reference": "ISA-014",
        "title": "Safer Wexcombe",
        "owner_person": str(cast.information_manager.pk),
        "starts_on": "2025-01-01",
        "ends_on": "2027-12-31",
        "review_on": "2026-06-01",
        "purposes": ["asb_prevention"],
        "categories_out": ["incident_log", "court_orders", "identity"],
        "subject_groups": ["suspect"],
        "ceiling": "official_sensitive",
        "methods": ["portal"],
        "parties": [
            {"organisation": str(cast.force.pk), "signed_on": "2025-01-01"},
            {
                "organisation": str(cast.council.pk),
                "contact_point": str(cast.contact_point.pk),
                "signed_on": "2025-01-01",
            },
        ],
        "named_users": [{"organisation": str(cast.council.pk), "account": str(cast.partner.pk)}],
        "clauses": {"purposes": "cl. 3"},
    }


def subject() -> dict[str, Any]:
    return {"name": PERSON, "born_on": BORN_ON.isoformat()}


def item(subject_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Call of 3 February",
        "category": "incident_log",
        "as_at": (AT - timedelta(days=20)).isoformat(),
        "label": "fact",
        "source": "Control room",
        "accuracy": "verified",
        "links": [{"subject": subject_id, "role": "suspect"}],
        "body": "A call was made at 23:10.",
        **changes,
    }


EVIDENCE = {
    "method": "callback_switchboard",
    "is_organisation_confirmed": True,
    "is_person_confirmed": True,
    "is_authority_confirmed": True,
    "evidence": "Called back on the published number.",
}


def harm() -> dict[str, Any]:
    return {
        "sharing_harm": {f"h{number}": "none" for number in range(1, 11)},
        "not_sharing_harm": {f"n{number}": "low" for number in range(1, 7)},
        "harm_words": "Residents are at risk of further incidents.",
        "subject_told": "no_with_reason",
        "fairness_words": "Telling him would defeat the purpose.",
    }


def reasoning(findings: Any = ()) -> dict[str, Any]:
    """Return reasons for any decision, agreeing with each of these findings."""
    plain = {each.name: getattr(REASONING, each.name) for each in fields(REASONING)}
    marks = [{"test": each["test"], "item": each["item"], "reason": WORDS} for each in findings]
    return {**plain, "model_headings": dict(REASONING.model_headings), "marks": marks}


class Chain:
    """One case on its way through the API."""

    def __init__(self, api: Telephone) -> None:
        self.api = api
        self.reference = ""
        self.gathered: list[int] = []

    @property
    def case(self) -> str:
        return f"/cases/{self.reference}"

    def clear_people(self) -> None:
        """Give the recipient a clearance, which nobody does by API."""
        accounts.record_clearance(
            username=self.api.cast.partner.username,
            clearance=Clearance.BPSS,
            until=TRAINED_UNTIL,
            evidence="Seen.",
            by=operator(at=AT),
            at=AT,
        )

    def agree_and_hold(self) -> None:
        self.clear_people()
        self.api("information_manager").done("/agreements", agreement(self.api), status=201)
        preparer = self.api("preparer")
        self.subject = preparer.done("/subjects", subject(), status=201)["id"]
        self.versions = [
            preparer.done("/items", item(self.subject, **changes), status=201)["version"]
            for changes in ({}, {"category": "court_orders", "body": "Not to enter Alder Row."})
        ]

    def receive(self) -> None:
        self.reference = self.api("partner").done("/requests", request(), status=201)["reference"]

    def claim(self) -> None:
        self.api("preparer").done(f"{self.case}/claim")

    def verify(self) -> None:
        verified = self.api("preparer").done(f"{self.case}/verify", EVIDENCE)
        assert verified["outcome"] == "verified", verified

    def assess(self) -> None:
        preparer = self.api("preparer")
        preparer.done(f"{self.case}/searches", {"scope": WORDS, "has_found": True}, status=201)
        match = {
            "number": 1,
            "subject": self.subject,
            "confidence": "confirmed",
            "evidence": "Same birth date.",
        }
        preparer.done(f"{self.case}/matches", match, status=201)
        judgements = [
            {
                "item_version": version,
                "requested_number": number,
                "is_relevant": "yes",
                "accuracy": "verified",
                "identity_match": "confirmed",
            }
            for number, version in enumerate(self.versions, start=1)
        ]
        gathered = preparer.done(f"{self.case}/gather", {"items": judgements})["gathered"]
        self.gathered = [each["number"] for each in gathered]
        preparer.done(f"{self.case}/assess", harm(), status=201)

    def put_forward(self) -> None:
        self.assess()
        self.api("preparer").done(f"{self.case}/put-forward")

    def approval(self) -> dict[str, Any]:
        """Return the approval of everything gathered, to the requester, on the basis relied on."""
        assessment = self.api("decider").done(f"{self.case}/findings", {})["assessment"]
        basis = assessment["bases"][0]
        return {
            "basis": basis["id"],
            "items": [{"number": number, "outcome": "share"} for number in self.gathered],
            "recipients": [{"method": "portal", "username": self.api.cast.partner.username}],
            "reasoning": reasoning(basis["findings"]),
        }

    def answer(self, **changes: Any) -> dict[str, Any]:
        """Return the reasons and marks of a decision that shares nothing."""
        return {"reasoning": {**self.approval()["reasoning"], **changes}}

    def approve(self) -> None:
        self.api("decider").done(f"{self.case}/approve", self.approval(), status=201)

    def prepare(self) -> None:
        self.api("preparer").done(f"{self.case}/package", status=201)

    def check(self) -> None:
        content = self.api("checker").post(f"{self.case}/package/inspect")
        assert content.status_code == 200, content.content
        seen = {"bytes_hash": hashlib.sha256(content.content).hexdigest(), "note": "Seen."}
        self.api("checker").done(f"{self.case}/package/check", seen)

    def release(self) -> None:
        self.api("preparer").done(f"{self.case}/package/release")
        tick(at=AT)

    def acknowledge(self) -> None:
        partner, package = self.api("partner"), f"/packages/{self.reference}"
        partner.done(f"{package}/conditions")
        assert partner.post(f"{package}/open").status_code == 200
        partner.done(f"{package}/acknowledge")

    STEPS = (
        "agree_and_hold",
        "receive",
        "claim",
        "verify",
        "put_forward",
        "approve",
        "prepare",
        "check",
        "release",
        "acknowledge",
    )

    def until(self, step: str) -> "Chain":
        """Walk the chain up to and with a step."""
        for name in self.STEPS[: self.STEPS.index(step) + 1]:
            getattr(self, name)()
        return self
