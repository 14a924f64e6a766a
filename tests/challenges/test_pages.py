"""The pages of look-ups that were picked in a real browser: accessible, and wholly translatable."""

import pytest

from needshare.casework import actions as casework
from needshare.challenges import actions
from needshare.challenges.models import PickedLookUp
from tests.signing_in import signed_in
from tests.story import PERSON, Story, begin, recently

pytestmark = pytest.mark.browser
REASON = "The complaint asks who saw the log."
FULLER = "The complaint asks who saw the log of the call of that night, and I prepare the answer to it. " * 2
PAGES = (
    ("preparer", "/look-ups"),
    ("preparer", "/look-ups/{look_up}"),
    ("standards", "/openings"),
    ("standards", "/look-ups/{look_up}/review"),
)


@pytest.fixture(params=PAGES, ids=lambda page: page[1])
def page(request, cast, visitor, monkeypatch) -> tuple[str, Story]:
    who, path = request.param
    story = begin(cast, at=recently())
    monkeypatch.setattr(actions, "randbelow", lambda _below: 0)
    casework.search(words=PERSON, reason=REASON, by=story.by("preparer"), at=story.at)
    row = PickedLookUp.objects.get()
    if who == "standards":
        actions.justify(look_up_id=row.pk, words=FULLER, by=story.by("preparer"), at=story.at)
    visitor.use_session(signed_in(getattr(cast, who)))
    return path.format(look_up=row.pk), story


def test_page_is_accessible(page, visitor):
    visitor.open(page[0]).assert_accessible()


def test_page_is_translatable(page, visitor, pseudo_locale):
    story = page[1]
    visitor.open(page[0]).assert_translated(story.cast.preparer.username, story.cast.preparer.name, REASON)
    visitor.assert_no_problems()
