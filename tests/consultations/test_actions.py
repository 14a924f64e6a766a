"""Somebody is asked about a case: what is not answered is no yes, and nothing but the question is shown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from needshare.accounts.terms import Role
from needshare.assessment import actions as assessment, queries as assessments
from needshare.consultations import actions, jobs, queries
from needshare.consultations.models import Consultation
from needshare.consultations.rules import Question, Reply
from needshare.consultations.terms import ConsultationAnswer, ConsultationState
from needshare.decision import actions as decision
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.pathway import actions as pathway
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.tasks.models import Task
from tests import story as told
from tests.cast import AT, Cast, acting, person
from tests.entries import newest
from tests.story import Story, begin, reasoned

NO_OBJECTION = Reply(answer=ConsultationAnswer.NO_OBJECTION, reason="The arrests are made.")
OBJECTION = Reply(answer=ConsultationAnswer.OBJECTION, reason="It would warn him.")


@pytest.fixture
def story(cast: Cast) -> Story:
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    told.match(story)
    told.gather(story)
    return story


def ask(story: Story, place: str = "officer_in_the_case", **more: Any) -> Consultation:
    asked = Question(place=place, question="May we share the log?", **more)
    return actions.ask(reference=story.reference, asked=asked, by=story.by("preparer"), at=story.at)


def reply(story: Story, made: Consultation, part: str, given: Reply = NO_OBJECTION) -> Consultation:
    return actions.answer(consultation_id=made.pk, reply=given, by=story.by(part), at=story.at)


def assessed(story: Story) -> tuple[str, set[str]]:
    """Assess the case as it is now: what the weighing of harm comes to, and with which codes."""
    told.assess(story)
    case = SharingCase.objects.get(reference=story.reference)
    stored = assessments.newest_assessment(case)
    assert stored is not None
    (found,) = [each for each in assessments.relied_on(stored).findings if each.test == "harm"]
    return found.outcome.value, set(found.codes)


def seen(story: Story, at: Any = AT) -> list[queries.Seen]:
    found = actions.look_at_consultations(reference=story.reference, by=story.by("preparer"), at=at)
    return found[1]


def test_what_is_not_answered_needs_a_person_and_an_answer_is_a_fact(story: Story):
    assert assessed(story) == ("met", set())
    made = ask(story, username="t.verma@nmc")
    assert assessed(story) == ("needs_a_person", {"consultation_unanswered"})
    reply(story, made, "officer")
    with pytest.raises(Blocked):  # the answer that came makes the assessment stale
        assessment.put_forward(reference=story.reference, by=story.by("preparer"), at=AT)
    assert assessed(story) == ("met", set())
    again = ask(story, username="t.verma@nmc")
    reply(story, again, "officer", OBJECTION)
    assert assessed(story) == ("needs_a_person", {"consultation_objects"})
    unsure = ask(story, place="legal")
    reply(
        story, unsure, "information_manager", Reply(answer=ConsultationAnswer.CANNOT_SAY, reason="Not ours.")
    )
    assert "consultation_unanswered" in assessed(story)[1], "who cannot say was not consulted"


def test_an_emergency_waits_for_nobody(cast: Cast):
    story = begin(cast, urgency="emergency", urgency_reason="A child is missing.").to(Stage.UNDER_ASSESSMENT)
    told.match(story)
    told.gather(story)
    ask(story)
    assert assessed(story) == ("met", set())


def test_who_is_asked_is_told_sees_the_question_alone_and_answers_by_name_with_a_reason(story: Story):
    made = ask(story, username="t.verma@nmc", shown="A log of 3 February.")
    task = Task.objects.get(kind="answer_consultation")
    assert (task.assigned_to_id, task.due_at) == (story.cast.officer.pk, made.due_at)
    officer = story.by("officer")
    assert [each.pk for each in queries.asked_of(officer)] == [made.pk]
    found = actions.look_at_question(consultation_id=made.pk, by=officer, at=AT)
    assert (found.question, found.shown) == ("May we share the log?", "A log of 3 February.")
    with pytest.raises((Blocked, Unknown)):
        pathway.hold(reference=story.reference, reason="x", until=AT + timedelta(days=1), by=officer, at=AT)
    with pytest.raises(Invalid):
        reply(story, made, "officer", replace(NO_OBJECTION, reason=" "))
    reply(story, made, "officer")
    (shown,) = seen(story)
    assert (shown.state, shown.answer, shown.reason) == ("answered", "no_objection", NO_OBJECTION.reason)
    assert shown.answered_by == story.cast.officer.name
    entry = newest("consultations.answer")
    assert NO_OBJECTION.reason not in str(entry.said)
    assert "no_objection" not in str(entry.said)
    assert not Task.objects.filter(kind="answer_consultation", done_at__isnull=True).exists()
    with pytest.raises(Conflict):
        reply(story, made, "officer")


@pytest.mark.parametrize("part", ["preparer", "decider", "information_manager", "partner", "standards"])
def test_a_question_is_there_for_nobody_but_who_is_asked(story: Story, part: str):
    made = ask(story, username="t.verma@nmc")
    with pytest.raises(Unknown):
        actions.look_at_question(consultation_id=made.pk, by=story.by(part), at=AT)
    with pytest.raises(Unknown):
        reply(story, made, part)


def test_only_who_works_the_case_asks_and_only_while_it_is_open(story: Story):
    asked = Question(place="legal", question="May we?")
    for part in ("officer", "checker", "partner", "standards"):
        with pytest.raises((Blocked, Unknown)):
            actions.ask(reference=story.reference, asked=asked, by=story.by(part), at=AT)
    for wrong in (
        replace(asked, place="king"),
        replace(asked, question=""),
        replace(asked, username="n.obody"),
    ):
        with pytest.raises(Invalid):
            actions.ask(reference=story.reference, asked=wrong, by=story.by("preparer"), at=AT)
    told.assess(story)
    assessment.put_forward(reference=story.reference, by=story.by("preparer"), at=AT)
    ask(story, place="legal")
    decision.refuse(reference=story.reference, reasoning=reasoned(story), by=story.by("decider"), at=AT)
    with pytest.raises((Blocked, Conflict)):
        ask(story, place="legal")
    pathway.close(reference=story.reference, by=story.by("preparer"), at=AT)
    assert jobs.end_with_cases(at=AT) == 1
    assert jobs.end_with_cases(at=AT) == 0
    assert not Task.objects.filter(kind="answer_consultation", done_at__isnull=True).exists()


@pytest.mark.parametrize("given", [NO_OBJECTION, OBJECTION])
def test_a_silent_place_tells_neither_what_it_answered_nor_when(story: Story, given: Reply):
    specialist = person(story.cast.force, "v.silent", Role.PROTECTED_PERSONS)
    before = assessed(story)
    made = ask(story, place="source_unit")
    waiting = [(each.state, each.answer, each.reason, each.answered_by) for each in seen(story)]
    assert assessed(story) == ("needs_a_person", {"consultation_unanswered"})
    actions.answer(consultation_id=made.pk, reply=given, by=acting(specialist), at=AT)
    answered = [(each.state, each.answer, each.reason, each.answered_by) for each in seen(story)]
    assert answered == waiting == [(ConsultationState.WAITING, "", "", "")], "not before its time"
    assert assessed(story) == ("needs_a_person", {"consultation_unanswered"})
    story.at = made.due_at
    later = [(each.state, each.answer, each.reason, each.answered_by) for each in seen(story, at=made.due_at)]
    assert later == [(ConsultationState.ANSWERED, "", "", "")], "the same words, whatever it was"
    assert assessed(story) == before
