from datetime import date

import pytest
from django.db import connection

from needshare.kernel import Blocked, Conflict, Invalid, Unknown, new_id
from needshare.subjects import actions, queries
from needshare.subjects.models import Subject
from needshare.subjects.rules import Identifier, Person
from tests import entries
from tests.cast import AT, Cast, acting, force, person as somebody

PRYCE = Person(
    name=" Marlon Pryce ",
    aliases=("Marl",),
    born_on=date(1990, 5, 1),
    addresses=("12 Alder Row, Wexcombe WX4 2QD",),
    identifiers=(Identifier("urn", "N1001"),),
    open_flags=("b11",),
)


def test_a_person_is_entered_with_all_that_is_known(cast: Cast):
    by = cast.acting_preparer
    subject = actions.record_subject(person=PRYCE, by=by, at=AT)
    found = queries.subject(subject.id, viewer=by)
    assert (found.name, found.aliases, found.born_on) == ("Marlon Pryce", ["Marl"], date(1990, 5, 1))
    assert found.addresses == ["12 Alder Row, Wexcombe WX4 2QD"]
    assert found.identifiers == [{"kind": "urn", "value": "N1001"}]
    assert found.open_flags == ["b11"]
    assert found.owner_id == cast.force.id
    assert found.is_child(on=date(2008, 4, 30)) is True
    assert found.is_child(on=date(2008, 5, 1)) is False


def test_the_entry_names_the_person_concerned_and_nothing_of_them(cast: Cast):
    subject = actions.record_subject(person=PRYCE, by=cast.acting_preparer, at=AT)
    event = entries.newest("subjects.record_subject")
    assert event.subject == (str(subject.id),)
    assert event.operation == "collection"
    assert "Pryce" not in str(event)


def test_nothing_of_a_person_is_stored_in_clear(cast: Cast):
    subject = actions.record_subject(person=PRYCE, by=cast.acting_preparer, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM subjects_subject")
        (row,) = cursor.fetchall()
    stored = b" ".join(bytes(value) for value in row if isinstance(value, bytes | memoryview))
    for secret in ("Pryce", "Marlon", "1990-05-01", "Alder", "N1001"):
        assert secret.encode() not in stored
    assert str(subject) == str(subject.id)


def test_a_person_without_a_birth_date_is_neither_child_nor_adult(cast: Cast):
    known = Person(name="Dean Coverley", identifiers=(Identifier("urn", "N1002"),))
    subject = actions.record_subject(person=known, by=cast.acting_preparer, at=AT)
    assert subject.born_on is None
    assert subject.is_child(on=AT.date()) is None


def test_a_name_alone_is_blocked_and_the_block_is_recorded(cast: Cast):
    with pytest.raises(Blocked) as blocked:
        actions.record_subject(person=Person(name="Peter Nolan"), by=cast.acting_preparer, at=AT)
    assert "a name alone fits many people" in blocked.value.reason
    event = entries.newest()
    assert (event.act, event.ending, event.codes) == (
        "subjects.record_subject",
        "blocked",
        ("identity_ambiguous",),
    )
    assert Subject.objects.count() == 0


def test_details_that_cannot_be_right_change_nothing(cast: Cast):
    before = entries.count()
    impossible = Person(name="", born_on=date(2030, 1, 1))
    with pytest.raises(Invalid) as invalid:
        actions.record_subject(person=impossible, by=cast.acting_preparer, at=AT)
    assert [error.field for error in invalid.value.errors] == ["name", "born_on"]
    assert Subject.objects.count() == 0
    assert entries.count() == before


@pytest.mark.parametrize("part", ["partner", "contact_point", "outsider", "administrator", "auditor"])
def test_only_those_who_handle_information_enter_people(cast: Cast, part: str):
    with pytest.raises(Blocked):
        actions.record_subject(person=PRYCE, by=getattr(cast, f"acting_{part}"), at=AT)
    assert Subject.objects.count() == 0


def test_another_force_does_not_know_the_person(cast: Cast):
    subject = actions.record_subject(person=PRYCE, by=cast.acting_preparer, at=AT)
    other = acting(somebody(force("SMC", "Southmoor Police"), "j.doe", *cast_roles(cast)))
    for viewer in (other, cast.acting_partner):
        with pytest.raises(Unknown):
            queries.subject(subject.id, viewer=viewer)
        assert queries.subjects_by_id([subject.id], viewer=viewer) == []
    with pytest.raises((Unknown, Blocked)):
        actions.add_identifier(subject_id=subject.id, identifier=Identifier("pnc", "90/1A"), by=other, at=AT)


def cast_roles(cast: Cast):
    return [*cast.preparer.roles]


def test_an_identifier_is_added_once(cast: Cast):
    by = cast.acting_preparer
    subject = actions.record_subject(person=PRYCE, by=by, at=AT)
    actions.add_identifier(subject_id=subject.id, identifier=Identifier("pnc", "90/1234A"), by=by, at=AT)
    assert {"kind": "pnc", "value": "90/1234A"} in queries.subject(subject.id, viewer=by).identifiers
    event = entries.newest("subjects.add_identifier")
    assert (event.operation, event.said) == ("alteration", {"identifier_kind": "pnc"})
    with pytest.raises(Conflict):
        actions.add_identifier(subject_id=subject.id, identifier=Identifier("pnc", "90/1234A"), by=by, at=AT)


def test_an_identifier_of_no_kind_is_invalid_and_of_nobody_unknown(cast: Cast):
    by = cast.acting_preparer
    subject = actions.record_subject(person=PRYCE, by=by, at=AT)
    with pytest.raises(Invalid):
        actions.add_identifier(subject_id=subject.id, identifier=Identifier("hat", "7"), by=by, at=AT)
    with pytest.raises(Unknown):
        actions.add_identifier(subject_id=new_id(), identifier=Identifier("pnc", "7"), by=by, at=AT)
    assert entries.newest().ending == "unknown"


def test_a_list_of_people_takes_as_many_statements_as_one(cast: Cast, django_assert_num_queries):
    by = cast.acting_preparer
    ids = [
        actions.record_subject(
            person=Person(name=f"Person {name}", identifiers=(Identifier("urn", name),)), by=by, at=AT
        ).id
        for name in ("N1", "N2", "N3", "N4", "N5")
    ]
    with django_assert_num_queries(1):
        found = queries.subjects_by_id(ids, viewer=by)
        assert [subject.name for subject in found] == [f"Person N{number}" for number in range(1, 6)]
