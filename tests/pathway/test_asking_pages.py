"""The pages of asking for access and of interests in a real browser: accessible, and wholly translatable."""

from typing import Any

import pytest

from needshare.accounts.terms import Role
from needshare.casework import actions as casework, jobs as follow_ups
from needshare.intake.jobs import compare_interests
from needshare.kernel import Actor
from needshare.pathway import actions, jobs
from needshare.pathway.models import AccessRequest, InterestCheck, SharingCase
from needshare.pathway.rules import Interest
from needshare.pathway.terms import Stage
from tests.casework.test_hidden_hits import hide
from tests.cast import Cast, person
from tests.signing_in import signed_in
from tests.story import PERSON, Story, begin

pytestmark = pytest.mark.browser
WORDS = "It is about the same address as my own case."
SEARCHED = "He is said to have moved."
PAGES = (
    ("officer", "/ask-for-access"),
    ("officer", "/access-requests"),
    ("preparer", "/access-requests"),
    ("preparer", "/access-requests/{asking}"),
    ("preparer", "/hidden-hits"),
    ("preparer", "/declarations"),
    ("decider", "/cases/{case}/know-somebody"),
    ("supervisor", "/interests"),
    ("supervisor", "/interests/{check}"),
)


def ask_and_search(story: Story) -> dict[str, Any]:
    """Ask for a case, hide it from the officer, who searches for it."""
    officer: Actor = story.by("officer")
    asking = actions.ask_for_access(
        reference=story.reference, purpose="related", words=WORDS, by=officer, at=story.at
    )
    jobs.bring_askings(at=story.at)
    hide(story=story, who=story.cast.officer, by=story.by("information_manager"), at=story.at)
    casework.search(words=PERSON, reason=SEARCHED, by=officer, at=story.at)
    follow_ups.tell_of_hidden_hits(at=story.at)
    return {"asking": AccessRequest.objects.get(pk=asking.pk).pk}


def declare(story: Story) -> dict[str, Any]:
    """Let the handler's household meet a person of the case."""
    interest = Interest(household=(PERSON,), addresses=("9 Alder Row",))
    actions.declare_interests(interest=interest, by=story.by("preparer"), at=story.at)
    compare_interests(at=story.at)
    return {"check": InterestCheck.objects.get(person=story.cast.preparer).pk}


@pytest.fixture(params=PAGES, ids=lambda page: f"{page[0]} {page[1]}")
def page(request, cast: Cast, visitor) -> tuple[str, tuple[str, ...]]:
    who, path = request.param
    supervisor = person(cast.force, "b.supervisor", Role.SUPERVISOR)
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    has_interest = "interest" in path or "declarations" in path
    places = declare(story) if has_interest else ask_and_search(story)
    reference = SharingCase.objects.get().reference
    visitor.use_session(signed_in(supervisor if who == "supervisor" else getattr(cast, who)))
    names = (cast.officer.username, cast.preparer.username, "nmc", reference, story.reference)
    return path.format(case=story.reference, **places), (WORDS, SEARCHED, PERSON, "9 Alder Row", *names)


def test_page_is_accessible(page, visitor):
    visitor.open(page[0]).assert_accessible()


def test_page_is_translatable(page, visitor, pseudo_locale):
    visitor.open(page[0]).assert_translated(*page[1])
    assert visitor.status == 200
