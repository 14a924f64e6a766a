import pytest

from needshare.accounts.terms import Role
from needshare.pathway.actions import openings
from tests.api.chain import Chain
from tests.calling import Caller, refused, token_of
from tests.cast import person
from tests.entries import newest


@pytest.fixture
def chain(api):
    return Chain(api).until("put_forward")


REASON = {"purpose": "cover", "words": "Cover while the handler is on leave.", "has_read_handling": True}


@pytest.fixture
def colleague(api, monkeypatch):
    """Add another disclosure officer, who has no part in the case; no opening is picked for review."""
    monkeypatch.setattr(openings.secrets, "randbelow", lambda _below: 1)
    return Caller(token_of(person(api.cast.force, "b.colleague", Role.DISCLOSURE_OFFICER)))


def test_who_has_no_part_in_a_case_gives_a_reason_first(colleague, chain):
    said = refused(colleague.post(f"{chain.case}/open", {}), 403)
    assert said["codes"] == ["REASON_NEEDED"]
    opened = colleague.done(f"{chain.case}/openings", REASON, status=201)
    assert opened["ground"] == "declared_reason"
    whole = colleague.done(f"{chain.case}/open", {})
    assert (whole["why_opened"], whole["open_until"]) == ("reason", opened["until"])
    assert newest("casework.open_case_page").justification == "cover"


def test_a_role_that_answers_for_the_case_need_not_say_why(api, chain):
    whole = api("auditor").done(f"{chain.case}/open", {})
    assert whole["why_opened"] == "oversight"
    assert newest("casework.open_case_page").justification == "oversight"


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
