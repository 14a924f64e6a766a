"""Setting, reviewing and lifting flags; comparing; deciding: by the specialist unit and the worker alone."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps

from needshare.assessment import actions as assessment
from needshare.assessment.models import SubjectMatch
from needshare.audit import queries as log
from needshare.audit.models import Entry
from needshare.audit.terms import Kind
from needshare.casework import actions as casework
from needshare.crypto.fields import Ciphertext
from needshare.crypto.models import DataKey
from needshare.documents import actions as documents, queries as held
from needshare.documents.models import Item, ItemSubject
from needshare.intake.models import RequestSubject
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.kernel.actors import worker
from needshare.notices.models import Notice
from needshare.pathway.terms import Stage
from needshare.protections import actions, jobs, queries
from needshare.protections.models import Alert, KeptApart
from needshare.search.models import IndexedRecord, Inquiry
from needshare.search.rules import asked_in
from needshare.subjects.models import Subject
from needshare.tasks.models import Task
from tests.cast import AT, Cast, acting
from tests.entries import overwrite
from tests.protections.conftest import ALAN, a_flag, item_about
from tests.story import begin, match

LATER = AT + timedelta(seconds=30)
PARTS = ("officer", "preparer", "decider", "information_manager", "standards", "auditor", "administrator",
         "partner")  # fmt: skip


def found(cast: Cast, words: str = "Alan Reeve") -> list[UUID]:
    people = held.people_like(asked_in(words), viewer=cast.acting_preparer).found
    return [each.subject.pk for each in people]


def test_whoever_is_flagged_is_in_no_register_any_more_and_comes_back_when_it_is_lifted(cast, unit, alan):
    version = item_about(cast, alan)
    flag = actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    assert found(cast) == []
    for model in (Subject, Item, ItemSubject, IndexedRecord):
        assert not model.objects.exists(), model
    with pytest.raises(Unknown):
        documents.view_item(version_id=version.pk, reason="To see.", by=cast.acting_preparer, at=AT)
    actions.lift(flag_id=flag.id, words="The arrangements ended.", by=unit, at=LATER)
    assert found(cast) == [alan.pk]
    assert [each.title for each in held.items_about([alan.pk], viewer=cast.acting_preparer)] == [
        "Note about the move"
    ]
    with pytest.raises(Conflict, match="lifted"):
        actions.lift(flag_id=flag.id, words="Again.", by=unit, at=LATER)


def test_a_match_in_a_case_goes_with_the_person_and_comes_back(cast, unit):
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    match(story)
    flag = actions.set_flag(flag=a_flag(story.subject), by=unit, at=AT)
    assert not SubjectMatch.objects.exists()
    assert assessment.open_work(reference=story.reference, by=cast.acting_preparer, at=AT).matches == []
    actions.lift(flag_id=flag.id, words="Ended.", by=unit, at=LATER)
    restored = SubjectMatch.objects.get()
    assert (restored.subject_id, restored.evidence) == (story.subject.pk, "Same date of birth and address.")


def test_other_names_and_numbers_are_hidden_alone(cast, unit, alan):
    hidden = a_flag(alan, hides="details", aliases=("Alwin Tresco",), identifiers=("N1007",))
    flag = actions.set_flag(flag=hidden, by=unit, at=AT)
    assert (found(cast), found(cast, "Tresco"), found(cast, "N1007")) == ([alan.pk], [], [])
    actions.lift(flag_id=flag.id, words="Ended.", by=unit, at=LATER)
    assert found(cast, "Alwin Tresco") == [alan.pk] == found(cast, "N1007")


def test_items_are_hidden_alone_but_not_one_that_a_case_has(cast, unit, alan):
    hidden, other = item_about(cast, alan), item_about(cast, alan, title="Stays")
    flag = actions.set_flag(flag=a_flag(alan, hides="items", items=(hidden.item_id,)), by=unit, at=AT)
    assert [each.pk for each in held.items_about([alan.pk], viewer=cast.acting_preparer)] == [other.item_id]
    actions.lift(flag_id=flag.id, words="Ended.", by=unit, at=LATER)
    assert len(held.items_about([alan.pk], viewer=cast.acting_preparer)) == 2
    story = begin(cast).to(Stage.AWAITING_DECISION)
    gathered = a_flag(story.subject, hides="items", items=(story.items[0].item_id,))
    with pytest.raises(Conflict, match="part of a case"):
        actions.set_flag(flag=gathered, by=unit, at=AT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"authority": ""}, "authority"),
        ({"code": "b05"}, "code"),
        ({"hides": "all"}, "hides"),
        ({"from_on": AT.date() + timedelta(days=1)}, "from_on"),
        ({"review_on": AT.date()}, "review_on"),
        ({"hides": "details"}, "aliases"),
        ({"hides": "details", "aliases": ("Nobody",)}, "aliases"),
        ({"hides": "items"}, "items"),
        ({"hides": "items", "items": (UUID(int=9),)}, "items"),
    ],
)
def test_a_flag_says_all_that_it_must(unit, alan, changes, field):
    with pytest.raises(Invalid) as wrong:
        actions.set_flag(flag=a_flag(alan, **changes), by=unit, at=AT)
    assert field in {each.field for each in wrong.value.errors}
    assert not KeptApart.objects.exists()


@pytest.mark.parametrize("part", PARTS)
def test_nobody_else_sets_sees_reviews_lifts_or_decides(cast, unit, alan, part):
    flag = actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    by = acting(getattr(cast, part))
    acts = (
        lambda: actions.set_flag(flag=a_flag(alan), by=by, at=AT),
        lambda: actions.find_person(terms={"name": "Alan"}, reason="Why.", by=by, at=AT),
        lambda: actions.open_person(subject_id=alan.pk, by=by, at=AT),
        lambda: actions.open_flag(flag_id=flag.id, by=by, at=AT),
        lambda: actions.review(flag_id=flag.id, words="x", review_on=AT.date(), by=by, at=AT),
        lambda: actions.lift(flag_id=flag.id, words="x", by=by, at=AT),
        lambda: actions.open_desk(by=by, at=AT),
        lambda: actions.open_alert(alert_id=UUID(int=3), by=by, at=AT),
        lambda: actions.decide(alert_id=UUID(int=3), outward="stands", words="x", by=by, at=AT),
        lambda: actions.compare(inquiries=[], people=[], owner=cast.force.pk, by=by, at=AT),
    )
    for act in acts:
        with pytest.raises(Blocked):
            act()


def test_every_search_is_compared_and_one_that_would_have_met_alerts_the_unit(cast, unit, alan):
    actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    jobs.compare(at=AT)  # the entry of the person itself
    before = Alert.objects.count()
    preparer = cast.acting_preparer
    for words in ("Somebody Else", "alan REEVE", "Reeve 1983"):
        casework.search(words=words, reason="For the desk.", by=preparer, at=AT)
    documents.find_subjects(terms={"identifier": "N1007"}, reason="A crash claim.", by=preparer, at=AT)
    assert Inquiry.objects.count() == 4
    assert jobs.compare(at=LATER) == 3
    assert (Inquiry.objects.filter(is_compared=False).count(), Alert.objects.count()) == (0, before + 3)
    alert = queries.alerts(unit)[0]
    assert (alert.said["by"]["name"], alert.said["reason"]) == (preparer.name, "A crash claim.")
    assert [each["name"] for each in alert.said["flags"]] == ["Alan Reeve"]
    assert jobs.compare(at=LATER) == 0


def test_the_notice_says_nothing(cast, unit, alan, specialist):
    actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    jobs.compare(at=AT)
    Notice.objects.all().delete()
    casework.search(words="Alan Reeve", reason="Why.", by=cast.acting_preparer, at=AT)
    jobs.compare(at=LATER)
    notice = Notice.objects.get()
    assert (notice.to_account_id, notice.kind) == (specialist.pk, "task_waiting")
    assert notice.facts == {"path": "/protections"}
    assert "Reeve" not in notice.reference


def test_a_request_about_a_hidden_name_alerts_with_its_case_and_reason(cast, unit):
    story = begin(cast, has_agreement=False)
    actions.set_flag(flag=a_flag(story.subject), by=unit, at=AT)
    jobs.compare(at=AT)
    Alert.objects.all().delete()
    story.to(Stage.RECEIVED)
    assert jobs.compare(at=AT + timedelta(days=1)) == 1
    alert = queries.alerts(unit)[0]
    assert alert.said["reference"] == story.reference
    assert alert.said["by"] == {"name": "L. Osei", "organisation": "Wexcombe Borough Council"}
    assert alert.said["reason"] == story.asked.objective
    assert jobs.compare(at=AT + timedelta(days=1)) == 0


def test_a_request_that_cannot_be_read_holds_up_none_and_the_unit_looks_into_it(cast, unit):
    story = begin(cast, has_agreement=False)
    actions.set_flag(flag=a_flag(story.subject), by=unit, at=AT)
    jobs.compare(at=AT)
    story.to(Stage.RECEIVED)
    casework.search(words="Alan Reeve", reason="Why.", by=cast.acting_preparer, at=AT)
    damaged = {"name": Ciphertext(b"\x01damaged beyond reading, and long enough")}
    overwrite(rows=RequestSubject.objects.all(), changes=damaged, by=cast.acting_preparer, at=AT)
    before = Alert.objects.count()
    jobs.compare(at=LATER)
    assert Alert.objects.count() == before
    assert not Inquiry.objects.filter(is_compared=False).exists()
    task = Task.objects.get(kind="inquiry_unread")
    assert task.assigned_role == "protected_persons"
    assert jobs.compare(at=LATER) == 0


def test_a_flag_of_another_force_is_not_there(cast, unit, alan):
    flag = actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    row = KeptApart.objects.get()
    assert row.pk == flag.id
    elsewhere = worker()
    assert queries.flags_in_force(elsewhere.owner) == []


def test_everything_stored_of_it_is_sealed(cast, unit, alan):
    actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    casework.search(words="Alan Reeve", reason="Why.", by=cast.acting_preparer, at=AT)
    jobs.compare(at=LATER)
    for model in (KeptApart, Alert):
        clear = {field.attname for field in model._meta.concrete_fields} - {"content"}
        assert clear == {"id", "owner_id", "recorded_as_id", "data_key_id"}
        for row in model.objects.values_list("content", flat=True):
            assert b"Reeve" not in bytes(row.content)
    keys = DataKey.objects.filter(purpose="specialist")
    assert keys.count() == KeptApart.objects.count() + Alert.objects.count()


def test_no_table_points_at_what_is_kept_apart():
    ours = {"KeptApart", "Alert", "SpecialistAssessment", "LookedAt"}
    for model in apps.get_models():
        if model._meta.app_label != "protections":
            targets = {getattr(field.related_model, "__name__", "") for field in model._meta.fields}
            assert not targets & ours, model


def test_the_ordinary_log_tells_nothing_of_it_and_the_restricted_one_all(cast, unit, alan):
    item_about(cast, alan)
    actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    acts = {event.act for event in log.events(viewer=cast.acting_auditor, limit=500).events}
    assert not {act for act in acts if act.startswith(("protections", "audit.restricted"))}
    assert not log.events(viewer=cast.acting_auditor, kind=Kind.SUBJECT, text=str(alan.pk)).events
    assert "documents.enter_subject" not in acts
    restricted = log.restricted_events(viewer=unit, limit=500).events
    assert {"protections.set_flag", "documents.enter_subject"} <= {event.act for event in restricted}
    assert log.restricted_events(viewer=cast.acting_standards).events
    for part in ("auditor", "information_manager", "administrator", "preparer", "partner"):
        with pytest.raises(Blocked):
            log.restricted_events(viewer=acting(getattr(cast, part)))
    in_clear = set(Entry.objects.values_list("action", flat=True))
    assert not {act for act in in_clear if act.startswith("protections")}


def test_lifting_files_the_entries_back_where_they_were(cast, unit, alan):
    before = [event.uuid for event in log.events(viewer=cast.acting_auditor, limit=500).events]
    flag = actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    actions.lift(flag_id=flag.id, words="Ended.", by=unit, at=LATER)
    assert [event.uuid for event in log.events(viewer=cast.acting_auditor, limit=500).events] == before


def test_a_review_says_why_it_holds_and_when_to_look_again(unit, alan):
    flag = actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    day = AT.date() + timedelta(days=30)
    reviewed = actions.review(flag_id=flag.id, words="Still at risk.", review_on=day, by=unit, at=LATER)
    assert reviewed.review_on == day
    assert [each["what"] for each in reviewed.said["story"]] == ["set", "reviewed"]
    with pytest.raises(Invalid):
        actions.review(flag_id=flag.id, words=" ", review_on=AT.date(), by=unit, at=LATER)
    assert ALAN.name == reviewed.said["name"]
