"""SCN-15 and SCN-28 by API: two people of one name and birth date, and one person who is victim and suspect at once."""

import json
from typing import Any

import pytest

from needshare.intake import queries as intake
from needshare.intake.rules import AskedItem, AskedPerson
from needshare.subjects.models import Subject
from tests.api.chain import WORDS, Chain, agreement, harm, item
from tests.calling import Telephone, refused
from tests.story import BORN_ON, asking

NAME = "Peter Nolan"
STREETS = ("3 Quay Street, Wexcombe WX1 1AA", "9 Mill Lane, Tolland TL2 2BB")


class Nolan(Chain):
    """A request about Peter Nolan, under the agreement."""

    role = "suspect"

    def agree_and_hold(self) -> None:
        self.clear_people()
        agreed = agreement(self.api) | {"subject_groups": ["suspect", "victim"]}
        self.api("information_manager").done("/agreements", agreed, status=201)

    def ask(self) -> None:
        asked = asking(
            persons=(AskedPerson(name=NAME, role=self.role, date_of_birth=BORN_ON),),
            items=(AskedItem("incident_log", "Logs of calls"),),
        )
        body = {"force": "NMC", "organisation": "WBC", "answers": intake.pack(asked)}
        self.reference = self.api("partner").done("/requests", body, status=201)["reference"]
        self.claim()
        self.verify()

    def enter(self, *streets: str) -> list[str]:
        enter = self.api("preparer").done
        told = [{"name": NAME, "born_on": BORN_ON.isoformat(), "addresses": [each]} for each in streets]
        return [enter("/subjects", each, status=201)["id"] for each in told]

    def match(self, subject: str, confidence: str) -> None:
        body = {
            "number": 1,
            "subject": subject,
            "confidence": confidence,
            "evidence": "Only name and birth date.",
        }
        self.api("preparer").done(f"{self.case}/matches", body, status=201)

    def judge(self, *versions: str) -> dict[int, dict[str, Any]]:
        """Gather versions, assess, and return what was found of the items by number and test."""
        judged = {
            "is_relevant": "yes",
            "accuracy": "verified",
            "identity_match": "confirmed",
            "requested_number": 1,
        }
        items = [{"item_version": each, **judged} for each in versions]
        preparer = self.api("preparer")
        preparer.done(f"{self.case}/searches", {"scope": WORDS, "has_found": True}, status=201)
        self.gathered = [
            each["number"] for each in preparer.done(f"{self.case}/gather", {"items": items})["gathered"]
        ]
        preparer.done(f"{self.case}/assess", harm(), status=201)
        preparer.done(f"{self.case}/put-forward")
        (basis, *_others) = self.api("decider").done(f"{self.case}/findings", {})["assessment"]["bases"]
        found: dict[int, dict[str, Any]] = {}
        for each in basis["findings"]:
            if each["item"]:
                found.setdefault(each["item"], {})[each["test"]] = each
        return found

    def hold(self, subject: str, role: str, *others: dict[str, str]) -> str:
        links = [{"subject": subject, "role": role}, *others]
        made = self.api("preparer").done("/items", item(subject, links=links), status=201)
        return str(made["version"])


@pytest.fixture
def nolan(api: Telephone) -> Nolan:
    chain = Nolan(api)
    chain.agree_and_hold()
    return chain


def test_scn_15_both_are_shown_with_what_differs_and_nothing_goes_while_it_is_unsure(
    api: Telephone, nolan: Nolan
):
    first, second = nolan.enter(*STREETS)
    nolan.ask()
    sought = {"name": NAME, "date_of_birth": BORN_ON.isoformat()}
    found = api("preparer").done(f"{nolan.case}/subjects/search", sought)["found"]
    assert {each["id"] for each in found} == {first, second}
    for each in found:
        assert (each["confidence"], each["namesakes"], each["tells_apart"]) == ("weak", 1, ["address"])
    assert {each["addresses"][0] for each in found} == set(STREETS)
    assert Subject.objects.count() == 2, "nobody was merged"
    nolan.match(first, "ambiguous")
    accuracy = nolan.judge(nolan.hold(first, "suspect"))[1]["accuracy"]
    assert (accuracy["outcome"], accuracy["codes"]) == ("not_met", ["IDENTITY_AMBIGUOUS"])
    said = refused(api("decider").post(f"{nolan.case}/approve", nolan.approval()), 403)
    assert "IDENTITY_AMBIGUOUS" in json.dumps(said)
    api("decider").done(f"{nolan.case}/send-back", {"reason": "Ask for an address."})
    returned = {"what": "Which address is it?"}
    assert api("preparer").done(f"{nolan.case}/return", returned)["stage"] == "returned_for_more"
    told = json.dumps(api("partner").seen(f"/requests/{nolan.reference}"))
    assert "Quay Street" not in told
    assert "Mill Lane" not in told


def test_a_weak_match_makes_every_item_about_the_person_weak_whatever_is_judged(nolan: Nolan):
    (one,) = nolan.enter(STREETS[0])
    nolan.ask()
    nolan.match(one, "weak")
    assert "IDENTITY_MATCH_WEAK" in nolan.judge(nolan.hold(one, "suspect"))[1]["accuracy"]["codes"]


def test_scn_28_who_is_asked_about_as_a_victim_is_not_shown_as_a_suspect(api: Telephone, nolan: Nolan):
    (one,) = nolan.enter(STREETS[0])
    nolan.role = "victim"
    nolan.ask()
    nolan.match(one, "confirmed")
    found = nolan.judge(nolan.hold(one, "victim"), nolan.hold(one, "suspect"))
    assert found[1]["relevance"]["codes"] == []
    assert (found[2]["relevance"]["outcome"], found[2]["relevance"]["codes"]) == ("not_met", ["ANOTHER_PART"])
    approval = nolan.approval()
    said = refused(api("decider").post(f"{nolan.case}/approve", approval), 403)
    assert "ANOTHER_PART" in json.dumps(said)
    approval["items"][1] |= {"outcome": "withhold", "reason": "It shows him in another part."}
    decided = api("decider").done(f"{nolan.case}/approve-in-part", approval, status=201)
    assert decided["outcome"] == "disclose_partial"


def test_scn_28_the_other_party_is_no_recipient(api: Telephone, nolan: Nolan):
    (one,) = nolan.enter(STREETS[0])
    other = {"name": "Lena Osei", "aliases": [f"Osei {api.cast.partner.name[0]}"], "born_on": "1990-01-01"}
    other = api("preparer").done("/subjects", other, status=201)["id"]
    nolan.role = "victim"
    nolan.ask()
    nolan.match(one, "confirmed")
    nolan.judge(nolan.hold(one, "victim", {"subject": other, "role": "suspect"}))
    approval = nolan.approval()
    said = refused(api("decider").post(f"{nolan.case}/approve", approval), 422)
    assert [each["field"] for each in said["errors"]] == ["recipients.0.name"], api.cast.partner.name
