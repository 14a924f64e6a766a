import pytest

from needshare.documents import actions, queries
from needshare.documents.rules import Link
from needshare.documents.terms import SubjectRole
from needshare.kernel import Blocked, Conflict, Invalid, Unknown, new_id
from needshare.search.terms import Confidence
from needshare.subjects.rules import Identifier, Person
from tests import entries
from tests.cast import AT, Cast, acting, force, person
from tests.documents.builders import PRYCE, held

REASON = "Request NMC-26-7K3F-9QXW"


@pytest.fixture
def pryce(cast: Cast):
    return actions.enter_subject(person=PRYCE, by=cast.acting_preparer, at=AT)


def find(cast: Cast, **terms: str):
    return actions.find_subjects(terms=terms, reason=REASON, by=cast.acting_preparer, at=AT)


def test_a_person_entered_is_found_again(cast: Cast, pryce):
    (found,) = find(cast, name="pryce marlon", date_of_birth="1990-05-01")
    assert found.subject == pryce
    assert found.confidence is Confidence.STRONG
    assert entries.newest("documents.enter_subject").subject == (str(pryce.id),)


def test_a_search_leaves_what_was_asked_and_how_many_were_found(cast: Cast, pryce):
    before = entries.count()
    find(cast, name="Marlon Pryce")
    assert entries.count() == before + 1
    answer = entries.newest()
    assert (answer.act, answer.operation, answer.ending) == (
        "documents.find_subjects",
        "consultation",
        "found",
    )
    assert answer.said["hits"] == 1
    assert answer.justification == REASON
    assert answer.subject == (str(pryce.id),)


def test_a_search_that_finds_nobody_is_recorded_too(cast: Cast, pryce):
    assert find(cast, identifier="N9999") == []
    assert entries.newest().said["hits"] == 0


def test_two_namesakes_of_one_birth_date_are_both_shown(cast: Cast):
    for urn in ("N1005", "N1006"):
        nolan = Person(name="Peter Nolan", identifiers=(Identifier("urn", urn),))
        actions.enter_subject(person=nolan, by=cast.acting_preparer, at=AT)
    found = find(cast, name="Peter Nolan")
    assert len(found) == 2
    assert {each.confidence for each in found} == {Confidence.WEAK}
    assert len(find(cast, name="Peter Nolan", identifier="N1005")) == 2
    assert find(cast, name="Peter Nolan", identifier="N1005")[0].confidence is Confidence.STRONG


def test_a_search_needs_a_reason_and_something_to_search_by(cast: Cast):
    with pytest.raises(Invalid) as invalid:
        actions.find_subjects(terms={"name": "Pryce"}, reason=" ", by=cast.acting_preparer, at=AT)
    assert invalid.value.errors[0].field == "reason"
    with pytest.raises(Invalid):
        find(cast, name=" ")


@pytest.mark.parametrize("part", ["officer", "partner", "administrator", "auditor"])
def test_only_those_who_may_search_do(cast: Cast, pryce, part):
    by = getattr(cast, f"acting_{part}")
    with pytest.raises(Blocked):
        actions.find_subjects(terms={"identifier": "N1001"}, reason=REASON, by=by, at=AT)
    assert entries.newest().ending == "blocked"


def test_another_force_finds_nobody(cast: Cast, pryce):
    other = acting(person(force("SMC", "Southmoor Police"), "j.doe", *cast.preparer.roles))
    terms = {"identifier": "N1001"}
    assert actions.find_subjects(terms=terms, reason=REASON, by=other, at=AT) == []


def test_a_new_identifier_is_found(cast: Cast, pryce):
    actions.add_subject_identifier(
        subject_id=pryce.id, identifier=Identifier("pnc", "90/1234A"), by=cast.acting_preparer, at=AT
    )
    assert [each.subject for each in find(cast, identifier="90/1234a")] == [pryce]
    assert [each.subject for each in find(cast, identifier="N1001")] == [pryce]
    assert entries.newest("documents.add_subject_identifier").operation == "alteration"


def test_a_person_may_hold_several_roles_each_once(cast: Cast, pryce):
    by = cast.acting_preparer
    item_id = held(by).item_id
    for role in (SubjectRole.SUSPECT, SubjectRole.VICTIM):
        actions.link_subject(item_id=item_id, subject_id=pryce.id, role=role, by=by, at=AT)
    event = entries.newest("documents.link_subject")
    assert (event.operation, event.said["role"]) == ("combination", "victim")
    with pytest.raises(Conflict):
        actions.link_subject(item_id=item_id, subject_id=pryce.id, role=SubjectRole.VICTIM, by=by, at=AT)
    assert [item.id for item in queries.items_about([pryce.id], viewer=by)] == [item_id]


def test_nobody_arrested_without_charge_is_linked_to_a_conviction(cast: Cast, pryce):
    by = cast.acting_preparer
    item_id = held(by, category="convictions_unspent").item_id
    with pytest.raises(Blocked) as blocked:
        actions.link_subject(
            item_id=item_id, subject_id=pryce.id, role=SubjectRole.ARRESTED_NFA, by=by, at=AT
        )
    assert blocked.value.codes == ("inadequate_misleading",)
    assert queries.subject_ids_of(queries.item(item_id, viewer=by)) == []


def test_links_of_what_is_not_there_are_unknown(cast: Cast, pryce):
    by = cast.acting_preparer
    item_id = held(by, Link(pryce.id, "victim")).item_id
    role = SubjectRole.OTHER
    with pytest.raises(Unknown):
        actions.link_subject(item_id=new_id(), subject_id=pryce.id, role=role, by=by, at=AT)
    with pytest.raises(Unknown):
        actions.link_subject(item_id=item_id, subject_id=new_id(), role=role, by=by, at=AT)
    with pytest.raises(Unknown):  # who checks packages sees no item outside them
        actions.link_subject(item_id=item_id, subject_id=pryce.id, role=role, by=cast.acting_checker, at=AT)
    with pytest.raises(Blocked):
        actions.link_subject(item_id=item_id, subject_id=pryce.id, role=role, by=cast.acting_decider, at=AT)
