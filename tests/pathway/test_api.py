from datetime import timedelta

import pytest
import time_machine

from tests.api.chain import Chain
from tests.calling import refused
from tests.cast import AT
from tests.entries import newest


@pytest.fixture
def chain(api):
    chain = Chain(api)
    chain.receive()
    return chain


def test_cases_are_listed_newest_first_and_page_by_page(api):
    chains = [Chain(api) for _ in range(3)]
    for number, each in enumerate(chains):
        with time_machine.travel(AT + timedelta(seconds=number), tick=False):
            each.receive()
    first = api("preparer").seen("/cases", limit=2)
    assert len(first["items"]) == 2
    assert "count" not in first
    rest = api("preparer").seen("/cases", limit=2, after=first["after"])
    listed = [each["reference"] for each in first["items"] + rest["items"]]
    assert listed == [each.reference for each in reversed(chains)]
    assert rest["after"] is None


def test_no_line_names_a_person(api, chain):
    content = api("preparer").get("/cases").content
    for name in (b"Pryce", b"Osei", b"Prewett"):
        assert name not in content


def test_cases_are_narrowed_by_stage(api, chain):
    assert api("preparer").seen("/cases", stage=["received", "closed"])["items"]
    assert api("preparer").seen("/cases", stage="closed")["items"] == []
    said = refused(api("preparer").get("/cases", {"stage": "lost"}), 422)
    assert [each["field"] for each in said["errors"]] == ["stage.0"]
    refused(api("preparer").get("/cases", {"after": "not-an-id"}), 422)


def test_who_has_no_part_in_cases_sees_none(api, chain):
    assert api("officer").seen("/cases")["items"] == []
    refused(api("administrator").get("/cases"), 403)
    refused(api("partner").get("/cases"), 404)


def test_a_case_is_claimed_by_one(api, chain):
    claimed = api("preparer").done(f"{chain.case}/claim")
    assert (claimed["stage"], claimed["version"]) == ("verifying_requester", 2)
    assert newest("pathway.claim").actor["channel"] == "api"
    refused(api("information_manager").post(f"{chain.case}/claim"), 409)
    refused(api("decider").post(f"{chain.case}/claim"), 403)


def test_a_case_is_handed_over(api, chain):
    chain.claim()
    to = {"to": "s.tarn@nmc", "reason": "Leave."}
    assert api("preparer").done(f"{chain.case}/assign", to)["version"] == 3
    chain2 = Chain(api)
    chain2.receive()
    for changes, field in (
        ({"to": "nobody@nmc"}, "to"),
        ({"to": "l.osei@wbc"}, "to"),
        ({"reason": " "}, "reason"),
    ):
        said = refused(api("information_manager").post(f"{chain2.case}/assign", {**to, **changes}), 422)
        assert [each["field"] for each in said["errors"]] == [field]


def test_a_case_is_held_and_resumed(api, chain):
    chain.claim()
    held = {"reason": "Awaiting a call.", "until": "2026-04-16T09:00:00Z"}
    assert api("preparer").done(f"{chain.case}/hold", held)["stage"] == "on_hold"
    assert api("preparer").done(f"{chain.case}/resume")["stage"] == "verifying_requester"
    refused(api("preparer").post(f"{chain.case}/resume"), 409)


@pytest.mark.parametrize("until", ["2026-03-15T09:00:00Z", "2026-03-16T09:00:00Z", "2026-04-16T09:00:00"])
def test_a_case_is_held_until_a_time_to_come(api, chain, until):
    said = refused(api("preparer").post(f"{chain.case}/hold", {"reason": "Wait.", "until": until}), 422)
    assert [each["field"] for each in said["errors"]] == ["until"]


def test_a_case_is_not_closed_before_its_answer(api, chain):
    refused(api("preparer").post(f"{chain.case}/close"), 409)


def test_a_reference_is_read_however_it_is_typed(api, chain):
    api("preparer").done(f"/cases/{chain.reference.lower()}/claim")
