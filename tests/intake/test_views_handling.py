"""Verifying who asks, returning and redirecting a request, on pages."""

import pytest

from needshare.pathway import queries
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import Story, begin, recently

pytestmark = pytest.mark.django_db
CONFIRMED = {
    "method": "callback_switchboard",
    "organisation": "yes",
    "person": "yes",
    "authority": "yes",
    "evidence": "Called back on the number in the register.",
}


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently()).to(Stage.VERIFYING_REQUESTER)


def stage_of(story: Story) -> str:
    return queries.sharing_case(story.reference, viewer=story.by("preparer")).stage


def post(story: Story, path: str, who: str = "preparer", **answers: str):
    address = f"/cases/{story.reference}/{path}"
    return signed_in(getattr(story.cast, who)).post(address, answers, secure=True)


def test_a_requester_confirmed_in_every_way_is_verified(story):
    assert post(story, "verify", **CONFIRMED).status_code == 302
    assert stage_of(story) == Stage.UNDER_ASSESSMENT


@pytest.mark.parametrize("layer", ["organisation", "person", "authority"])
def test_anything_short_of_it_puts_the_case_on_hold(story, layer):
    assert post(story, "verify", **{**CONFIRMED, layer: "no"}).status_code == 302
    assert stage_of(story) == Stage.ON_HOLD


@pytest.mark.parametrize("name", list(CONFIRMED))
def test_nothing_is_answered_for_the_verifier(story, name):
    answer = post(story, "verify", **{key: value for key, value in CONFIRMED.items() if key != name})
    assert answer.status_code == 422
    assert f'href="#id_{name}' in answer.content.decode()
    assert stage_of(story) == Stage.VERIFYING_REQUESTER


def test_the_page_shows_the_number_to_call_back(story):
    page = signed_in(story.cast.preparer).get(f"/cases/{story.reference}/verify", secure=True)
    assert "01632 960200" in page.content.decode()


@pytest.mark.parametrize("who", ["decider", "checker", "auditor"])
def test_only_handlers_verify(story, who):
    assert post(story, "verify", who, **CONFIRMED).status_code == 403


def test_a_request_is_returned_with_what_is_missing(story):
    assert post(story, "return").status_code == 422
    assert post(story, "return", what="Say which dates.").status_code == 302
    assert stage_of(story) == Stage.RETURNED_FOR_MORE


def test_a_request_is_redirected_to_a_route_of_the_policy(story):
    assert post(story, "redirect", route="by_pigeon").status_code == 422
    assert post(story, "redirect", route="dbs").status_code == 302
    assert stage_of(story) == Stage.REDIRECTED
