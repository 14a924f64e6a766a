"""Once something a case rests on has ended, the right people are asked what follows, once (A2, A5)."""

from datetime import timedelta
from typing import Any

import pytest

from needshare.authorisations import actions
from needshare.disclosure import jobs
from needshare.kernel import Blocked
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.receipt import actions as receipt
from needshare.tasks.models import Task
from tests.authorisations.orders import LAST_DAY, resting, revoke
from tests.cast import Cast
from tests.entries import newest
from tests.story import Story, begin


def lapse(story: Story, _found: Any) -> None:
    story.at += timedelta(days=LAST_DAY + 1)


def asked() -> list[tuple[str, str]]:
    found = Task.objects.filter(kind__startswith="authorisation_ended", done_at__isnull=True)
    return sorted((each.subject_reference, each.kind) for each in found)


@pytest.mark.parametrize("end", [lapse, revoke])
@pytest.mark.parametrize(
    ("stage", "kind", "words"),
    [
        (Stage.UNDER_ASSESSMENT, "authorisation_ended", ""),
        (Stage.SECOND_CHECKED, "authorisation_ended", ""),
        (Stage.RELEASED, "authorisation_ended_unopened", "Package 1, L Osei: not opened."),
        (Stage.CLOSED, "authorisation_ended_opened", "Package 1, L Osei: opened."),
    ],
)
def test_the_end_is_asked_about_where_something_rests_on_it(
    cast: Cast, stage: Stage, kind: str, words: str, end: Any
):
    story, found = resting(cast, stage)
    begin(cast, has_agreement=False, matter_reference="Rests on nothing").to(Stage.UNDER_ASSESSMENT)
    assert jobs.raise_ended_authorisations(at=story.at) == 0
    end(story, found)
    assert jobs.raise_ended_authorisations(at=story.at) == 1
    assert asked() == [(story.reference, kind)]
    case = pathway.sharing_case(story.reference, viewer=story.by("preparer"))
    step = pathway.steps_of(case, viewer=story.by("preparer"))[-1]
    assert step.act == "authorisations.end"
    assert found.reference in step.note
    assert words in step.note
    assert newest("disclosure.raise_ended_authorisation").said["authorisation"] == found.reference
    assert jobs.raise_ended_authorisations(at=story.at) == 0
    assert len(asked()) == 1


def test_every_case_that_rests_on_it_is_asked_about_and_no_other(cast: Cast):
    home, found = resting(cast, is_for_other_cases=True)
    others = [
        begin(cast, has_agreement=False, matter_reference=name).to(Stage.UNDER_ASSESSMENT)
        for name in ("One", "Two", "Three")
    ]
    for other in others[:2]:
        actions.rely_on(
            reference=other.reference, authorisation=found.reference, by=other.by("preparer"), at=other.at
        )
    actions.stop_relying(
        reference=others[1].reference,
        authorisation=found.reference,
        by=others[1].by("preparer"),
        at=others[1].at,
    )
    revoke(home, found)
    jobs.raise_ended_authorisations(at=home.at)
    assert [reference for reference, _kind in asked()] == sorted([home.reference, others[0].reference])


def test_a_package_under_what_was_revoked_does_not_open(cast: Cast):
    story, found = resting(cast, Stage.RELEASED)
    revoke(story, found)
    with pytest.raises(Blocked) as refusal:
        receipt.accept_conditions(reference=story.reference, by=story.by("partner"), at=story.at)
    assert refusal.value.codes == ("authorisation_ended",)
    assert "warrant" not in refusal.value.reason


def test_a_package_released_in_time_opens_after_a_mere_lapse(cast: Cast):
    story, found = resting(cast, Stage.RELEASED)
    lapse(story, found)
    assert story.to(Stage.ACKNOWLEDGED).stage == Stage.ACKNOWLEDGED
