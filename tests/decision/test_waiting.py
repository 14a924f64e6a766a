"""An answer that says nothing of what is held waits its fixed time, whoever it is about."""

from datetime import UTC, datetime, timedelta

import pytest

from needshare.accounts.terms import Role
from needshare.decision import actions, jobs, queries
from needshare.decision.models import Decision
from needshare.decision.rules import AnswerFacts, clock_of_answer
from needshare.kernel import Blocked, Conflict, Unknown
from needshare.kernel.actors import worker
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.stages import find_move
from needshare.pathway.terms import Stage
from needshare.policy import current_pack
from tests.cast import AT, Cast, acting, person
from tests.decision.test_answer import without_items
from tests.entries import newest
from tests.story import Story, begin, reasoned

IN_TWO_WORKING_DAYS = datetime(2026, 3, 18, 17, 0, tzinfo=UTC)
OUTCOMES = {"not_held": Stage.NOT_HELD, "neither_confirm_nor_deny": Stage.NEITHER_CONFIRMED_NOR_DENIED}


@pytest.fixture(params=OUTCOMES)
def outcome(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def decided(cast: Cast, outcome: str) -> tuple[Story, Decision]:
    story = without_items(cast)
    return story, decide(story, outcome)


def decide(story: Story, outcome: str) -> Decision:
    act = getattr(actions, outcome)
    by = story.by("information_manager")
    made: Decision = act(reference=story.reference, reasoning=reasoned(story), by=by, at=story.at)
    return made


def stage() -> str:
    return SharingCase.objects.get().stage


def test_an_answer_is_given_when_its_fixed_time_is_over_and_not_a_second_before(decided, outcome: str):
    _story, decision = decided
    assert decision.given_from == IN_TWO_WORKING_DAYS
    assert (stage(), told()) == (Stage.ANSWER_WAITING, 0)
    assert jobs.give_answers(at=IN_TWO_WORKING_DAYS - timedelta(seconds=1)) == 0
    assert jobs.give_answers(at=IN_TWO_WORKING_DAYS) == 1
    assert (stage(), told()) == (OUTCOMES[outcome], 1)
    assert newest("decision.give_answer").operation == "disclosure"
    assert jobs.give_answers(at=IN_TWO_WORKING_DAYS) == 0


def told() -> int:
    return Notice.objects.filter(kind="request_answered").count()


def test_while_it_waits_the_requester_is_shown_no_step_of_the_decision(decided):
    shown = Step.objects.filter(is_shown_to_requester=True).values_list("act", flat=True)
    assert not [act for act in shown if act.startswith("decision.")]


def test_nobody_gives_an_answer_early_or_by_hand(decided):
    story, decision = decided
    for part in ("decider", "preparer", "information_manager"):
        with pytest.raises(Blocked, match="given by the worker"):
            actions.give_answer(decision_id=decision.pk, by=story.by(part), at=IN_TWO_WORKING_DAYS)
    with pytest.raises(Conflict, match="not over"):
        actions.give_answer(decision_id=decision.pk, by=worker(decision.owner_id), at=story.at)
    with pytest.raises(Unknown):
        actions.give_answer(decision_id=decision.pk, by=worker(), at=IN_TWO_WORKING_DAYS)
    assert stage() == Stage.ANSWER_WAITING


def test_a_waiting_answer_can_be_reopened_and_then_is_not_given(decided):
    story, _decision = decided
    by = story.by("information_manager")
    actions.reopen(reference=story.reference, reason="Searched again.", by=by, at=story.at)
    assert jobs.give_answers(at=IN_TWO_WORKING_DAYS) == 0
    assert stage() == Stage.AWAITING_DECISION


def test_a_request_can_be_withdrawn_while_its_answer_waits_as_before():
    assert find_move("intake.withdraw", Stage.ANSWER_WAITING, Stage.WITHDRAWN)


def test_in_an_emergency_nothing_waits(cast: Cast):
    story = without_items(cast, urgency="emergency")
    decision = decide(story, "not_held")
    assert (decision.given_from, stage(), told()) == (None, Stage.NOT_HELD, 1)


def test_an_urgent_answer_waits_two_working_hours(cast: Cast):
    story = without_items(cast, urgency="urgent")
    assert decide(story, "not_held").given_from == AT + timedelta(hours=2)


def test_other_answers_wait_for_nothing(cast: Cast):
    story = begin(cast).to(Stage.AWAITING_DECISION)
    by = acting(person(cast.force, "p.lowe", Role.DECISION_MAKER))
    decision = actions.refuse(reference=story.reference, reasoning=reasoned(story), by=by, at=story.at)
    assert decision.given_from is None
    assert queries.answers_due(at=AT + timedelta(days=90), limit=9) == []
    assert stage() == Stage.REFUSED


@pytest.mark.parametrize(
    ("facts", "clock"),
    [
        (("routine", "safeguarding", {"identity"}, "gp"), "answer_routine"),
        (("urgent", "asb_prevention", set(), "insurer"), "answer_urgent"),
        (("emergency", "safeguarding", {"identity"}, "gp"), ""),
    ],
)
def test_the_pack_says_which_answers_wait(facts, clock):
    urgency, purpose, categories, requester_type = facts
    classes = [each.columns for each in current_pack().lists["answer_class"].members.values()]
    said = AnswerFacts(urgency, purpose, frozenset(categories), requester_type)
    assert clock_of_answer(said, classes) == clock


@pytest.mark.parametrize(
    ("fits", "changed"),
    [(True, {}), (False, {"purposes": ["staff_vetting"]}), (False, {"categories": ["custody_record"]}),
     (True, {"requester_types": ["gp", "insurer"]}), (False, {"requester_types": ["insurer"]})],
)  # fmt: skip
def test_a_class_fits_by_every_set_that_it_names(fits, changed):
    one = {"urgencies": [], "purposes": [], "categories": [], "requester_types": [], "clock": "c"} | changed
    facts = AnswerFacts("routine", "safeguarding", frozenset({"identity", "incident_log"}), "gp")
    assert clock_of_answer(facts, [one]) == ("c" if fits else "")
