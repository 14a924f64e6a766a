"""The desk, the list and the page of a case, as people of the force and others see them."""

from datetime import UTC, datetime

import pytest

from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import PERSON, Story, begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=datetime.now(UTC))


STAGES = [
    Stage.RECEIVED,
    Stage.VERIFYING_REQUESTER,
    Stage.UNDER_ASSESSMENT,
    Stage.AWAITING_DECISION,
    Stage.APPROVED,
    Stage.PREPARED,
    Stage.SECOND_CHECKED,
    Stage.RELEASED,
    Stage.CLOSED,
]


@pytest.mark.parametrize("stage", STAGES)
def test_the_page_of_a_case_opens_at_every_stage(story, stage):
    story.to(stage)
    answer = signed_in(story.cast.preparer).get(f"/cases/{story.reference}", secure=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert PERSON in page
    assert "OFFICIAL-SENSITIVE" in page
    assert story.reference in page
