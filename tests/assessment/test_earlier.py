"""A request is compared with what its organisation asked before (domain reference 1.13), and with what it was given."""

from datetime import timedelta
from typing import Any

import pytest

from needshare.accounts.actions import compartments as circles
from needshare.assessment import actions, queries
from needshare.assessment.queries.facts import route_spoken_of
from needshare.assessment.terms import MatchConfidence
from needshare.intake import actions as intake
from needshare.intake.actions import Evidence, Sender
from needshare.intake.rules import AskedItem
from needshare.intake.terms import RequestChannel
from needshare.pathway import actions as pathway
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.cast import Cast
from tests.entries import overwrite
from tests.story import Story, answers, asking, begin, match, subject_id

pytestmark = pytest.mark.django_db
MATTER = "WBC/ASB/2026/77"


@pytest.fixture
def first(cast: Cast) -> Story:
    return begin(cast, matter_reference=MATTER).to(Stage.UNDER_ASSESSMENT)


def ask_again(story: Story, *, days: int = 1, part: str = "partner", **changes: Any) -> Story:
    """Let an organisation ask, some days later."""
    at = story.at + timedelta(days=days)
    later = Story(story.cast, at=at, subject=story.subject, items=story.items, asked=asking(**changes))
    organisation = "AHA" if part == "outsider" else "WBC"
    sender = Sender(story.cast.force.code, organisation, RequestChannel.PORTAL)
    later.reference = intake.submit(sender=sender, asking=later.asked, by=later.by(part), at=at).reference
    return later


def found(story: Story) -> tuple[bool, bool, bool]:
    case = SharingCase.objects.get(reference=story.reference)
    request = queries.facts_of(case, answers=answers(), at=story.at).request
    return request.is_duplicate_suspected, request.changes_purpose, request.passes_on_released


NOTHING = (False, False, False)
DUPLICATE = (True, False, False)
OTHER_PURPOSE = (False, True, False)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, DUPLICATE),
        ({"purpose": "civil_proceedings"}, OTHER_PURPOSE),
        ({"matter_reference": "wbc asb 2026-77"}, DUPLICATE),
        ({"matter_reference": "WBC/ASB/2026/78"}, NOTHING),
        ({"matter_reference": ""}, NOTHING),
        ({"days": 90}, DUPLICATE),
        ({"days": 91}, NOTHING),
        ({"part": "outsider"}, NOTHING),
    ],
    ids=[
        "the same",
        "another purpose",
        "otherwise written",
        "another matter",
        "none",
        "90 days",
        "91",
        "others",
    ],
)
def test_one_reference_of_the_matter_makes_two_requests_one_affair(
    first: Story, changes: dict[str, Any], expected: tuple[bool, bool, bool]
):
    later = ask_again(first, **{"matter_reference": MATTER, **changes})
    assert found(later) == expected
    assert found(first) == NOTHING, "the earlier one is compared with nothing after it"


@pytest.mark.parametrize(
    ("categories", "sure", "expected"),
    [
        (("court_orders", "photo"), MatchConfidence.CONFIRMED, DUPLICATE),
        (("photo",), MatchConfidence.CONFIRMED, NOTHING),
        (("court_orders",), MatchConfidence.WEAK, NOTHING),
    ],
    ids=["in common", "nothing in common", "unsure"],
)
def test_one_person_surely_matched_in_both_and_a_category_in_common_too(
    first: Story, categories: tuple[str, ...], sure: MatchConfidence, expected: tuple[bool, bool, bool]
):
    match(first)
    items = tuple(AskedItem(each) for each in categories)
    later = ask_again(first, matter_reference="", items=items)
    assert found(later) == NOTHING, "before anybody is matched nothing says that it is about the same"
    pathway.claim(reference=later.reference, by=later.by("preparer"), at=later.at)
    evidence = Evidence("callback_switchboard", True, True, True, "Called back.")
    intake.verify(reference=later.reference, evidence=evidence, by=later.by("preparer"), at=later.at)
    match_as(later, sure)
    assert found(later) == expected


def match_as(story: Story, sure: MatchConfidence) -> None:
    actions.match_subject(
        reference=story.reference,
        number=1,
        subject=subject_id(story),
        confidence=sure,
        evidence="Same date of birth.",
        by=story.by("preparer"),
        at=story.at,
    )


def test_what_was_withdrawn_is_no_earlier_request(first: Story):
    intake.withdraw(reference=first.reference, reason="Settled.", by=first.by("partner"), at=first.at)
    assert found(ask_again(first, matter_reference=MATTER)) == NOTHING


def test_what_lies_in_a_compartment_is_compared_with_nothing_outside(first: Story):
    case = SharingCase.objects.get(reference=first.reference)
    later = ask_again(first, matter_reference=MATTER)
    assert found(later) == DUPLICATE
    circle = circles.open_compartment(
        code_name="ALDER",
        purpose="A closed enquiry.",
        sponsor=first.cast.preparer.username,
        reason="It begins.",
        by=first.by("information_manager"),
        at=first.at,
    )
    cases = SharingCase.objects.filter(pk=case.pk)
    overwrite(rows=cases, changes={"compartment": circle}, by=first.by("information_manager"), at=first.at)
    assert found(later) == NOTHING


@pytest.mark.parametrize(
    ("stage", "changes", "expected"),
    [
        (Stage.RELEASED, {"is_onward_sharing": True}, True),
        (Stage.RELEASED, {"is_onward_sharing": False}, False),
        (Stage.SECOND_CHECKED, {"is_onward_sharing": True}, False),
        (Stage.RELEASED, {"is_onward_sharing": True, "part": "outsider"}, False),
    ],
    ids=["to pass it on", "for oneself", "not released", "of others"],
)
def test_who_names_a_release_of_their_own_to_pass_on_would_break_its_conditions(
    cast: Cast, stage: Stage, changes: dict[str, Any], expected: bool
):
    story = begin(cast).to(stage)
    assert found(ask_again(story, matter_reference=story.reference.lower(), **changes))[2] is expected


def test_the_words_of_a_request_may_speak_of_another_route():
    assert route_spoken_of("A Freedom of Information request") == "foi"
    assert route_spoken_of("To support an injunction.", "Calls since January") is None
