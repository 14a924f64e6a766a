"""The pages of openings in a real browser: accessible, and wholly translatable."""

import pytest

from needshare.pathway import actions
from needshare.pathway.models import OpeningReview
from needshare.pathway.rules import Reason
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import Story, begin, recently

pytestmark = pytest.mark.browser
PAGES = (
    ("decider", "/cases/{case}/reason"),
    ("officer", "/emergency?case={case}"),
    ("standards", "/openings"),
    ("standards", "/openings/{review}"),
    ("supervising", "/cases/{case}"),
)
WORDS = "Somebody may be at the address now."


@pytest.fixture(params=PAGES, ids=lambda page: page[1])
def page(request, cast, visitor) -> tuple[str, Story]:
    who, path = request.param
    story = begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)
    reason = Reason(purpose="risk_to_life", words=WORDS, has_read_handling=True)
    actions.open_in_emergency(reference=story.reference, reason=reason, by=story.by("checker"), at=story.at)
    who = "checker" if who == "supervising" else who
    visitor.use_session(signed_in(getattr(cast, who)))
    return path.format(case=story.reference, review=OpeningReview.objects.get().pk), story


def test_page_is_accessible(page, visitor):
    visitor.open(page[0]).assert_accessible()


def test_page_is_translatable(page, visitor, pseudo_locale):
    visitor.open(page[0]).assert_translated(page[1].reference, page[1].cast.checker.username)
    visitor.assert_no_problems()
