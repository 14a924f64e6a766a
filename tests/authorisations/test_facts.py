"""A finding rests on an authorisation only while it is in force and covers the item (A2, A5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from needshare.assessment import actions as assessment, queries as assessed
from needshare.assessment.terms import MatchConfidence
from needshare.authorisations import actions
from needshare.kernel import Blocked, Outcome
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from tests.asked import asking
from tests.authorisations.orders import LAST_DAY, check, recorded, resting, revoke, weigh
from tests.cast import Cast
from tests.entries import newest
from tests.story import Story, assess, begin, gather, subject_id

BY_ORDER = "g45"


def of_order(story: Story) -> Any:
    """Return the finding about authorisations of the first item, where the order of a court alone is relied on."""
    case = pathway.sharing_case(story.reference, viewer=story.by("preparer"))
    stored = assessed.newest_assessment(case)
    assert stored is not None
    alone = next(each for each in assessed.bases(stored) if each.id == f"one_off:{BY_ORDER}")
    return next(each for each in alone.findings if each.test == "authorisation" and each.item == 1)


def by_order(cast: Cast) -> Story:
    """Walk a case to its assessment whose request names two people and relies on an order of a court besides."""
    first = asking().persons[0]
    other = replace(first, name="Dean Coverley")
    return begin(cast, gateways=("g02", BY_ORDER), persons=(first, other)).to(Stage.UNDER_ASSESSMENT)


def weakly(story: Story) -> None:
    assessment.match_subject(
        reference=story.reference,
        number=1,
        subject=subject_id(story),
        confidence=MatchConfidence.WEAK,
        evidence="Same surname.",
        by=story.by("preparer"),
        at=story.at,
    )


def wait(days: int) -> Callable[[Story, Any], None]:
    def later(story: Story, _found: Any) -> None:
        story.at += timedelta(days=days)

    return later


def as_is(_story: Story, _found: Any) -> None:
    """Change nothing."""


@pytest.mark.parametrize(
    ("changes", "happens", "outcome"),
    [
        ({}, as_is, Outcome.MET),
        ({}, wait(LAST_DAY), Outcome.MET),
        ({}, wait(LAST_DAY + 1), Outcome.NOT_MET),
        ({"categories": ("court_orders",)}, as_is, Outcome.NOT_MET),
        ({"people": (2,)}, as_is, Outcome.NOT_MET),
        ({"kind": "warrant"}, as_is, Outcome.NOT_MET),
        ({}, revoke, Outcome.NOT_MET),
        ({}, lambda story, _found: weakly(story), Outcome.NOT_MET),
        ({}, lambda story, found: recorded(story, replaces=found.reference), Outcome.NOT_MET),
    ],
    ids=[
        "in force", "on its last day", "lapsed", "another category", "another person", "another kind", "revoked",
        "nobody is sure who it is", "replaced, and the new original not checked",
    ],
)  # fmt: skip
def test_a_finding_rests_only_on_an_order_in_force_that_covers_the_item(
    cast: Cast, changes: Any, happens: Any, outcome: Outcome
):
    story = by_order(cast)
    found = check(story, recorded(story, **changes))
    weigh(story)
    happens(story, found)
    assess(story)
    finding = of_order(story)
    assert finding.outcome is outcome
    if outcome is Outcome.MET:
        assert found.reference in finding.reason
    else:
        assert finding.codes == ("authorisation_missing",)


def test_what_is_not_known_never_counts_as_met(cast: Cast):
    story = by_order(cast)
    recorded(story)  # nobody has checked its original
    weigh(story)
    assert of_order(story).outcome is Outcome.NOT_MET


def test_an_order_for_tomorrow_carries_nothing_today(cast: Cast):
    story = by_order(cast)
    check(story, recorded(story, valid_from=(story.at + timedelta(days=1)).date()))
    weigh(story)
    assert of_order(story).outcome is Outcome.NOT_MET
    wait(1)(story, None)
    assess(story)
    assert of_order(story).outcome is Outcome.MET


def test_an_assessment_no_longer_stands_once_the_order_has_lapsed(cast: Cast):
    story, _found = resting(cast)
    weigh(story)
    wait(LAST_DAY + 1)(story, None)
    with pytest.raises(Blocked, match="Something changed since"):
        assessment.put_forward(reference=story.reference, by=story.by("preparer"), at=story.at)


@pytest.mark.parametrize("happens", [wait(LAST_DAY + 1), revoke], ids=["lapsed", "revoked"])
@pytest.mark.parametrize(
    ("before", "following"),
    [(Stage.AWAITING_DECISION, Stage.APPROVED), (Stage.SECOND_CHECKED, Stage.RELEASED)],
)
def test_what_rests_on_an_order_is_neither_approved_nor_released_once_it_has_ended(
    cast: Cast, before: Stage, following: Stage, happens: Any
):
    story, found = resting(cast, before)
    happens(story, found)
    with pytest.raises(Blocked) as refusal:
        story.to(following)
    assert refusal.value.codes == ("authorisation_ended",)
    assert newest().ending == "blocked"


def test_what_rests_on_an_order_is_released_on_its_last_day(cast: Cast):
    story, _found = resting(cast, Stage.SECOND_CHECKED)
    wait(LAST_DAY)(story, None)
    assert story.to(Stage.RELEASED).stage == Stage.RELEASED


def test_a_case_that_rests_on_it_no_longer_is_not_held_up_by_its_end(cast: Cast):
    story, found = resting(cast)
    weigh(story)
    actions.stop_relying(
        reference=story.reference, authorisation=found.reference, by=story.by("preparer"), at=story.at
    )
    gather(story)
    assess(story)
    assessment.put_forward(reference=story.reference, by=story.by("preparer"), at=story.at)
    story.stage = Stage.AWAITING_DECISION
    wait(LAST_DAY + 1)(story, None)
    assert story.to(Stage.APPROVED).stage == Stage.APPROVED
