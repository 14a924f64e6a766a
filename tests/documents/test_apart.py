"""People and items taken out of the registers leave nothing behind, and come back as they were."""

import io

import pytest

from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.crypto import vault
from needshare.crypto.models import DataKey
from needshare.documents import actions, queries
from needshare.documents.models import Item, ItemSubject, ItemVersion
from needshare.documents.rules import File, Link, NewItem, Text
from needshare.documents.terms import Accuracy, Label, SubjectRole
from needshare.kernel import Actor, Unknown
from needshare.search.models import IndexedRecord
from needshare.search.rules import asked_in
from needshare.subjects.models import Subject
from needshare.subjects.rules import Identifier, Person
from tests.cast import AT, Cast

ALAN = Person(
    name="Alan Reeve",
    aliases=("Al Carrow",),
    born_on=AT.date().replace(year=1980),
    addresses=("2 Mill Lane, Wexcombe WX4 2QD",),
    identifiers=(Identifier("urn", "N1007"),),
)
OTHER = Person(name="Sana Rafiq", born_on=AT.date().replace(year=1990))
TABLES = (Subject, IndexedRecord, Item, ItemVersion, ItemSubject, DataKey)


@recorded(Operation.ALTERATION)
def doing(*, act, by: Actor, at, **named):
    return act(by=by, at=at, **named)


def rows() -> dict[str, set[str]]:
    found = {}
    for model in TABLES:
        left_out = {"recorded_as_id", "data_key_id", "wrapped", "kek_id", "number", "tokens"}
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
        if model in (DataKey, IndexedRecord):
            names = ["owner_id"] if model is IndexedRecord else ["owner", "purpose"]
        kept = [
            tuple(str(getattr(row, name)) for name in names)
            for row in model.objects.all()
            if getattr(row, "wrapped", True)
        ]
        found[model.__name__] = sorted(kept)
    return found


def item(title: str, *subjects: Subject, by: Actor, content=None) -> ItemVersion:
    new = NewItem(
        title=title,
        category="incident_log",
        as_at=AT,
        label=Label.FACT,
        source="Control room",
        accuracy=Accuracy.VERIFIED,
    )
    return actions.add_item(
        item=new,
        content=content or Text("It says this."),
        links=[Link(each.pk, SubjectRole.SUSPECT) for each in subjects],
        by=by,
        at=AT,
    )


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.acting_preparer


def test_whoever_is_taken_out_leaves_no_row_no_token_and_no_key_and_comes_back_whole(by: Actor):
    actions.enter_subject(person=OTHER, by=by, at=AT)
    together_before = rows()
    alan = actions.enter_subject(person=ALAN, by=by, at=AT)
    file = File("notes.pdf", "application/pdf", io.BytesIO(b"%PDF-1.7 secret words"))
    alone = item("Only Alan", alan, by=by, content=file)
    item("Alan again", alan, by=by)
    whole = rows()
    kept = doing(act=actions.take_out_person, subject_id=alan.pk, staying=(), by=by, at=AT)
    assert rows() == together_before
    assert queries.people_like(asked_in("Alan Reeve"), viewer=by).found == []
    with pytest.raises(Unknown):
        queries.item_version(alone.pk, viewer=by)
    doing(act=actions.put_back_person, kept=kept, by=by, at=AT)
    assert rows() == whole
    (found,) = queries.people_like(asked_in("Al Carrow"), viewer=by).found
    assert (found.subject.pk, found.subject.name) == (alan.pk, ALAN.name)
    version = queries.item_version(alone.pk, viewer=by)
    assert b"".join(queries.content(version)) == b"%PDF-1.7 secret words"


def test_an_item_taken_out_before_its_marking_was_one_word_comes_back_marked(by: Actor):
    version = item("The log", by=by)
    [kept] = doing(act=actions.take_out_items, item_ids=[version.item_id], by=by, at=AT)
    for name in ("marking", "former_marking", "marked_at", "marked_by_id", "marking_reason"):
        del kept["item"][name]
    kept["item"] |= {"tier": "official", "is_sensitive": False}
    doing(act=actions.put_back_items, kept=[kept], by=by, at=AT)
    back = Item.objects.get()
    assert (back.marking, back.marked_by_id, back.marked_at) == ("official", back.added_by_id, back.added_at)


def test_an_item_about_two_people_or_in_a_case_stays_without_its_link(by: Actor):
    other = actions.enter_subject(person=OTHER, by=by, at=AT)
    alan = actions.enter_subject(person=ALAN, by=by, at=AT)
    both, gathered = item("Both", alan, other, by=by), item("In a case", alan, by=by)
    doing(act=actions.take_out_person, subject_id=alan.pk, staying=[gathered.item_id], by=by, at=AT)
    assert queries.subject_ids_of(queries.item(both.item_id, viewer=by)) == [other.pk]
    assert queries.subject_ids_of(queries.item(gathered.item_id, viewer=by)) == []


def test_a_file_taken_out_is_kept_when_orphans_are_removed(by: Actor, tmp_path):
    alan = actions.enter_subject(person=ALAN, by=by, at=AT)
    file = File("notes.pdf", "application/pdf", io.BytesIO(b"%PDF-1.7 secret words"))
    version = item("Only Alan", alan, by=by, content=file)
    kept = doing(act=actions.take_out_person, subject_id=alan.pk, staying=(), by=by, at=AT)
    vault.remove(version.stored_as)  # as the clean-up does with what no row knows
    doing(act=actions.put_back_person, kept=kept, by=by, at=AT)
    again = queries.item_version(version.pk, viewer=by)
    assert b"".join(queries.content(again)) == b"%PDF-1.7 secret words"


def test_nobody_takes_out_what_another_force_holds(cast: Cast, by: Actor):
    alan = actions.enter_subject(person=ALAN, by=by, at=AT)
    with pytest.raises(Unknown):
        doing(act=actions.take_out_person, subject_id=alan.pk, staying=(), by=cast.acting_partner, at=AT)
    assert Subject.objects.filter(pk=alan.pk).exists()
