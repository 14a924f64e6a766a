"""Claiming, handing over, holding, taking up again and closing, on pages."""

from datetime import UTC, datetime, timedelta

import pytest

from needshare.kernel import Blocked
from needshare.pathway import queries
from needshare.pathway.terms import Stage
from tests.cast import acting
from tests.signing_in import signed_in
from tests.story import Story, begin, recently

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently())


def stage_of(story: Story) -> str:
    return queries.sharing_case(story.reference, viewer=story.by("preparer")).stage


def post(story: Story, who: str, path: str, **answers: str):
    address = f"/cases/{story.reference}/{path}"
    return signed_in(getattr(story.cast, who)).post(address, answers, secure=True)


def test_a_case_is_claimed(story):
    story.to(Stage.RECEIVED)
    answer = post(story, "preparer", "claim")
    assert answer.status_code == 302
    assert answer["Location"] == f"/cases/{story.reference}"
    assert stage_of(story) == Stage.VERIFYING_REQUESTER


def test_a_case_is_claimed_once(story):
    story.to(Stage.VERIFYING_REQUESTER)
    assert post(story, "information_manager", "claim").status_code == 409


@pytest.mark.parametrize("who", ["auditor", "checker"])
def test_only_handlers_claim(story, who):
    story.to(Stage.RECEIVED)
    assert post(story, who, "claim").status_code == 403
    assert stage_of(story) == Stage.RECEIVED


@pytest.mark.parametrize("path", ["claim", "resume", "close"])
def test_what_changes_a_case_is_not_done_by_looking(story, path):
    story.to(Stage.RECEIVED)
    client = signed_in(story.cast.preparer)
    assert client.get(f"/cases/{story.reference}/{path}", secure=True).status_code == 405


@pytest.mark.parametrize("path", ["hand-over", "hold"])
def test_a_strangers_case_has_no_pages(story, path):
    story.to(Stage.RECEIVED)
    client = signed_in(story.cast.outsider)
    assert client.get(f"/cases/{story.reference}/{path}", secure=True).status_code == 404


def test_a_case_is_handed_over_with_the_reason(story):
    story.to(Stage.VERIFYING_REQUESTER)
    to = story.cast.information_manager
    assert post(story, "preparer", "hand-over", to=to.username, reason="On leave.").status_code == 302
    assert queries.sharing_case(story.reference, viewer=acting(to, at=story.at)).handler_id == to.pk
    with pytest.raises(Blocked, match="Say why"):
        queries.sharing_case(story.reference, viewer=story.by("preparer"))


def test_handing_over_asks_for_the_person_and_the_reason(story):
    story.to(Stage.VERIFYING_REQUESTER)
    answer = post(story, "preparer", "hand-over")
    assert answer.status_code == 422
    assert "Choose who takes the case over." in answer.content.decode()
    assert "Say why the case changes hands." in answer.content.decode()


def test_a_case_is_held_until_a_day_and_taken_up_again(story):
    story.to(Stage.UNDER_ASSESSMENT)
    until = datetime.now(UTC) + timedelta(days=7)
    day = {"until-day": str(until.day), "until-month": str(until.month), "until-year": str(until.year)}
    assert post(story, "preparer", "hold", reason="Waiting for the court.", **day).status_code == 302
    assert stage_of(story) == Stage.ON_HOLD
    assert post(story, "preparer", "resume").status_code == 302
    assert stage_of(story) == Stage.UNDER_ASSESSMENT


def test_a_hold_needs_a_day_ahead(story):
    story.to(Stage.UNDER_ASSESSMENT)
    day = {"until-day": "1", "until-month": "1", "until-year": "2020"}
    answer = post(story, "preparer", "hold", reason="Waiting.", **day)
    assert answer.status_code == 422
    assert "Give a date in the future" in answer.content.decode()
    assert stage_of(story) == Stage.UNDER_ASSESSMENT


def test_an_acknowledged_case_is_closed(story):
    story.to(Stage.ACKNOWLEDGED)
    assert post(story, "preparer", "close").status_code == 302
    assert stage_of(story) == Stage.CLOSED
