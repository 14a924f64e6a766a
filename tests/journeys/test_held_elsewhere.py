"""SCN-07 by API: two items are shared, the third is SECRET and held elsewhere; who is not cleared is not told of it."""

import json
from typing import Any

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance
from needshare.disclosure.packing import Unpacked, unpack
from needshare.intake import queries as intake
from needshare.intake.rules import AskedItem
from tests.api.chain import Chain
from tests.calling import Telephone, refused
from tests.cast import AT, TRAINED_UNTIL
from tests.entries import newest
from tests.story import asking

HOLDER = "Regional Larch Unit"
HOW = "Ring the desk of the unit on the secure line and quote the reference."
POINTER = {
    "reference": "RLU/7",
    "category": "incident_log",
    "marking": "secret",
    "holder": HOLDER,
    "how_to_ask": HOW,
}
ASKED = (
    AskedItem("incident_log", "Logs of calls"),
    AskedItem("court_orders", "Orders in force"),
    AskedItem("incident_log", "What was seen in February"),
)
WHY = "Above their clearance. A sanitised version is asked for."


class Packet(Chain):
    """A packet whose third item is held elsewhere."""

    def agree_and_hold(self) -> None:
        super().agree_and_hold()
        noted = {**POINTER, "links": [{"subject": self.subject, "role": "suspect"}]}
        made = self.api("preparer").done("/items/elsewhere", noted, status=201)
        assert made["marking"] == "official_sensitive", "the note has a marking of its own"
        self.versions.append(made["version"])

    def receive(self) -> None:
        asked = {"force": "NMC", "organisation": "WBC", "answers": intake.pack(asking(items=ASKED))}
        self.reference = self.api("partner").done("/requests", asked, status=201)["reference"]

    def clear(self, clearance: Clearance) -> None:
        who = self.api.cast.partner.username
        accounts.record_clearance(
            username=who,
            clearance=clearance,
            until=TRAINED_UNTIL,
            evidence="Seen.",
            by=operator(at=AT),
            at=AT,
        )

    def decided(self, approval: dict[str, Any]) -> dict[str, Any]:
        return dict(self.api("decider").done(f"{self.case}/approve-in-part", approval, status=201))

    def collected(self) -> Unpacked:
        """Let the recipient open the package, as its own program would."""
        partner, package = self.api("partner"), f"/packages/{self.reference}"
        partner.done(f"{package}/conditions")
        opened = partner.post(f"{package}/open")
        assert opened.status_code == 200, opened.content
        return unpack(opened.content)


@pytest.fixture
def packet(api: Telephone) -> Packet:
    return Packet(api)


def test_scn_07_is_decided_item_by_item_and_nobody_uncleared_is_told(api: Telephone, packet: Packet):
    packet.until("put_forward")
    (basis, *_others) = api("decider").done(f"{packet.case}/findings", {})["assessment"]["bases"]
    secure = {each["item"]: each for each in basis["findings"] if each["test"] == "security"}
    assert secure[3]["codes"] == ["CLEARANCE_BELOW_MARKING", "HELD_ELSEWHERE", "SANITISE_POSSIBLE"]
    assert "A sanitised version would pass" in secure[3]["reason"]
    assert secure[1]["codes"] == secure[2]["codes"] == []
    approval = packet.approval()
    said = refused(api("decider").post(f"{packet.case}/approve-in-part", approval), 403)
    assert "CLEARANCE_BELOW_MARKING" in json.dumps(said)
    approval["items"][2] |= {"outcome": "withhold", "reason": WHY, "reason_code": "sanitise_possible"}
    refused(api("decider").post(f"{packet.case}/approve", approval), 422)
    decided = packet.decided(approval)
    assert (decided["outcome"], decided["stage"]) == ("disclose_partial", "approved_in_part")
    packet.prepare()
    packet.check()
    packet.release()
    shown = api("decider").done(f"{packet.case}/open", {})["gathered"]
    assert [each["outcome"] for each in shown] == ["share", "share", "withhold"]
    assert (shown[2]["held_elsewhere_as"], shown[2]["held_elsewhere_by"]) == ("secret", HOLDER)
    read = packet.collected()
    assert len(read.items) == 2
    told = json.dumps([read.items, read.manifest, api("partner").seen(f"/requests/{packet.reference}")])
    for word in (HOLDER, HOW, "RLU/7", "SECRET", "secret", "elsewhere", WHY):
        assert word not in told


def test_a_cleared_recipient_may_be_told_who_holds_it_and_that_is_never_all_that_was_asked(
    api: Telephone, packet: Packet
):
    packet.until("verify").clear(Clearance.SC)
    packet.put_forward()
    approval = packet.approval()
    said = refused(api("decider").post(f"{packet.case}/approve", approval), 422)
    assert "Not everything that was asked for is here" in json.dumps(said)
    packet.decided(approval)
    packet.prepare()
    packet.check()
    packet.release()
    told = packet.collected().items[2]
    assert told["label"] == "Held elsewhere, marked SECRET: enclosed is only how to ask for it"
    assert (told["source"], told["words"], told["marking"]) == (HOLDER, HOW, "OFFICIAL-SENSITIVE")


def test_who_is_no_longer_cleared_at_release_is_told_nothing(api: Telephone, packet: Packet):
    packet.until("verify").clear(Clearance.SC)
    packet.put_forward()
    packet.decided(packet.approval())
    packet.prepare()
    packet.check()
    packet.clear(Clearance.BPSS)
    said = refused(api("preparer").post(f"{packet.case}/package/release"), 403)
    assert "CLEARANCE_BELOW_MARKING" in json.dumps(said)
    assert newest("disclosure.release").said.get("outcome") != "released"
