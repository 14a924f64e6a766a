from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from needshare.accounts.terms import Role
from needshare.decision.actions import defer, refuse, reopen
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Refusal, Unknown
from needshare.pathway import actions, queries
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import Cast, acting, person
from tests.entries import count, newest
from tests.story import Story, begin, reasoned

GONE = "There is nothing here that you can see. Check the reference."


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.RECEIVED)


def case_of(story: Story) -> SharingCase:
    return SharingCase.objects.get(reference=story.reference)


def asked_of(story: Story) -> list[tuple[str, Any]]:
    """List what is asked of the handler about the case, with its due time."""
    about = tasks.tasks_about(case_of(story).pk, viewer=story.by("preparer"))
    return [(each.kind, each.due_at) for each in about if not (each.done_at or each.paused_at)]


def test_claiming_makes_one_handler_and_begins_the_check_of_who_asks(story: Story):
    actions.claim(reference=story.reference, by=story.by("preparer"), at=story.at)
    case = case_of(story)
    assert (case.stage, case.handler_id) == (Stage.VERIFYING_REQUESTER, story.cast.preparer.pk)
    entry = newest("pathway.claim")
    assert entry.references == (story.reference,)
    assert entry.said["to_stage"] == "verifying_requester"
    waiting = {
        each.kind for each in tasks.tasks_about(case.pk, viewer=story.by("preparer")) if not each.done_at
    }
    assert "claim_case" not in waiting


def test_a_case_with_a_handler_cannot_be_claimed(story: Story):
    actions.claim(reference=story.reference, by=story.by("preparer"), at=story.at)
    with pytest.raises(Conflict, match="already has a handler"):
        actions.claim(reference=story.reference, by=story.by("information_manager"), at=story.at)


@pytest.mark.parametrize("part", ["decider", "checker", "auditor", "contact_point"])
def test_only_who_handles_requests_claims_one(story: Story, part: str):
    with pytest.raises(Blocked) as refused:
        actions.claim(reference=story.reference, by=story.by(part), at=story.at)
    assert refused.value.reason
    assert newest("pathway.claim").ending == "blocked"
    assert case_of(story).stage == Stage.RECEIVED


@pytest.mark.parametrize("part", ["outsider", "administrator", "standards", "officer"])
def test_who_may_not_know_of_a_case_gets_the_same_words_as_for_none(story: Story, part: str):
    for reference in (story.reference, "NMC-26-0000-0000"):
        with pytest.raises(Unknown) as refused:
            actions.claim(reference=reference, by=story.by(part), at=story.at)
        assert refused.value.reason == GONE
        assert newest("pathway.claim").ending == "unknown"


def test_a_case_changes_hands_with_a_reason_and_only_to_who_handles_requests(story: Story):
    story.to(Stage.VERIFYING_REQUESTER)
    by, cast = story.by("preparer"), story.cast
    with pytest.raises(Invalid):
        actions.assign(reference=story.reference, to="s.tarn@nmc", reason=" ", by=by, at=story.at)
    for nobody in ("r.halloran@nmc", "nobody@nmc"):
        with pytest.raises(Invalid):
            actions.assign(reference=story.reference, to=nobody, reason="Leave.", by=by, at=story.at)
    manager = cast.information_manager
    actions.assign(reference=story.reference, to=manager.username, reason="Leave.", by=by, at=story.at)
    assert case_of(story).handler_id == manager.pk
    assert case_of(story).stage == Stage.VERIFYING_REQUESTER


def test_a_supervisor_gives_a_case_that_nobody_claimed_to_a_handler(story: Story):
    supervisor = acting(person(story.cast.force, "u.reeve", Role.SUPERVISOR), at=story.at)
    preparer = story.cast.preparer
    with pytest.raises(Blocked):
        actions.claim(reference=story.reference, by=supervisor, at=story.at)
    actions.assign(
        reference=story.reference, to=preparer.username, reason="Her area.", by=supervisor, at=story.at
    )
    assert (case_of(story).handler_id, case_of(story).stage) == (preparer.pk, Stage.VERIFYING_REQUESTER)


def test_a_case_on_hold_goes_back_to_where_it_was(story: Story):
    story.to(Stage.UNDER_ASSESSMENT)
    by, until = story.by("preparer"), story.at + timedelta(days=3)
    asked = asked_of(story)
    assert [kind for kind, _due_at in asked] == ["assess_case"]
    actions.hold(reference=story.reference, reason="Waiting for the log.", until=until, by=by, at=story.at)
    assert (case_of(story).stage, case_of(story).held_from) == (Stage.ON_HOLD, Stage.UNDER_ASSESSMENT)
    assert asked_of(story) == [("look_again", until)]
    actions.resume(reference=story.reference, by=by, at=story.at)
    assert asked_of(story) == asked
    assert (case_of(story).stage, case_of(story).held_from) == (Stage.UNDER_ASSESSMENT, "")
    with pytest.raises(Conflict, match="not on hold"):
        actions.resume(reference=story.reference, by=by, at=story.at)


def test_a_prepared_package_is_no_further_once_its_case_is_off_hold(story: Story):
    story.to(Stage.PREPARED)
    by, until = story.by("preparer"), story.at + timedelta(days=3)
    actions.hold(reference=story.reference, reason="The victim rang.", until=until, by=by, at=story.at)
    actions.resume(reference=story.reference, by=by, at=story.at)
    assert case_of(story).stage == Stage.PREPARED


@pytest.mark.parametrize(("reason", "days", "field"), [("", 3, "reason"), ("Wait.", -1, "until")])
def test_a_hold_needs_a_reason_and_a_day_ahead(story: Story, reason: str, days: int, field: str):
    story.to(Stage.UNDER_ASSESSMENT)
    with pytest.raises(Invalid) as wrong:
        actions.hold(
            reference=story.reference,
            reason=reason,
            until=story.at + timedelta(days=days),
            by=story.by("preparer"),
            at=story.at,
        )
    assert [error.field for error in wrong.value.errors] == [field]
    assert case_of(story).stage == Stage.UNDER_ASSESSMENT


def test_nothing_is_asked_any_more_about_a_closed_case(story: Story):
    story.to(Stage.AWAITING_DECISION)
    decider = story.by("decider")
    until = (story.at + timedelta(days=3)).date()
    defer(reference=story.reference, until=until, reasoning=reasoned(story), by=decider, at=story.at)
    assert [kind for kind, _due_at in asked_of(story)] == ["look_again"]
    with pytest.raises(Conflict):
        actions.close(reference=story.reference, by=story.by("preparer"), at=story.at)
    reopen(reference=story.reference, reason="The trial is over.", by=decider, at=story.at)
    refuse(reference=story.reference, reasoning=reasoned(story), by=decider, at=story.at)
    actions.close(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert asked_of(story) == []


def test_only_an_answered_case_is_closed(story: Story):
    with pytest.raises(Conflict):
        actions.close(reference=story.reference, by=story.by("preparer"), at=story.at)
    story.to(Stage.CLOSED)
    assert case_of(story).stage == Stage.CLOSED


def test_every_step_is_in_the_story_once_and_in_order(story: Story):
    story.to(Stage.CLOSED)
    numbers = list(
        Step.objects.filter(case=case_of(story)).order_by("number").values_list("number", flat=True)
    )
    assert numbers == sorted(set(numbers))
    stages = [step.to_stage for step in queries.steps_of(case_of(story), viewer=story.by("decider"))]
    passed = list(dict.fromkeys(stages))
    assert passed == [
        "received", "verifying_requester", "under_assessment", "awaiting_decision", "approved", "prepared",
        "second_checked", "released", "acknowledged", "closed",
    ]  # fmt: skip


def test_a_step_made_on_a_stale_copy_is_refused(story: Story):
    by = story.by("preparer")
    stale = queries.sharing_case(story.reference, viewer=by)
    actions.claim(reference=story.reference, by=by, at=story.at)
    entries = count()
    with pytest.raises(Conflict) as refused:
        actions.note_step(case=stale, act="pathway.assign", by=by, at=story.at)
    assert refused.value.status == 412
    assert count() == entries


def test_a_list_shows_the_newest_first_and_only_what_the_viewer_may_know(story: Story):
    other = Story(story.cast, at=story.at, asked=story.asked).to(Stage.RECEIVED)
    seen = [case.reference for case in queries.newest(story.by("decider"))]
    assert seen == [other.reference, story.reference]
    assert queries.newest(story.by("outsider")) == []
    assert queries.newest(story.by("administrator")) == []
    assert [case.reference for case in queries.newest(story.by("partner"))] == seen


@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_once_make_one_handler():
    from tests.cast import assemble

    story = begin(assemble()).to(Stage.RECEIVED)
    ends = at_once(
        lambda by: actions.claim(reference=story.reference, by=by, at=story.at),
        [story.by("preparer"), story.by("information_manager")],
    )
    assert sorted(ends) == ["Conflict", "done"]
    assert Step.objects.filter(case=case_of(story), act="pathway.claim").count() == 1


def at_once(act: Any, actors: list[Actor]) -> list[str]:
    """Let several people act at the same moment; tell how it ended for each."""
    ready, ends = Barrier(len(actors)), []

    def run(by: Actor) -> None:
        ready.wait()
        try:
            act(replace(by))
            ends.append("done")
        except Refusal as refusal:
            ends.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(by,)) for by in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_the_actor_of_the_cast_is_who_it_says(story: Story):
    assert acting(story.cast.preparer).owner == story.cast.force.pk
