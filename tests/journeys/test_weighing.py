"""The page on which an officer answers for law, harm and best interests, in a real browser."""

from datetime import UTC, datetime

import pytest

from needshare.assessment import queries as assessment
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from tests.browser import Visitor
from tests.cast import Cast
from tests.signing_in import signed_in
from tests.story import PERSON, begin, match

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_officer_weighs_harm_and_interests_in_a_browser(cast: Cast, visitor: Visitor):
    story = begin(cast, at=datetime.now(UTC)).to(Stage.UNDER_ASSESSMENT)
    match(story)
    visitor.use_session(signed_in(cast.preparer)).open(f"/cases/{story.reference}/assess/harm")
    visitor.assert_accessible()
    page = visitor.page
    for word in (*(f"h{number}" for number in range(1, 11)), *(f"n{number}" for number in range(1, 7))):
        level = "Severe" if word == "n4" else "None"
        page.locator(f"input[name=harm_{word}][value={level.lower()}]").check()
    score = page.locator("details", has=page.locator("#id_likelihood_n4"))
    assert score.get_attribute("open") is None
    score.locator("summary").click()
    page.get_by_label("How likely, 1 to 5?").locator("visible=true").select_option("4")
    page.get_by_label("What would the harm be, and what lessens it?").fill("The nurses may be hurt.")
    page.get_by_label(f"What is best for {PERSON}?").fill("That nobody is hurt.")
    page.get_by_label("Sharing part of it").check()
    page.locator("input[name=subject_told][value=yes]").check()
    page.locator("input[name=conflicted][value=no]").check()
    page.get_by_role("button", name="Assess the request").click()
    visitor.assert_accessible(status=422)
    assert score.get_attribute("open") is not None
    page.get_by_label("How bad, 1 to 5?").locator("visible=true").select_option("5")
    page.get_by_role("button", name="Assess the request").click()
    page.wait_for_url("**/assess")
    stored = assessment.newest_assessment(pathway.sharing_case(story.reference, viewer=story.by("preparer")))
    assert stored is not None
    back = assessment.answers_of(stored)
    assert (back.scores["n4"].likelihood, back.scores["n4"].severity) == (4, 5)
    assert back.best_interests == {1: "That nobody is hurt."}
    assert "College of Policing APP" in page.content()
