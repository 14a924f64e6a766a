from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from needshare.accounts.terms import Role
from needshare.assessment import actions as assessment, queries as assessed
from needshare.assessment.terms import HarmLevel
from needshare.decision import actions, rules
from needshare.decision.models import Decision
from needshare.decision.rules import Reasoning
from needshare.decision.terms import DecisionOutcome
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import AT, Cast, acting, person
from tests.entries import count, newest
from tests.story import REASONING, WORDS, Story, answers, begin, reasoned

TODAY = date(2026, 3, 16)


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.AWAITING_DECISION)


def supervisor(story: Story) -> Actor:
    return acting(person(story.cast.force, "i.beck", Role.SUPERVISOR), at=story.at)


def stage() -> Stage:
    return Stage(SharingCase.objects.get().stage)


def refuse(story: Story, *, by: Actor | None = None, **changes: Any) -> Decision:
    return actions.refuse(
        reference=story.reference,
        reasoning=reasoned(story, **changes),
        by=by or story.by("decider"),
        at=story.at,
    )


def without_items(
    cast: Cast,
    *,
    at: datetime = AT,
    has_found: bool = False,
    searches: bool = True,
    urgency: str = "routine",
    **harm: HarmLevel,
) -> Story:
    """Put a case forward for which nothing was gathered."""
    story = begin(cast, at=at, urgency=urgency, urgency_reason="Court is soon.", needed_on=at.date()).to(
        Stage.UNDER_ASSESSMENT
    )
    by, at, reference = story.by("preparer"), story.at, story.reference
    if searches:
        assessment.record_search(reference=reference, scope=WORDS, has_found=True, by=by, at=at)
        assessment.record_search(reference=reference, scope=WORDS, has_found=has_found, by=by, at=at)
    found = answers()
    found = replace(found, not_sharing_harm={**found.not_sharing_harm, **harm})
    assessment.assess(reference=reference, answers=found, by=by, at=at)
    assessment.put_forward(reference=reference, by=by, at=at)
    story.stage = Stage.AWAITING_DECISION
    return story


def test_a_refusal_answers_the_harm_of_not_sharing_and_tells_the_requester(story: Story):
    decided = refuse(story)
    assert (decided.outcome, decided.content_hash, decided.lapses_at) == ("refuse", "", None)
    assert stage() == Stage.REFUSED
    assert Decision.objects.get().harm_of_not_sharing == REASONING.harm_of_not_sharing
    assert Notice.objects.get(kind="request_answered").to_account_id == story.cast.partner.pk
    entry = newest()
    assert (entry.act, entry.said["outcome"], entry.references) == (
        "decision.refuse", "refuse", (story.reference,),
    )  # fmt: skip
    assert "Residents" not in str(entry.said)
    open_tasks = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("information_manager"))
    assert [task.kind for task in open_tasks if not task.done_at] == []


@pytest.mark.parametrize(
    "name", ["harm_of_not_sharing", "told_to_requester", "reasons_for_sharing", "effect_on_trust"]
)
def test_a_refusal_without_one_of_its_reasons_changes_nothing(story: Story, name: str):
    entries = count()
    with pytest.raises(Invalid) as wrong:
        refuse(story, **{name: " "})
    assert [error.field for error in wrong.value.errors] == [name]
    assert (stage(), Decision.objects.count(), count()) == (Stage.AWAITING_DECISION, 0, entries)


@pytest.mark.parametrize("harm", [f"n{number}" for number in range(1, 7)])
def test_a_severe_harm_of_not_sharing_cannot_be_refused_only_referred(cast: Cast, harm: str):
    story = without_items(cast, **{harm: HarmLevel.SEVERE})
    with pytest.raises(Blocked) as refused:
        refuse(story)
    assert refused.value.codes == ("authority_missing",)
    with pytest.raises(Blocked, match="Refer this instead"):
        refuse(story, by=supervisor(story))
    assert newest("decision.refuse").ending == "blocked"
    actions.refer(
        reference=story.reference,
        to="dpo",
        question="May we refuse?",
        answer_by=TODAY + timedelta(days=1),
        reasoning=reasoned(story),
        by=story.by("decider"),
        at=story.at,
    )
    assert stage() == Stage.REFERRED


def test_not_held_needs_a_search_that_found_nothing(cast: Cast):
    story = without_items(cast)
    decided = actions.not_held(
        reference=story.reference, reasoning=reasoned(story), by=story.by("decider"), at=story.at
    )
    assert (decided.outcome, stage()) == ("not_held", Stage.ANSWER_WAITING)
    assert Notice.objects.filter(kind="request_answered").count() == 0


@pytest.mark.parametrize("state", [{"has_found": True}, {"searches": False}])
def test_not_held_is_blocked_without_such_a_search(cast: Cast, state: dict[str, bool]):
    story = without_items(cast, **state)
    with pytest.raises(Blocked, match="Record a search that found nothing"):
        actions.not_held(reference=story.reference, reasoning=REASONING, by=story.by("decider"), at=story.at)
    assert newest("decision.not_held").ending == "blocked"
    assert stage() == Stage.AWAITING_DECISION


def test_not_held_is_blocked_while_something_is_gathered(story: Story):
    with pytest.raises(Blocked, match="Record a search"):
        actions.not_held(reference=story.reference, reasoning=REASONING, by=story.by("decider"), at=story.at)


def test_neither_confirming_nor_denying_needs_an_inspector_or_information_management(story: Story):
    with pytest.raises(Blocked, match="Only a duty inspector or information management"):
        actions.neither_confirm_nor_deny(
            reference=story.reference, reasoning=REASONING, by=story.by("decider"), at=story.at
        )
    decided = actions.neither_confirm_nor_deny(
        reference=story.reference, reasoning=reasoned(story), by=supervisor(story), at=story.at
    )
    assert (decided.outcome, decided.authority) == ("ncnd", "neither_confirmed_nor_denied")


def refer(story: Story, **changes: Any) -> Decision:
    whole = {"to": "legal", "question": "Is this privileged?", "answer_by": TODAY + timedelta(days=3)}
    return actions.refer(
        reference=story.reference,
        reasoning=reasoned(story),
        by=story.by("decider"),
        at=story.at,
        **{**whole, **changes},
    )


def test_a_referral_keeps_the_question_and_asks_whoever_can_settle_it(story: Story):
    decided = refer(story)
    kept = Decision.objects.get()
    assert (kept.refer_to, kept.question, kept.review_on) == (
        "legal", "Is this privileged?", TODAY + timedelta(days=3),
    )  # fmt: skip
    assert decided.version == 1
    open_tasks = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("information_manager"))
    waiting = [task for task in open_tasks if not task.done_at]
    assert [(task.kind, task.assigned_role) for task in waiting] == [("consult", "information_management")]
    assert waiting[0].due_at == datetime(2026, 3, 19, 23, 59, tzinfo=UTC)
    assert Notice.objects.filter(kind="request_answered").count() == 0
    assert "privileged" not in str(newest().said)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to": "the_pub"}, "refer_to"),
        ({"question": ""}, "question"),
        ({"answer_by": TODAY - timedelta(days=1)}, "review_on"),
    ],
)
def test_a_referral_that_misses_something_changes_nothing(story: Story, changes: dict[str, Any], field: str):
    with pytest.raises(Invalid) as wrong:
        refer(story, **changes)
    assert [error.field for error in wrong.value.errors] == [field]
    assert (stage(), Decision.objects.count()) == (Stage.AWAITING_DECISION, 0)


def test_a_referral_ends_with_its_answer_and_the_case_is_assessed_again(story: Story):
    refer(story)
    actions.send_back(
        reference=story.reference, reason="It is not privileged.", by=story.by("decider"), at=story.at
    )
    assert stage() == Stage.UNDER_ASSESSMENT
    assert Decision.objects.get().set_aside_because == "It is not privileged."


def test_the_dpo_answers_a_referral_but_sends_back_nothing_that_awaits_a_decision(story: Story):
    dpo = acting(person(story.cast.force, "d.pohl", Role.DPO), at=story.at)
    with pytest.raises(Blocked, match="no authority to decide"):
        actions.send_back(reference=story.reference, reason="Look again.", by=dpo, at=story.at)
    refer(story)
    actions.send_back(reference=story.reference, reason="It is not privileged.", by=dpo, at=story.at)
    assert stage() == Stage.UNDER_ASSESSMENT
    assert newest("decision.send_back").actor["id"] == str(dpo.id)


@pytest.mark.parametrize(("days", "is_taken"), [(1, True), (0, False), (-1, False)])
def test_an_answer_is_put_off_only_to_a_day_ahead(story: Story, days: int, is_taken: bool):
    def defer() -> Decision:
        return actions.defer(
            reference=story.reference,
            until=TODAY + timedelta(days=days),
            reasoning=reasoned(story),
            by=story.by("decider"),
            at=story.at,
        )

    if is_taken:
        assert (defer().review_on, stage()) == (TODAY + timedelta(days=1), Stage.DEFERRED)
        about = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("decider"))
        waiting = [(task.kind, task.assigned_role, task.due_at) for task in about if not task.done_at]
        assert waiting == [("look_again", "decision_maker", datetime(2026, 3, 17, 23, 59, tzinfo=UTC))]
    else:
        with pytest.raises(Invalid) as wrong:
            defer()
        assert [error.field for error in wrong.value.errors] == ["until"]


Act = Callable[[str, Actor, Any], Decision]
ANSWERS: dict[str, Act] = {
    "refuse": lambda reference, by, at: actions.refuse(
        reference=reference, reasoning=REASONING, by=by, at=at
    ),
    "not_held": lambda reference, by, at: actions.not_held(
        reference=reference, reasoning=REASONING, by=by, at=at
    ),
    "neither_confirm_nor_deny": lambda reference, by, at: actions.neither_confirm_nor_deny(
        reference=reference, reasoning=REASONING, by=by, at=at
    ),
    "refer": lambda reference, by, at: actions.refer(
        reference=reference, to="dpo", question="?", answer_by=TODAY, reasoning=REASONING, by=by, at=at
    ),
    "defer": lambda reference, by, at: actions.defer(
        reference=reference, until=TODAY + timedelta(days=9), reasoning=REASONING, by=by, at=at
    ),
}


@pytest.mark.parametrize("act", list(ANSWERS))
def test_each_answer_has_the_same_door(cast: Cast, act: str):
    story = begin(cast)
    answer, at = ANSWERS[act], story.at
    story.to(Stage.UNDER_ASSESSMENT)
    with pytest.raises(Conflict, match="not awaiting a decision"):
        answer(story.reference, story.by("information_manager"), at)
    with pytest.raises(Blocked, match="Say why you need to open"):
        answer(story.reference, story.by("decider"), at)
    story.to(Stage.AWAITING_DECISION)
    for part in ("checker", "auditor", "partner"):
        with pytest.raises(Blocked):
            answer(story.reference, story.by(part), at)
        assert newest(f"decision.{act}").ending == "blocked"
    for part in ("outsider", "administrator", "officer"):
        for reference in (story.reference, "NMC-26-0000-0000"):
            with pytest.raises(Unknown):
                answer(reference, story.by(part), at)
            assert newest(f"decision.{act}").ending == "unknown"
    with pytest.raises(Blocked) as refused:
        answer(story.reference, replace(story.by("information_manager"), confirmed_at=None), at)
    assert refused.value.codes == ("confirmation_needed",)
    assert Decision.objects.count() == 0


def names(wrong: Invalid) -> list[str]:
    return [error.field for error in wrong.errors]


WHOLE: dict[DecisionOutcome, Callable[..., Decision]] = {
    DecisionOutcome.REFUSE: actions.refuse,
    DecisionOutcome.NOT_HELD: actions.not_held,
    DecisionOutcome.NCND: actions.neither_confirm_nor_deny,
    DecisionOutcome.REFER: partial(
        actions.refer, to="dpo", question="May we?", answer_by=TODAY + timedelta(days=2)
    ),
    DecisionOutcome.DEFER: partial(actions.defer, until=TODAY + timedelta(days=9)),
}


@pytest.mark.parametrize("outcome", WHOLE)
def test_an_answer_asks_for_every_reason_of_its_outcome_and_a_mark_for_every_finding(
    cast: Cast, outcome: DecisionOutcome
):
    story = without_items(cast)
    said = reasoned(story)
    who = {"reference": story.reference, "by": story.by("information_manager"), "at": story.at}
    with pytest.raises(Invalid) as wrong:
        WHOLE[outcome](reasoning=Reasoning(), **who)
    places = [rules.place_of(mark.test, mark.item) for mark in said.marks]
    assert names(wrong.value) == [*rules.needed(outcome), *places]
    for name in rules.needed(outcome):
        with pytest.raises(Invalid) as wrong:
            WHOLE[outcome](reasoning=without(said, name), **who)
        assert names(wrong.value) == [name]
    with pytest.raises(Invalid) as wrong:
        WHOLE[outcome](reasoning=replace(said, marks=said.marks[1:]), **who)
    assert names(wrong.value) == places[:1]
    assert (stage(), Decision.objects.count()) == (Stage.AWAITING_DECISION, 0)
    kept = WHOLE[outcome](reasoning=said, **who)
    assert kept.outcome == outcome
    assert len(Decision.objects.get().marks) == len(places)


def without(said: Reasoning, name: str) -> Reasoning:
    """Leave one answer out."""
    if name.startswith(rules.HEADED):
        left = {word: text for word, text in said.model_headings.items() if word not in name}
        return replace(said, model_headings=left)
    return replace(said, **{name: " "})


def test_what_a_person_must_judge_is_judged_in_words_of_their_own(cast: Cast):
    story = without_items(cast)
    said = reasoned(story)
    wordless = tuple(replace(mark, reason="") for mark in said.marks)
    with pytest.raises(Invalid) as wrong:
        refuse(story, marks=wordless)
    unclear = {"marks.relevance.1001", "marks.accuracy.1001", "marks.relevance.1002", "marks.accuracy.1002"}
    assert set(names(wrong.value)) == unclear
    spoken = tuple(
        replace(mark, reason="Nothing is there.") if rules.place_of(mark.test, mark.item) in unclear else mark
        for mark in wordless
    )
    refuse(story, marks=spoken)
    kept = Decision.objects.get().marks
    assert {each["words"] for each in kept} == {"own", "as_found"}
    assert all(each["reason"] for each in kept)


def test_findings_of_another_assessment_are_looked_at_again(story: Story):
    with pytest.raises(Conflict, match="assessed again since you looked"):
        refuse(story, assessment=1)
    newest_one = assessed.newest_assessment(SharingCase.objects.get())
    assert newest_one is not None
    refuse(story, assessment=newest_one.number)
