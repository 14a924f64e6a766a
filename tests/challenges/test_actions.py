"""One look-up in so many is picked: the look goes on, its maker is asked for more, somebody else reviews it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from needshare.assessment import actions as assessment
from needshare.audit.models import Entry
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.casework import actions as casework
from needshare.challenges import actions, queries
from needshare.challenges.models import PickedLookUp
from needshare.challenges.terms import LookUpKind, ReviewVerdict
from needshare.documents import actions as documents
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unknown
from needshare.kernel.actors import worker
from needshare.pathway.apps import packs_in_force
from needshare.pathway.terms import Stage
from needshare.policy import stand_on
from needshare.search import queries as search_queries
from needshare.search.models import Inquiry
from needshare.tasks import actions as tasks
from needshare.tasks.models import Task
from tests.casework.test_hidden_hits import hide
from tests.cast import Cast
from tests.entries import newest, said_in
from tests.policy.layers import HEAD_TEXT, write
from tests.story import PERSON, Story, begin, match

REASON = "The complaint of 4 March asks who saw the log."
FULLER = "The complaint of 4 March asks who saw the log of the call, and I prepare the answer to it. " * 2
Look = Callable[[Story], Any]


def search(story: Story, words: str = PERSON, part: str = "preparer") -> Any:
    return casework.search(words=words, reason=REASON, by=story.by(part), at=story.at)


def search_for_case(story: Story) -> Any:
    return assessment.find_subjects(
        reference=story.reference, name=PERSON, by=story.by("preparer"), at=story.at
    )


def search_register(story: Story) -> Any:
    return documents.find_subjects(
        terms={"name": PERSON}, reason=REASON, by=story.by("preparer"), at=story.at
    )


def open_held(story: Story) -> Any:
    version = story.items[0].pk
    return documents.view_item(version_id=version, reason=REASON, by=story.by("preparer"), at=story.at)


def read_held(story: Story) -> Any:
    version = story.items[0].pk
    return documents.read_item(version_id=version, reason=REASON, by=story.by("preparer"), at=story.at)


def open_for_case(story: Story) -> Any:
    version = story.items[0].pk
    by = story.by("preparer")
    return assessment.open_item(reference=story.reference, version=version, by=by, at=story.at)


LOOKS: dict[str, tuple[Look, LookUpKind, str]] = {
    "casework.search": (search, LookUpKind.SEARCH, REASON),
    "assessment.find_subjects": (search_for_case, LookUpKind.PERSON_SEARCH, ""),
    "documents.find_subjects": (search_register, LookUpKind.PERSON_SEARCH, REASON),
    "documents.view_item": (open_held, LookUpKind.ITEM, REASON),
    "documents.read_item": (read_held, LookUpKind.ITEM, REASON),
    "assessment.open_item": (open_for_case, LookUpKind.ITEM, ""),
}


@pytest.fixture
def picks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let chance pick every look-up, and collect out of how many it was to pick one."""
    drawn: list[int] = []

    def draw(below: int) -> int:
        drawn.append(below)
        return 0

    monkeypatch.setattr(actions, "randbelow", draw)
    return drawn


@pytest.fixture
def story(cast: Cast, picks: list[int]) -> Story:
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    match(story)
    return story


def picked(story: Story) -> PickedLookUp:
    search(story)
    return PickedLookUp.objects.latest("id")


def justify(story: Story, row: PickedLookUp, *, part: str = "preparer", words: str = FULLER) -> PickedLookUp:
    return actions.justify(look_up_id=row.pk, words=words, by=story.by(part), at=story.at)


def verdict(story: Story, row: PickedLookUp, *, part: str = "standards", **changes: Any) -> PickedLookUp:
    said = {"verdict": ReviewVerdict.UPHELD, "words": "The complaint is there.", "at": story.at} | changes
    return actions.review_look_up(look_up_id=row.pk, by=story.by(part), **said)


@pytest.mark.parametrize("act", LOOKS)
def test_each_kind_of_look_up_can_be_picked_and_still_answers(story: Story, picks: list[int], act: str):
    look, kind, reason = LOOKS[act]
    before = PickedLookUp.objects.count()
    assert look(story), "the look itself is answered at once"
    assert picks[-1] == 20
    assert PickedLookUp.objects.count() == before + 1
    row = PickedLookUp.objects.latest("id")
    assert Entry.objects.get(uuid=row.entry).action == act
    assert (row.kind, row.reason, row.looked_by_id) == (kind, reason, story.cast.preparer.pk)
    assert said_in(row.entry)["is_picked"] == "true"
    task = Task.objects.get(record_id=row.pk)
    assert (task.kind, task.assigned_to_id, task.due_at) == (
        "justify_look_up",
        story.cast.preparer.pk,
        story.at + timedelta(days=5),
    )


@pytest.mark.parametrize("act", ["assessment.find_subjects", "documents.find_subjects"])
def test_a_search_that_too_many_match_is_picked_and_compared_like_any_other(
    story: Story, monkeypatch: pytest.MonkeyPatch, act: str
):
    monkeypatch.setattr(search_queries, "MOST", 0)
    before = (PickedLookUp.objects.count(), Inquiry.objects.count())
    with pytest.raises(Invalid) as refused:
        LOOKS[act][0](story)
    assert [each.remedy[:8] for each in refused.value.errors] == ["Too many"]
    assert (PickedLookUp.objects.count(), Inquiry.objects.count()) == (before[0] + 1, before[1] + 1)
    assert newest(act).ending == "asked"


def test_nothing_of_what_was_looked_for_is_kept_in_a_pick(story: Story):
    row = picked(story)
    kept = " ".join(str(getattr(row, field.attname)) for field in PickedLookUp._meta.concrete_fields)
    assert PERSON not in kept
    assert str(story.subject.pk if story.subject else "") not in kept


def test_being_picked_tells_nothing_of_what_was_found(story: Story, picks: list[int]):
    hide(story=story, who=story.cast.officer, by=story.by("information_manager"), at=story.at)
    found = [len(search(story, words, "officer")) for words in (PERSON, story.reference, "Quillon Vasquez")]
    assert not any(found), "hidden, hidden by its reference, and absent"
    rows = PickedLookUp.objects.filter(looked_by=story.cast.officer)
    assert (rows.count(), {(row.kind, row.case_reference) for row in rows}) == (3, {("search", "")})


def test_a_look_that_is_refused_is_not_picked(story: Story):
    before = PickedLookUp.objects.count()
    by = story.by("outsider")
    with pytest.raises((Unknown, Blocked)):
        documents.view_item(version_id=story.items[0].pk, reason=REASON, by=by, at=story.at)
    with pytest.raises((Unknown, Blocked)):
        assessment.open_item(reference=story.reference, version=story.items[0].pk, by=by, at=story.at)
    with pytest.raises(Invalid):
        casework.search(words="", reason=REASON, by=story.by("preparer"), at=story.at)
    assert PickedLookUp.objects.count() == before


def test_a_partner_and_who_nobody_stands_behind_are_never_picked(story: Story, picks: list[int]):
    before = PickedLookUp.objects.count()
    search(story, part="partner")
    system = replace(story.by("preparer"), is_system=True)
    casework.search(words=PERSON, reason=REASON, by=system, at=story.at)
    assert PickedLookUp.objects.count() == before


OWN_FIGURE = """# Northmoor asks one in seven.
[[parameter]]
name = "picked_one_in"
value = 7

[[parameter]]
name = "look_up_answer_days"
value = 2
"""


def test_a_force_sets_how_many_look_ups_are_picked_and_how_soon_they_are_answered(
    story: Story, picks: list[int], settings: Any, tmp_path: Path
):
    settings.POLICY_LAYERS, settings.DATA_DIR = tmp_path / "policy", tmp_path
    write(tmp_path / "policy" / "NMC", {"layer.toml": HEAD_TEXT, "parameters.toml": OWN_FIGURE})
    before = stand_on(packs_in_force())
    try:
        search(story)
    finally:
        stand_on(before)
    assert picks[-1] == 7
    assert PickedLookUp.objects.latest("id").answer_due_at == story.at + timedelta(days=2)


def test_who_was_picked_says_enough_once_and_a_reviewer_is_asked(story: Story):
    row = picked(story)
    assert row in queries.asked_of(story.by("preparer"))
    assert row not in queries.to_review(story.by("standards"), at=story.at)
    with pytest.raises(Invalid):
        justify(story, row, words="It was for my work.")
    justify(story, row)
    assert row not in queries.asked_of(story.by("preparer"))
    assert FULLER.strip() not in str(newest("challenges.justify").said)
    tasks_of = {each.kind: each for each in Task.objects.filter(record_id=row.pk)}
    assert tasks_of["justify_look_up"].done_at == story.at
    assert tasks_of["review_look_up"].assigned_role == "professional_standards"
    assert row in queries.to_review(story.by("standards"), at=story.at)
    with pytest.raises(Conflict):
        justify(story, row)


@pytest.mark.parametrize("part", ["decider", "standards", "information_manager", "partner"])
def test_somebody_elses_look_up_is_not_there_to_justify(story: Story, part: str):
    row = picked(story)
    with pytest.raises(Unknown):
        justify(story, row, part=part)


def test_a_reviewer_reads_the_reasons_and_says_once_whether_they_stand(story: Story):
    row = justify(story, picked(story))
    by = story.by("standards")
    read = actions.look_at_look_up(look_up_id=row.pk, by=by, at=story.at)
    assert (read.reason, read.answer) == (REASON, FULLER.strip())
    assert newest("challenges.look_at_look_up").said["look_up"] == str(row.entry)
    with pytest.raises(Invalid):
        verdict(story, row, words=" ")
    assert verdict(story, row).verdict == "upheld"
    assert row not in queries.to_review(by, at=story.at)
    assert not Task.objects.filter(record_id=row.pk, done_at__isnull=True).exists()
    with pytest.raises(Conflict):
        verdict(story, row)


def test_what_stays_unanswered_past_its_time_is_in_the_queue_and_can_be_reviewed(story: Story):
    row, by = picked(story), story.by("standards")
    with pytest.raises(Unknown):
        verdict(story, row)
    late = story.at + timedelta(days=5)
    assert row not in queries.to_review(by, at=late - timedelta(seconds=1))
    (waiting,) = [each for each in queries.to_review(by, at=late) if each.pk == row.pk]
    assert waiting.answered_at is None
    task = Task.objects.get(record_id=row.pk)
    by_worker = worker(row.owner_id)
    tasks.escalate(task_id=task.pk, by=by_worker, at=late + timedelta(minutes=1))
    assert Task.objects.get(record_id=row.pk).escalated_role == "professional_standards"
    assert verdict(story, row, verdict=ReviewVerdict.NOT_UPHELD, at=late).verdict == "not_upheld"
    with pytest.raises(Conflict):
        justify(story, row)


def test_nobody_reviews_their_own_look_up(story: Story):
    search(story, part="standards")
    row = PickedLookUp.objects.latest("id")
    justify(story, row, part="standards")
    assert row not in queries.to_review(story.by("standards"), at=story.at)
    with pytest.raises(Blocked) as refused:
        verdict(story, row)
    assert refused.value.codes == ("self_approval",)
    with pytest.raises(IntegrityError):
        write_own_verdict(row=row, by=story.by("standards"), at=story.at)


@recorded(Operation.ALTERATION)
def write_own_verdict(*, row: PickedLookUp, by: Actor, at: Any) -> None:
    row.verdict, row.verdict_words, row.reviewed_at, row.reviewed_by_id = "upheld", "Fine.", at, by.id
    row.save()


@pytest.mark.parametrize("part", ["decider", "auditor", "information_manager", "administrator", "partner"])
def test_only_professional_standards_reviews_look_ups(story: Story, part: str):
    row = justify(story, picked(story))
    with pytest.raises(Blocked):
        queries.to_review(story.by(part), at=story.at)
    with pytest.raises(Blocked):
        verdict(story, row, part=part)
