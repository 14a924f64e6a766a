"""A case whose package nobody collected is closed by who handles it, once the time is over."""

from datetime import timedelta

import pytest

from needshare.disclosure.models import Delivery
from needshare.kernel import Blocked, Conflict, Invalid
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.receipt import actions
from tests.cast import acting
from tests.story import begin

WHY = {"reason": "Nobody answered the telephone; no longer needed."}


@pytest.fixture
def released(cast):
    return begin(cast).to(Stage.RELEASED)


def close(story, part, *, at, **given):
    by = acting(getattr(story.cast, part), at=at)
    return actions.close_uncollected(reference=story.reference, **(given or WHY), by=by, at=at)


def over():
    return max(Delivery.objects.values_list("expires_at", flat=True)) + timedelta(hours=1)


def test_a_lapsed_case_is_closed_with_the_reason(released):
    with pytest.raises(Conflict, match="still be collected"):
        close(released, "preparer", at=released.at)
    with pytest.raises(Invalid):
        close(released, "preparer", at=over(), reason=" ")
    assert close(released, "preparer", at=over()).stage == Stage.CLOSED
    assert SharingCase.objects.get().stage == Stage.CLOSED


@pytest.mark.parametrize("part", ["checker", "auditor", "administrator"])
def test_nobody_else_closes_it(released, part):
    with pytest.raises(Exception) as refusal:  # noqa: PT011 - hidden or blocked, by role
        close(released, part, at=over())
    assert not isinstance(refusal.value, Conflict)
    assert SharingCase.objects.get().stage == Stage.RELEASED


def test_an_acknowledged_case_is_closed_in_the_usual_way(cast):
    story = begin(cast).to(Stage.ACKNOWLEDGED)
    with pytest.raises((Conflict, Blocked)):
        close(story, "preparer", at=over())
