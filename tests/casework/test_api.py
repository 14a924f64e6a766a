import pytest

from tests.api.chain import Chain
from tests.calling import refused
from tests.entries import newest


@pytest.fixture
def chain(api):
    return Chain(api).until("put_forward")


def test_who_has_no_part_in_a_case_says_why_they_open_it(api, chain):
    said = refused(api("auditor").post(f"{chain.case}/open", {}), 403)
    assert said["codes"] == ["REASON_NEEDED"]
    whole = api("auditor").done(f"{chain.case}/open", {"reason": "audit"})
    assert whole["why_opened"] == "audit"
    assert newest("casework.open_case_page").justification == "audit"


def test_who_has_a_step_to_take_need_not_say_why(api, chain):
    whole = api("decider").done(f"{chain.case}/open", {})
    assert whole["why_opened"] == "step"
    assert "decision.approve" in whole["next_steps"]
    assert whole["asked"]["objective"] == "Fewer incidents in Alder Row."


def test_a_case_is_shown_with_its_version_as_etag(api, chain):
    response = api("decider").post(f"{chain.case}/open", {})
    assert response.headers["ETag"] == f'"{response.json()["version"]}"'


def test_ones_desk_shows_what_waits(api, chain):
    desk = api("decider").seen("/desk")
    assert [(each["kind"], each["reference"]) for each in desk["waiting"]] == [
        ("decide_case", chain.reference)
    ]
    assert api("preparer").seen("/desk")["handled"][0]["reference"] == chain.reference
    refused(api("partner").get("/desk"), 404)


def test_the_words_of_the_policy_are_listed(api):
    words = api("partner").seen("/words")
    assert words["words"]["purpose"]["asb_prevention"]
    assert words["words"]["gateway"]["g02"]
    assert len(words["sha256"]) == 64
