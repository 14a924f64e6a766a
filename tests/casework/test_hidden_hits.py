"""Whoever answers for a hidden case is told of the searches that met it; who searched is given no sign of it."""

from datetime import timedelta
from typing import Any

import pytest

from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.casework import actions, jobs, queries
from needshare.crypto.fields import Ciphertext
from needshare.kernel import Actor, Blocked, Unavailable
from needshare.notices.models import Notice
from needshare.pathway.models import CaseConflict, HiddenHit, SharingCase
from needshare.pathway.terms import Stage
from needshare.protections.jobs import compare
from needshare.search.models import Inquiry
from needshare.tasks.models import Task
from tests import entries
from tests.calling import Telephone, refused
from tests.cast import Cast
from tests.entries import newest
from tests.signing_in import signed_in
from tests.story import PERSON, Story, begin

REASON = "He is said to have moved."
NOTICE = "hidden_hit"


@recorded(Operation.ALTERATION)
def hide(*, story: Story, who: Any, by: Actor, at: Any) -> None:
    case = SharingCase.objects.get(reference=story.reference)
    row = CaseConflict(
        owner_id=case.owner_id, case=case, account=who, noted_at=at, data_key_id=case.data_key_id
    )
    row.save(force_insert=True)


@recorded(Operation.ALTERATION)
def save_again(*, row: Inquiry, by: Actor, at: Any) -> None:
    row.save()


@pytest.fixture
def story(cast: Cast) -> Story:
    """A case that is hidden from the officer, handled by the preparer."""
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    hide(story=story, who=cast.officer, by=story.by("information_manager"), at=story.at)
    jobs.tell_of_hidden_hits(at=story.at)
    return story


def look(story: Story, part: str, words: str = PERSON, after: timedelta = timedelta()) -> Any:
    at = story.at + after
    return actions.search(words=words, reason=REASON, by=story.by(part), at=at)


def test_the_handler_is_told_who_searched_when_and_why(story: Story, api: Telephone):
    assert look(story, "officer").cases == ()
    assert jobs.tell_of_hidden_hits(at=story.at) == 1
    told = Notice.objects.get(kind=NOTICE)
    assert told.to_account_id == story.cast.preparer.pk
    (shown,) = api("preparer").done("/hidden-hits/open", {})["items"]
    assert (shown["case"], shown["person"], shown["reason"]) == (
        story.reference,
        story.cast.officer.username,
        REASON,
    )
    page = signed_in(story.cast.preparer).get("/hidden-hits", secure=True).content.decode()
    assert story.cast.officer.username in page
    assert REASON in page
    assert newest("pathway.look_at_hidden_hits").said["cases"] == [story.reference]


def test_who_searched_and_who_does_not_answer_for_the_case_see_nothing(story: Story, api: Telephone):
    look(story, "officer")
    jobs.tell_of_hidden_hits(at=story.at)
    for part in ("officer", "decider", "auditor"):
        assert api(part).done("/hidden-hits/open", {})["items"] == []
    refused(api("partner").post("/hidden-hits/open", {}), 404)
    assert not Notice.objects.filter(kind=NOTICE, to_account=story.cast.officer).exists()


@pytest.mark.parametrize(
    ("part", "words"),
    [("decider", PERSON), ("officer", "Somebody Else"), ("officer", "Alder Row")],
    ids=["it was shown", "it does not match", "only a word agrees"],
)
def test_no_hit_is_told_where(story: Story, part: str, words: str):
    look(story, part, words)
    assert jobs.tell_of_hidden_hits(at=story.at) == 0
    assert not HiddenHit.objects.exists()


def test_each_search_is_kept_and_a_person_is_told_of_once_a_day(story: Story):
    for after in (timedelta(), timedelta(minutes=5), timedelta(days=2)):
        look(story, "officer", after=after)
        jobs.tell_of_hidden_hits(at=story.at + after)
    assert HiddenHit.objects.count() == 3
    assert Notice.objects.filter(kind=NOTICE).count() == 2


def test_an_inquiry_is_let_go_when_both_who_compare_it_have(story: Story):
    compare(at=story.at)
    for first, second in ((jobs.tell_of_hidden_hits, compare), (compare, jobs.tell_of_hidden_hits)):
        look(story, "officer")
        first(at=story.at)
        assert Inquiry.objects.count() == 1
        second(at=story.at)
        assert not Inquiry.objects.exists()


def test_a_search_that_cannot_be_read_holds_up_none_and_is_looked_into(story: Story):
    look(story, "officer")
    look(story, "officer", after=timedelta(minutes=1))
    first, second = Inquiry.objects.filter(is_told=False).order_by("id")
    entries.overwrite(
        rows=Inquiry.objects.filter(pk=first.pk),
        changes={"content": Ciphertext(b"\x01damaged beyond reading, and long enough")},
        by=story.by("preparer"),
        at=story.at,
    )
    second.content = second.content | {"asked": [{"elements": [["no such sort", "x"]], "alone": []}]}
    save_again(row=second, by=story.by("preparer"), at=story.at)
    look(story, "officer", after=timedelta(minutes=3))
    assert jobs.tell_of_hidden_hits(at=story.at) == 1
    assert Notice.objects.filter(kind=NOTICE).count() == 1
    assert jobs.tell_of_hidden_hits(at=story.at) == 0
    compare(at=story.at)
    assert set(Inquiry.objects.values_list("pk", flat=True)) == {
        first.pk,
        second.pk,
    }  # kept for who looks into it
    asked = Task.objects.filter(kind="inquiry_unread").values_list("assigned_role", flat=True)
    assert sorted(asked) == ["information_management", "protected_persons"]
    desk = signed_in(story.cast.information_manager).get("/desk", secure=True).content.decode()
    assert "Look into searches that could not be compared" in desk
    assert "Say that it is done" in desk


def test_a_search_whose_comparing_fails_holds_up_none_and_the_job_fails(story: Story, monkeypatch: Any):
    look(story, "officer", "Somebody Else")
    look(story, "officer", after=timedelta(minutes=1))
    compared = queries.hidden_cases_like

    def like(asked: Any, **named: Any) -> Any:
        if "somebody" in asked.words:
            raise Unavailable("The key store does not answer.")
        return compared(asked, **named)

    monkeypatch.setattr(queries, "hidden_cases_like", like)
    with pytest.raises(Unavailable):
        jobs.tell_of_hidden_hits(at=story.at)
    assert Notice.objects.filter(kind=NOTICE).count() == 1
    monkeypatch.undo()
    assert Inquiry.objects.filter(is_told=False).count() == 1
    assert jobs.tell_of_hidden_hits(at=story.at) == 0  # it is back, and no case is like what was looked for
    assert not Inquiry.objects.filter(is_told=False).exists()
    assert not Task.objects.filter(kind="inquiry_unread").exists()


def test_only_the_worker_compares(story: Story):
    with pytest.raises(Blocked):
        actions.tell_of_hidden_hits(inquiries=[], by=story.by("preparer"), at=story.at)


def test_where_the_handler_is_who_searched_information_management_is_told(cast: Cast):
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    hide(story=story, who=cast.preparer, by=story.by("information_manager"), at=story.at)
    jobs.tell_of_hidden_hits(at=story.at)
    look(story, "preparer")
    assert jobs.tell_of_hidden_hits(at=story.at) == 1
    (told,) = Notice.objects.filter(kind=NOTICE)
    assert told.to_account_id == cast.information_manager.pk
