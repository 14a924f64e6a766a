"""The whole chain at the command line, each step as the person whose part it is."""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from needshare.audit.sealing import tick
from needshare.cli.main import main
from needshare.decision import rules
from tests.api import chain as api_chain
from tests.cast import AT
from tests.cli.running import Terminal
from tests.entries import count, newest
from tests.story import REASONING, begin


def reasoning(basis: dict[str, Any]) -> dict[str, Any]:
    words = {
        name: getattr(REASONING, name)
        for name in REASONING.__slots__
        if name not in ("marks", "model_headings")
    }
    marks = [
        {"test": each["test"], "item": each["item"], "reason": "I see it the same way."}
        for each in basis["findings"]
    ]
    return {**words, "model_headings": dict(REASONING.model_headings), "marks": marks}


class Walk:
    """One case on its way."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.story = begin(terminal.cast, at=AT)
        sent = terminal.takes("partner", "request", "submit", sent=api_chain.request())
        self.reference = sent["reference"]

    def take(self, part: str, *words: object, sent: Any = None) -> Any:
        return self.terminal.takes(part, *words, self.reference, sent=sent)

    def to_decision(self) -> "Walk":
        assert self.story.subject is not None
        self.take("preparer", "case", "claim")
        self.take("preparer", "request", "verify", sent=api_chain.EVIDENCE)
        found = self.take("preparer", "case", "find", sent={"name": "Marlon Pryce"})
        assert [each["id"] for each in found["found"]] == [str(self.story.subject.pk)]
        self.take("preparer", "case", "search", sent={"scope": "All of it.", "has_found": True})
        match = {
            "number": 1,
            "subject": str(self.story.subject.pk),
            "confidence": "confirmed",
            "evidence": "Same date of birth.",
        }
        self.take("preparer", "case", "match", sent=match)
        items = [
            {
                "item_version": str(version.pk),
                "requested_number": number,
                "is_relevant": "yes",
                "accuracy": "verified",
                "identity_match": "confirmed",
            }
            for number, version in enumerate(self.story.items, start=1)
        ]
        self.take("preparer", "case", "gather", sent={"items": items})
        answers = {
            "sharing_harm": {f"h{number}": "none" for number in range(1, 11)},
            "not_sharing_harm": {f"n{number}": "low" for number in range(1, 7)},
            "harm_words": "Residents.",
            "subject_told": "no_with_reason",
            "fairness_words": "It would defeat the purpose.",
        }
        self.take("preparer", "case", "assess", sent=answers)
        self.take("preparer", "case", "forward")
        return self

    def approval(self) -> dict[str, Any]:
        whole = self.take("decider", "case", "show")
        basis = whole["assessment"]["bases"][0]
        return {
            "basis": basis["id"],
            "items": [{"number": each["number"], "outcome": "share"} for each in whole["gathered"]],
            "recipients": [{"username": self.terminal.cast.partner.username, "method": "portal"}],
            "reasoning": reasoning(basis),
        }

    def to_release(self, folder: Path) -> "Walk":
        self.take("decider", "case", "decide", "approve", sent=self.approval())
        self.take("preparer", "package", "prepare")
        seen = self.take("checker", "package", "inspect", "--output", folder / "seen.zip")
        assert seen["sha256"] == hashlib.sha256((folder / "seen.zip").read_bytes()).hexdigest()
        self.take("checker", "package", "check", "--bytes-hash", seen["sha256"], "--note", "Read.")
        self.take("preparer", "package", "release")
        return self


def test_a_request_walks_from_asking_to_acknowledged_by_command_alone(terminal: Terminal, tmp_path: Path):
    walk = Walk(terminal).to_decision().to_release(tmp_path)
    tick(at=AT)
    shown = walk.take("partner", "package", "show")
    assert shown["conditions"]
    walk.take("partner", "package", "conditions")
    walk.take("partner", "package", "open", "--output", tmp_path / "package.zip")
    assert "manifest.json" in zipfile.ZipFile(tmp_path / "package.zip").namelist()
    assert (tmp_path / "package.zip").stat().st_mode & 0o777 == 0o600
    walk.take("partner", "package", "acknowledge")
    assert walk.take("partner", "request", "show")["status"] == "acknowledged"
    assert walk.take("preparer", "case", "close")["stage"] == "closed"
    assert newest("receipt.acknowledge").actor["channel"] == "command"


def test_the_same_blocks_as_at_every_other_doorway(terminal: Terminal, tmp_path: Path):
    walk = Walk(terminal)
    status, _told = terminal.refused("preparer", "case", "find", walk.reference, sent={"name": "A"})
    assert status == 5
    walk.to_decision()
    approval = walk.approval()
    status, told = terminal.refused("partner", "case", "decide", "approve", walk.reference, sent=approval)
    assert (status, told["codes"]) == (3, ["SELF_APPROVAL"])
    status, told = terminal.refused("decider", "case", "decide", "approve", walk.reference, sent={})
    assert status == 2
    assert {"basis", "items"} <= {each["field"] for each in told["errors"]}
    walk.take("decider", "case", "decide", "approve", sent=approval)
    status, _told = terminal.refused("decider", "case", "decide", "approve", walk.reference, sent=approval)
    assert status == 5
    walk.take("preparer", "package", "prepare")
    walk.take("preparer", "package", "inspect", "--output", tmp_path / "own.zip")
    own = hashlib.sha256((tmp_path / "own.zip").read_bytes()).hexdigest()
    status, told = terminal.refused("preparer", "package", "check", walk.reference, "--bytes-hash", own)
    assert (status, told["codes"]) == (3, ["SELF_APPROVAL"])
    assert newest("disclosure.check").ending == "blocked"


def test_a_file_is_never_written_over(terminal: Terminal, tmp_path: Path):
    walk = Walk(terminal).to_decision()
    walk.take("decider", "case", "decide", "approve", sent=walk.approval())
    walk.take("preparer", "package", "prepare")
    (tmp_path / "there").write_text("mine")
    status, told = terminal.refused(
        "checker", "package", "inspect", walk.reference, "--output", tmp_path / "there"
    )
    assert (status, told["errors"][0]["field"]) == (2, "output")
    assert (tmp_path / "there").read_text() == "mine"


def test_another_organisation_learns_nothing(terminal: Terminal):
    walk = Walk(terminal)
    status, hidden = terminal.refused("outsider", "request", "show", walk.reference)
    absent_status, absent = terminal.refused("outsider", "request", "show", "NMC-26-0000-0000")
    assert (status, hidden) == (absent_status, absent)
    assert status == 4


def test_a_request_is_returned_corrected_and_withdrawn(terminal: Terminal):
    walk = Walk(terminal)
    walk.take("preparer", "case", "claim")
    assert (
        walk.take("preparer", "request", "return", "--what", "Which dates?")["stage"] == "returned_for_more"
    )
    corrected = {"answers": api_chain.answers(information_sought="January to March.")}
    assert walk.take("partner", "request", "resubmit", sent=corrected)["status"] == "received"
    assert walk.take("partner", "request", "withdraw", "--reason", "Settled.")["status"] == "withdrawn"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"surprise": 1}, "surprise"),
        ({"force": "NMC"}, "organisation"),
        ({"force": "N\0C", "organisation": "WBC", "answers": {}}, "force"),
        (api_chain.request(urgency="never"), "urgency"),
        (api_chain.request(purpose="x" * 70), "answers.purpose"),
        (api_chain.request(authorised_on="soon"), "answers.authorised_on"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_changes_nothing(
    terminal: Terminal, sent: dict[str, Any], field: str
):
    terminal.token_file("partner")
    before = count()
    status, told = terminal.refused("partner", "request", "submit", sent=sent)
    assert status == 2
    assert field in {each["field"] for each in told["errors"]}
    assert count("intake.submit") == 0
    assert count() == before


def test_a_token_that_is_not_in_force_is_refused(terminal: Terminal, tmp_path: Path):
    (tmp_path / "old").write_text("ns_0000")
    status, _said, complained = terminal.run(
        "case", "claim", "NMC-26-0000-0000", "--token-file", tmp_path / "old"
    )
    assert status == 3
    assert "not in force" in complained
    status, _said, complained = terminal.run("case", "claim", "X", "--token-file", tmp_path / "none")
    assert status == 2
    assert "token-file" in complained


def test_an_agreement_is_entered_suspended_and_resumed(terminal: Terminal):
    cast = terminal.cast
    given = {
        "reference": "NMC-ISA-1",
        "title": "Trial",
        "owner_person": str(cast.information_manager.pk),
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "review_on": "2026-06-01",
        "purposes": ["asb_prevention"],
        "categories_out": ["incident_log"],
        "subject_groups": ["suspect"],
        "ceiling": "official",
        "methods": ["portal"],
        "parties": [
            {"organisation": str(cast.force.pk), "signed_on": "2025-12-01"},
            {"organisation": str(cast.council.pk)},
        ],
    }
    added = terminal.takes("information_manager", "agreement", "add", sent=given)
    assert added["status"] == "draft"
    signature = {"organisation": str(cast.council.pk), "signed_on": "2026-03-01"}
    signed = terminal.takes("information_manager", "agreement", "sign", "NMC-ISA-1", sent=signature)
    assert signed["status"] == "in_force"
    suspended = terminal.takes(
        "information_manager", "agreement", "suspend", "NMC-ISA-1", "--reason", "Audit found faults."
    )
    assert suspended["status"] == "suspended"
    status, _told = terminal.refused("partner", "agreement", "resume", "NMC-ISA-1", "--reason", "Please.")
    assert status in (3, 4)
    resumed = terminal.takes(
        "information_manager", "agreement", "resume", "NMC-ISA-1", "--reason", "Put right."
    )
    assert resumed["status"] == "in_force"


def test_a_recipient_is_verified_by_command(terminal: Terminal):
    walk = Walk(terminal).to_decision()
    approval = walk.approval()
    approval["recipients"].append({"username": terminal.cast.contact_point.username, "method": "portal"})
    walk.take("decider", "case", "decide", "approve", sent=approval)
    layers = ("--is-person-confirmed", "--is-organisation-confirmed", "--is-authority-confirmed")
    seen = ("--method", "callback_switchboard", "--evidence", "Called back.")
    found = terminal.takes("preparer", "package", "verify", walk.reference, "2", *layers, *seen)
    assert (found["recipient"], found["outcome"]) == (2, "verified")
    told = terminal.refused("checker", "package", "verify", walk.reference, "2", *layers, *seen)
    assert told[0] == 3


@pytest.mark.parametrize("outcome", ["refuse", "neither-confirm-nor-deny"])
def test_a_finding_left_unmarked_is_named(terminal: Terminal, outcome: str):
    walk = Walk(terminal).to_decision()
    whole = walk.approval()["reasoning"]
    first, *rest = whole["marks"]
    sent = {"reasoning": {**whole, "marks": rest}}
    who = "information_manager" if outcome == "neither-confirm-nor-deny" else "decider"
    status, told = terminal.refused(who, "case", "decide", outcome, walk.reference, sent=sent)
    assert status == 2
    assert [each["field"] for each in told["errors"]] == [rules.place_of(first["test"], first["item"])]
    together = {
        "findings": [{"test": each["test"], "item": each["item"]} for each in rest],
        "reason": "Read.",
    }
    sent = {"reasoning": {**whole, "marks": [first], "agreed_together": [together]}}
    assert walk.take(who, "case", "decide", outcome, sent=sent)["decision"] == 1


@pytest.mark.parametrize("outcome", ["approve", "refuse", "refer", "defer", "not-held"])
def test_a_command_says_what_must_be_answered(terminal: Terminal, capsys: Any, outcome: str):
    with pytest.raises(SystemExit):
        main(["case", "decide", outcome, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "effect_on_privacy" in said
    assert "Every finding of" in said
