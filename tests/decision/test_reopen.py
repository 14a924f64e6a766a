from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from needshare.decision import actions, jobs, queries
from needshare.decision.models import DecidedRecipient, Decision
from needshare.disclosure import actions as disclosure
from needshare.documents import actions as documents
from needshare.documents.models import Item
from needshare.documents.rules import Text
from needshare.documents.terms import SubjectRole
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.kernel.actors import worker
from needshare.pathway import actions as pathway
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import Cast, acting
from tests.entries import count, newest, overwrite
from tests.story import STEPS, Story, begin, reasoned, subject_id

APPROVED_STAGES = [Stage.APPROVED, Stage.PREPARED, Stage.SECOND_CHECKED]


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.APPROVED)


def reopen(story: Story, part: str = "decider", reason: str = "A recipient left.") -> SharingCase:
    return actions.reopen(reference=story.reference, reason=reason, by=story.by(part), at=story.at)


def stage() -> Stage:
    return Stage(SharingCase.objects.get().stage)


@pytest.mark.parametrize("reached", APPROVED_STAGES)
def test_a_changed_mind_sets_the_decision_aside_and_makes_a_new_version(cast: Cast, reached: Stage):
    story = begin(cast).to(reached)
    reopen(story)
    first = Decision.objects.get()
    assert (first.set_aside_at, first.set_aside_by_id) == (story.at, story.cast.decider.pk)
    assert first.set_aside_because == "A recipient left."
    assert stage() == Stage.AWAITING_DECISION
    entry = newest()
    assert (entry.act, entry.said["set_aside"]) == ("decision.reopen", 1)
    open_tasks = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("information_manager"))
    assert [task.kind for task in open_tasks if not task.done_at] == ["decide_case"]
    STEPS[Stage.APPROVED](story)
    assert list(Decision.objects.order_by("version").values_list("version", "set_aside_at")) == [
        (1, story.at),
        (2, None),
    ]
    assert [each.version for each in queries.decisions_of(SharingCase.objects.get())] == [2, 1]


def test_what_was_decided_first_stays_word_for_word(story: Story):
    before = Decision.objects.get()
    words = {field.name: getattr(before, field.name) for field in Decision._meta.fields}
    reopen(story)
    STEPS[Stage.APPROVED](story)
    after = Decision.objects.get(version=1)
    changed = {name for name, value in words.items() if getattr(after, name) != value}
    assert changed == {"set_aside_at", "set_aside_by", "set_aside_because", "recorded_as"}


def test_a_refusal_is_reopened_too(cast: Cast):
    story = begin(cast).to(Stage.AWAITING_DECISION)
    actions.refuse(reference=story.reference, reasoning=reasoned(story), by=story.by("decider"), at=story.at)
    reopen(story, "information_manager")
    assert stage() == Stage.AWAITING_DECISION


@pytest.mark.parametrize("reached", [Stage.RELEASED, Stage.ACKNOWLEDGED, Stage.CLOSED])
def test_what_was_released_cannot_be_reopened(cast: Cast, reached: Stage):
    story = begin(cast).to(reached)
    with pytest.raises(Conflict):
        reopen(story)
    assert Decision.objects.get().set_aside_at is None


@pytest.mark.parametrize("reached", [Stage.UNDER_ASSESSMENT, Stage.AWAITING_DECISION])
def test_there_must_be_a_decision_to_reopen(cast: Cast, reached: Stage):
    story = begin(cast).to(reached)
    with pytest.raises(Conflict):
        reopen(story, "information_manager")


def test_reopening_twice_in_a_row_is_refused(story: Story):
    reopen(story)
    with pytest.raises(Conflict, match="no decision in force"):
        reopen(story)


def test_reopening_needs_a_reason(story: Story):
    entries = count()
    with pytest.raises(Invalid) as wrong:
        reopen(story, reason=" ")
    assert [error.field for error in wrong.value.errors] == ["reason"]
    assert (stage(), count()) == (Stage.APPROVED, entries)


def test_who_may_not_reopen(story: Story):
    for part in ("checker", "auditor", "partner"):
        with pytest.raises(Blocked):
            reopen(story, part)
    for part in ("outsider", "officer", "administrator"):
        with pytest.raises(Unknown):
            reopen(story, part)
    assert stage() == Stage.APPROVED


def test_a_case_is_sent_back_for_more_with_what_is_missing(cast: Cast):
    story = begin(cast).to(Stage.AWAITING_DECISION)
    with pytest.raises(Invalid):
        actions.send_back(reference=story.reference, reason="", by=story.by("decider"), at=story.at)
    for part in ("checker", "auditor", "partner"):
        with pytest.raises(Blocked):
            actions.send_back(reference=story.reference, reason="More.", by=story.by(part), at=story.at)
    actions.send_back(reference=story.reference, reason="Which flat?", by=story.by("decider"), at=story.at)
    assert stage() == Stage.UNDER_ASSESSMENT
    assert Decision.objects.count() == 0
    with pytest.raises(Conflict):
        actions.send_back(reference=story.reference, reason="Again.", by=story.by("decider"), at=story.at)


# --- what follows by itself ------------------------------------------------------------------


def raw(model: Any, **changes: Any) -> Callable[[Story], None]:
    def change(story: Story) -> None:
        by = acting(story.cast.administrator)
        overwrite(rows=model.objects.all(), changes=changes, by=by, at=story.at)

    return change


def dispute(story: Story) -> None:
    by, item = story.by("officer"), story.items[0].item_id
    documents.mark_disputed(item_id=item, reason="Wrong.", by=by, at=story.at)


def rewrite(story: Story) -> None:
    by, item = story.by("preparer"), story.items[1].item_id
    documents.add_version(item_id=item, content=Text("Other."), by=by, at=story.at)


def name_another_role(story: Story) -> None:
    documents.link_subject(
        item_id=story.items[0].item_id,
        subject_id=subject_id(story),
        role=SubjectRole.VICTIM,
        by=story.by("preparer"),
        at=story.at,
    )


CHANGES = {
    "item_disputed": dispute,
    "item_written_anew": rewrite,
    "item_relabelled": raw(Item, label="opinion"),
    "item_marked_otherwise": raw(Item, marking="official"),
    "item_of_another_category": raw(Item, category="identity"),
    "person_in_item": name_another_role,
    "method": raw(DecidedRecipient, method="gov_tls_email"),
    "condition": raw(Decision, conditions=[]),
    "gateway": raw(Decision, gateways=["g99"]),
    "route": raw(Decision, route="one_off"),
}


@pytest.mark.parametrize("reached", APPROVED_STAGES)
@pytest.mark.parametrize("change", list(CHANGES))
def test_each_change_of_what_was_approved_reopens_it(cast: Cast, change: str, reached: Stage):
    story = begin(cast).to(reached)
    CHANGES[change](story)
    later = story.at + timedelta(minutes=1)
    assert jobs.reopen_what_no_longer_holds(at=later) == 1
    assert stage() == Stage.AWAITING_DECISION
    decided = Decision.objects.get()
    assert (decided.set_aside_at, decided.set_aside_because) == (later, jobs.CHANGED)
    entry = newest()
    assert (entry.act, entry.actor["channel"]) == ("decision.reopen", "worker")
    for act in (disclosure.prepare, disclosure.release):
        with pytest.raises(Conflict):
            act(reference=story.reference, by=story.by("preparer"), at=story.at)


def test_another_recipient_reopens_it(story: Story):
    raw(DecidedRecipient, account=story.cast.contact_point)(story)
    assert jobs.reopen_what_no_longer_holds(at=story.at) == 1


@pytest.mark.parametrize(("seconds", "reopened"), [(0, 0), (1, 1)])
def test_an_approval_not_used_in_its_time_lapses(story: Story, seconds: int, reopened: int):
    lapses_at = Decision.objects.get().lapses_at
    assert lapses_at is not None
    assert jobs.reopen_what_no_longer_holds(at=lapses_at + timedelta(seconds=seconds)) == reopened
    if reopened:
        assert Decision.objects.get().set_aside_because == jobs.LAPSED


@pytest.mark.parametrize("reached", [*APPROVED_STAGES, Stage.RELEASED])
def test_what_still_holds_is_left_alone(cast: Cast, reached: Stage):
    begin(cast).to(reached)
    entries = count()
    assert jobs.reopen_what_no_longer_holds(at=Decision.objects.get().decided_at) == 0
    assert count() == entries


def test_the_worker_reopens_once(story: Story):
    dispute(story)
    assert jobs.reopen_what_no_longer_holds(at=story.at) == 1
    assert jobs.reopen_what_no_longer_holds(at=story.at) == 0


def test_what_was_released_stays_whatever_changes_afterwards(cast: Cast):
    story = begin(cast).to(Stage.RELEASED)
    dispute(story)
    assert jobs.reopen_what_no_longer_holds(at=story.at + timedelta(days=60)) == 0
    assert stage() == Stage.RELEASED


def test_the_worker_can_neither_decide_nor_release(story: Story):
    by = worker(story.cast.force.pk)
    with pytest.raises((Blocked, Unknown)):
        disclosure.prepare(reference=story.reference, by=by, at=story.at)
    with pytest.raises((Blocked, Unknown)):
        actions.send_back(reference=story.reference, reason="x", by=by, at=story.at)
    with pytest.raises((Blocked, Unknown)):
        pathway.claim(reference=story.reference, by=by, at=story.at)
