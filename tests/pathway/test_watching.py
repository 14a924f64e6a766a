"""An open request whose silence could do severe harm is brought before more people by clock, and never decided."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from needshare.accounts.terms import Role
from needshare.assessment import actions as assessment
from needshare.assessment.terms import HarmLevel
from needshare.decision import actions as decision
from needshare.kernel import Blocked
from needshare.notices.models import Notice
from needshare.pathway import actions, jobs
from needshare.pathway.models import RiskWatch, SharingCase
from needshare.pathway.stages import MOVES, NOT_ANSWERED
from needshare.pathway.terms import Stage
from needshare.policy import current_pack
from needshare.policy.documents import PackError
from needshare.policy.layering import lay
from needshare.tasks.models import Task
from tests import entries, story as told
from tests.cast import AT, Cast, person
from tests.policy.layers import layer
from tests.story import Story, begin, reasoned

HOUR = timedelta(hours=1)


@pytest.fixture
def story(cast: Cast) -> Story:
    person(cast.force, "u.reeve", Role.SUPERVISOR)
    person(cast.force, "c.siro", Role.SIRO)
    return begin(cast, urgency="emergency", urgency_reason="A child is missing.")


def alarms(story: Story) -> list[tuple[str, str]]:
    """List who was asked to see to it that a request is answered, and by which step, in order."""
    found = Task.objects.filter(subject_reference=story.reference, kind="risk_unanswered").order_by("id")
    return [
        (each.occurrence, each.assigned_to.username if each.assigned_to else each.assigned_role)
        for each in found.select_related("assigned_to")
    ]


def minutes(count: int) -> Any:
    return AT + timedelta(minutes=count)


def test_each_part_of_the_clock_brings_one_more_person_once_and_is_recorded_with_its_cause(story: Story):
    story.to(Stage.VERIFYING_REQUESTER)  # due in an hour
    assert jobs.watch_severe_risks(at=minutes(29)) == 0
    expected = []
    for minute, step, asked in (
        (30, "owner (50%): holder", ("1.owner", "d.whitcombe@nmc")),
        (45, "supervisor (75%): supervisor", ("1.supervisor", "supervisor")),
        (54, "inspector (90%): decision_maker", ("1.inspector", "decision_maker")),
        (60, "risk_owner (100%): siro", ("1.risk_owner", "siro")),
    ):
        expected.append(asked)
        assert jobs.watch_severe_risks(at=minutes(minute)) == 1
        assert jobs.watch_severe_risks(at=minutes(minute)) == 0, "never twice"
        assert alarms(story) == expected
        said = entries.newest("pathway.take_watch_step")
        assert (said.references[0], said.said["cause"], said.said["steps"]) == (
            story.reference,
            ["asked_as_urgent"],
            [step],
        )
    assert jobs.watch_severe_risks(at=AT + 1000 * HOUR) == 0
    assert Notice.objects.filter(kind="risk_unanswered").count() == 4
    assert SharingCase.objects.get(reference=story.reference).stage == Stage.VERIFYING_REQUESTER, (
        "nothing is decided"
    )


def test_nobody_who_should_hear_is_passed_over_because_a_step_reaches_nobody(cast: Cast):
    story = begin(cast, urgency="emergency", urgency_reason="A child is missing.").to(Stage.RECEIVED)
    assert (
        jobs.watch_severe_risks(at=minutes(45)) == 2
    )  # handlers of the desk; no supervisor, so the inspector
    assert [step for step, _who in alarms(story)] == ["1.owner", "1.supervisor", "1.inspector"]


def test_a_severe_harm_of_not_sharing_is_watched_until_somebody_judges_otherwise(cast: Cast):
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    told.match(story)
    told.gather(story)
    severe = replace(told.answers(), not_sharing_harm={"n1": HarmLevel.SEVERE})
    by, reference = story.by("preparer"), story.reference
    told.assess(story)
    assert not RiskWatch.objects.exists()
    assessment.assess(reference=reference, answers=severe, by=by, at=AT)
    watch = RiskWatch.objects.get()
    case = SharingCase.objects.get(reference=reference)
    assert case.received_at is not None
    assert case.due_at is not None
    assert watch.causes == ["severe_harm_of_not_sharing"]
    assert watch.next_at == case.received_at + (case.due_at - case.received_at) / 2
    told.assess(story)
    assert RiskWatch.objects.get().next_at is None


def test_an_answer_ends_the_watch_and_taking_it_back_begins_it_anew(story: Story):
    story.to(Stage.AWAITING_DECISION)
    jobs.watch_severe_risks(at=minutes(30))
    story.at = minutes(31)
    decision.refuse(
        reference=story.reference, reasoning=reasoned(story), by=story.by("decider"), at=minutes(31)
    )
    assert not Task.objects.filter(kind="risk_unanswered", done_at__isnull=True).exists()
    assert jobs.watch_severe_risks(at=minutes(59)) == 0
    manager = story.by("information_manager")
    decision.reopen(reference=story.reference, reason="New facts.", by=manager, at=minutes(59))
    jobs.watch_severe_risks(at=minutes(59))
    assert [step for step, _who in alarms(story)] == ["1.owner", "2.owner", "2.supervisor", "2.inspector"]


def test_a_hold_does_not_stop_the_watch_and_steps_are_taken_by_the_worker_alone(story: Story):
    story.to(Stage.VERIFYING_REQUESTER)
    by = story.by("preparer")
    actions.hold(reference=story.reference, reason="Waiting.", until=AT + 24 * HOUR, by=by, at=AT)
    with pytest.raises(Blocked):
        actions.take_watch_step(watch_id=RiskWatch.objects.get().pk, by=by, at=minutes(30))
    assert jobs.watch_severe_risks(at=minutes(30)) == 1


def test_no_answer_is_ever_given_by_itself():
    by_itself = {
        (move.act, move.target) for move in MOVES if move.by_itself and move.target not in NOT_ANSWERED
    }
    assert by_itself == {
        ("decision.give_answer", Stage.NOT_HELD),
        ("decision.give_answer", Stage.NEITHER_CONFIRMED_NOR_DENIED),
    }, "these two were decided by a person and wait out their time"
    decided = ("decision.approve", "decision.approve_in_part", "decision.refuse")
    assert {move.by_itself for move in MOVES if move.act in decided} == {False}


def test_a_force_lets_people_hear_earlier_and_more_of_them_never_later_or_fewer():
    steps = [
        {"id": "owner", "percent": 25},
        {"id": "data_protection", "percent": 60, "to": "dpo"},
    ]
    watch = lay(current_pack(), layer(watch={"urgencies": ["urgent"], "step": steps})).watch
    assert watch.urgencies == {"emergency", "urgent"}
    assert [(step.percent, step.to) for step in watch.steps][:2] == [(25, "holder"), (60, "dpo")]
    assert len(watch.steps) == 5
    for wrong, says in (
        ({"id": "owner", "percent": 60}, "60 is later than the pack's 50 in 'watch.owner'"),
        ({"id": "risk_owner", "percent": 90, "to": "supervisor"}, "who hears at 'risk_owner' is the pack's"),
        ({"id": "too_late", "percent": 120, "to": "siro"}, "this must be from 1 to 100"),
    ):
        with pytest.raises(PackError, match=says):
            lay(current_pack(), layer(watch={"step": [wrong]}))
