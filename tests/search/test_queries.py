"""Finding by keyed tokens: every way a person may be written, and nobody the viewer may not know of."""

import random
import string
from datetime import date

import pytest
from django.db import connection
from django.db.models import Q

from needshare.accounts.rules import operator
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.documents import actions as documents
from needshare.kernel import Actor, Blocked, new_id
from needshare.search import actions, queries
from needshare.search.models import IndexedRecord
from needshare.search.rules import Asked, Details, asked_in, asked_terms
from needshare.search.terms import Register
from needshare.subjects import queries as subjects
from needshare.subjects.models import Subject
from needshare.subjects.rules import Identifier, Person
from tests import entries
from tests.cast import AT, Cast

PRYCE = Person(
    name="Marlon Pryce",
    aliases=("Marl", "The Prince of Wexcombe"),
    born_on=date(1990, 5, 1),
    addresses=("12 Alder Row, Wexcombe WX4 2QD",),
    identifiers=(Identifier("urn", "N1001"), Identifier("vehicle", "AB12 CDE")),
)
NOLAN = Person(name="Peter Nolan", born_on=date(1984, 2, 12), addresses=("3 Quay Street, Wexcombe",))
MUELLER = Person(name="Zoë Müller-Łukasz", born_on=date(1979, 11, 30))
PETROV = Person(name="Пётр Ковальчук", born_on=date(1988, 7, 9))
MOHAMMED = Person(name="Mohammed Yusuf Khan", born_on=date(1995, 1, 31))
EVERYBODY = (PRYCE, NOLAN, MUELLER, PETROV, MOHAMMED)


@pytest.fixture
def enter(cast: Cast):
    def one(person: Person) -> Subject:
        return documents.enter_subject(person=person, by=cast.acting_preparer, at=AT)

    return one


def asked_of(typed: "str | dict[str, str]") -> Asked:
    if isinstance(typed, str):
        return asked_in(typed)
    asked, faults = asked_terms(typed)
    assert faults == []
    return asked


def ids(cast: Cast, typed: "str | dict[str, str]") -> list[object]:
    return seen_by(cast.acting_preparer, typed)


def seen_by(by: Actor, typed: "str | dict[str, str]") -> list[object]:
    return queries.candidates(
        Register.SUBJECTS, asked_of(typed), narrowed=subjects.visible(by), owners=[by.owner]
    ).ids


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("Marlon Pryce", PRYCE),
        ("PRYCE, marlon", PRYCE),
        ("Márlon Prýce", PRYCE),
        ("marl", PRYCE),
        ("prince wexcombe", PRYCE),
        ("Marlon Price", PRYCE),
        ("rlon", PRYCE),
        ("n 1001", PRYCE),
        ("N1001", PRYCE),
        ("ab12cde", PRYCE),
        ("b12cd", PRYCE),
        ("WX4 2QD", PRYCE),
        ("wx42qd pryce", PRYCE),
        ("Marlon 1990-05-01", PRYCE),
        ("Pryce 05/01/1990", PRYCE),
        ("Pryce 1 May 1990", PRYCE),
        ("Marlon James Edward Pryce", PRYCE),
        ("Alder Row Pryce", PRYCE),
        ("Pete Nolan", NOLAN),
        ("Piotr Nolan", NOLAN),
        ("Nolan 1984", NOLAN),
        ("Knowlan Peter", NOLAN),
        ("Peter Knolan", NOLAN),
        ("Zoe Mueller", MUELLER),
        ("zoe muller", MUELLER),
        ("Lukasz", MUELLER),
        ("Petr Kovalchuk", PETROV),
        ("Ковальчук", PETROV),
        ("Muhammad Khan", MOHAMMED),
        ("Yousef Khan", MOHAMMED),
        ("Nobody At All", None),
        ("Marlon Pryce 02/06/1991", PRYCE),
        ("Pryce 02/06/1991", None),
        ({"name": "Marlon", "date_of_birth": "1990-05-01"}, PRYCE),
        ({"name": "Marlon Pryce", "date_of_birth": "1990-01-05"}, PRYCE),
        ({"identifier": "n 1001"}, PRYCE),
        ({"address": "12 Alder Row WX4 2QD", "name": "Price"}, PRYCE),
        ({"name": "Someone Else", "date_of_birth": "1991-05-01"}, None),
    ],
)
def test_a_person_is_found_however_they_are_written(cast: Cast, enter, typed, person):
    entered = {each.name: enter(each).id for each in EVERYBODY}
    found = ids(cast, typed)
    if person is None:
        assert found == []
    else:
        assert entered[person.name] in found


def test_two_of_one_name_and_birth_date_stay_two(cast: Cast, enter):
    both = {enter(NOLAN).id, enter(NOLAN).id}
    assert set(ids(cast, "Peter Nolan 12/02/1984")) == both


def test_who_agrees_best_comes_before_who_is_newer(cast: Cast, enter):
    himself = enter(NOLAN).id
    sounds_alike = enter(Person(name="Pieter Knolan", born_on=date(1950, 1, 1))).id
    assert ids(cast, "Peter Nolan 12/02/1984") == [himself, sounds_alike]
    assert ids(cast, "Peter Nolan")[0] == himself
    assert sounds_alike in ids(cast, "Nolan")


def test_what_is_hidden_is_not_among_the_candidates(cast: Cast, enter):
    shown, hidden = enter(NOLAN), enter(NOLAN)
    asked = asked_in("Peter Nolan")
    seen = subjects.visible(cast.acting_preparer).exclude(pk=hidden.id)
    found = queries.candidates(Register.SUBJECTS, asked, narrowed=seen, owners=[cast.force.id])
    assert (found.ids, found.has_more) == ([shown.id], False)


def test_hidden_records_do_not_count_towards_the_cap(cast: Cast, enter, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    seen = [enter(NOLAN).id for _number in range(2)]
    for _number in range(5):
        enter(NOLAN)
    narrowed = subjects.visible(cast.acting_preparer).filter(pk__in=seen)
    found = queries.candidates(
        Register.SUBJECTS, asked_in("Nolan"), narrowed=narrowed, owners=[cast.force.id]
    )
    assert (set(found.ids), found.has_more) == (set(seen), False)


def test_at_most_the_cap_is_looked_at_and_said_so(cast: Cast, enter, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 3)
    for _number in range(5):
        enter(NOLAN)
    by = cast.acting_preparer
    found = queries.candidates(
        Register.SUBJECTS, asked_in("Nolan"), narrowed=subjects.visible(by), owners=[by.owner]
    )
    assert (len(found.ids), found.has_more) == (3, True)
    assert queries.MOST == 3


def test_of_a_name_that_many_agree_with_alike_a_page_reads_no_more_than_it_shows(
    cast: Cast, enter, django_assert_num_queries
):
    himself = [enter(NOLAN).id for _number in range(queries.FEW + 2)]
    sounds_alike = enter(Person(name="Pieter Knolan", born_on=date(1950, 1, 1))).id
    kept = queries.kept_for(Register.SUBJECTS, Subject.objects.filter)
    everybody, one = Q(owner=cast.force.id), Q(pk=himself[0])

    def found(most: int, *, opened: Q = everybody) -> queries.Candidates:
        seen = queries.Seen.of(kept, everybody, opened)
        asked, owners = asked_in("Nolan"), [cast.force.id]
        return queries.candidates(Register.SUBJECTS, asked, narrowed=seen, owners=owners, most=most)

    found(queries.FEW)
    with django_assert_num_queries(1):
        first = found(queries.FEW)
    assert first.ids == himself[: -queries.FEW - 2 : -1], "one more than a page: there is a next one"
    assert set(first.ids) == first.opened
    everything = found(queries.FEW + 1)
    assert everything.ids == [*reversed(himself), sounds_alike]
    assert not everything.has_more
    known = found(queries.FEW, opened=Q(owner=cast.force.id) & one)
    assert (known.ids[0], known.opened) == (himself[0], {himself[0]}), "what may be opened comes first"


def test_where_enough_agree_exactly_with_one_word_nothing_else_is_read(
    cast: Cast, enter, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(queries, "MOST", 2)
    sounds_alike = enter(Person(name="Pieter Knolan", born_on=date(1950, 1, 1))).id
    himself = [enter(NOLAN).id for _number in range(3)]
    by = cast.acting_preparer
    seen = subjects.visible(by)
    with django_assert_num_queries(1):
        found = queries.candidates(Register.SUBJECTS, asked_in("Nolan"), narrowed=seen, owners=[by.owner])
    assert set(found.ids) < set(himself)
    assert found.has_more
    monkeypatch.setattr(queries, "MOST", 200)
    found = queries.candidates(Register.SUBJECTS, asked_in("Nolan"), narrowed=seen, owners=[by.owner])
    assert (set(found.ids), found.has_more) == ({*himself, sounds_alike}, False)


def test_the_cap_is_two_hundred():
    assert queries.MOST == 200


def test_the_tokens_of_one_owner_find_nothing_for_another(cast: Cast, enter):
    enter(NOLAN)
    found = queries.candidates(
        Register.SUBJECTS, asked_in("Nolan"), narrowed=Subject.objects.all(), owners=[cast.council.id]
    )
    assert found.ids == []


def test_a_register_is_searched_alone(cast: Cast, enter):
    enter(NOLAN)
    found = queries.candidates(
        Register.CASES, asked_in("Nolan"), narrowed=Subject.objects.all(), owners=[cast.force.id]
    )
    assert found.ids == []


def test_nothing_is_looked_for_where_nothing_is_asked(cast: Cast, django_assert_num_queries):
    by = cast.acting_preparer
    with django_assert_num_queries(0):
        assert seen_by(by, " ... ") == []


def test_a_record_indexed_again_is_found_by_its_new_details_only(cast: Cast, enter):
    subject = enter(PRYCE)
    by = cast.acting_preparer
    actions.index_record(
        register=Register.SUBJECTS,
        record_id=subject.id,
        owner=subject.owner_id,
        held=[Details(names=("Peter Nolan",))],
        by=by,
        at=AT,
    )
    assert ids(cast, "Marlon Pryce") == []
    assert ids(cast, "Peter Nolan") == [subject.id]
    assert IndexedRecord.objects.count() == 1


def test_a_new_identifier_is_found_at_once(cast: Cast, enter):
    subject = enter(NOLAN)
    documents.add_subject_identifier(
        subject_id=subject.id, identifier=Identifier("pnc", "84/12345X"), by=cast.acting_preparer, at=AT
    )
    assert ids(cast, "84/12345x") == [subject.id]


def test_what_is_forgotten_is_not_found(cast: Cast, enter):
    subject = enter(NOLAN)
    where = {"register": Register.SUBJECTS, "record_id": subject.id, "owner": subject.owner_id}
    actions.forget_record(**where, by=cast.acting_preparer, at=AT)
    assert ids(cast, "Peter Nolan") == []
    assert entries.newest("search.forget_record").operation == "erasure"


def test_indexing_is_undone_with_the_act_it_is_part_of(cast: Cast):
    class Stopped(Exception):
        pass

    @recorded(Operation.COLLECTION)
    def enter_and_fail(*, by, at) -> None:
        documents.enter_subject(person=NOLAN, by=by, at=at)
        raise Stopped

    with pytest.raises(Stopped):
        enter_and_fail(by=cast.acting_preparer, at=AT)
    assert IndexedRecord.objects.count() == 0
    assert ids(cast, "Peter Nolan") == []


def test_indexing_takes_one_statement(cast: Cast, django_assert_max_num_queries):
    @recorded(Operation.COLLECTION)
    def act(*, by, at) -> None:
        for _again in range(2):  # a new row, then the same one replaced
            with django_assert_max_num_queries(1):
                actions.index_record(
                    register=Register.SUBJECTS,
                    record_id=record_id,
                    owner=cast.force.id,
                    held=[Details(names=("Peter Nolan",))],
                    by=by,
                    at=at,
                )

    record_id = new_id()
    queries.names()
    act(by=cast.acting_preparer, at=AT)


@pytest.mark.parametrize("many", [1, 30])
def test_a_search_is_two_statements_at_most(cast: Cast, enter, django_assert_max_num_queries, many):
    letters = random.Random(7)
    for _ in range(many):
        enter(Person(name="".join(letters.choices(string.ascii_lowercase, k=8)), born_on=date(1990, 1, 1)))
    enter(PRYCE)
    by = cast.acting_preparer
    for typed in ("Marlon Pryce", "arlo", "ryc mar"):
        with django_assert_max_num_queries(2):
            assert len(seen_by(by, typed)) == 1


def test_letters_within_longer_words_are_looked_for_where_nothing_closer_is_found(cast: Cast, enter):
    whole = enter(Person(name="Alder Quill", born_on=date(1990, 1, 1))).id
    assert ids(cast, "alder qui") == [whole]
    part = enter(Person(name="Alderson Quill", born_on=date(1990, 1, 1))).id
    assert ids(cast, "alder quill") == [whole]
    assert set(ids(cast, "alders quil")) == {part}


def test_what_agrees_in_more_tokens_comes_first_among_all_that_are_looked_at(cast: Cast, enter):
    best = enter(Person(name="Pete Nolan", born_on=date(1984, 2, 12))).id
    swapped = enter(Person(name="Peter Nolan", born_on=date(1984, 12, 2))).id
    for _number in range(3):
        enter(Person(name="Peter Nolan", born_on=date(1950, 1, 1)))
    assert ids(cast, "Peter Nolan 12/02/1984")[:2] == [best, swapped]


WORDS = ("Pryce", "Marlon", "1990-05-01", "19900501", "N1001", "WX42QD", "Alder", "Wexcombe", "marl")


def stored_text() -> str:
    """Everything the search tables hold, as the database gives it out."""
    with connection.cursor() as cursor:
        tables = [each for each in connection.introspection.table_names(cursor) if each.startswith("search_")]
        found = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [bytes(v) if isinstance(v, memoryview) else v for row in cursor.fetchall() for v in row]
    texts = [each.decode("latin-1") if isinstance(each, bytes) else str(each) for each in found]
    return " ".join(texts).lower()


def test_nothing_indexed_can_be_read(cast: Cast, enter):
    enter(PRYCE)
    stored = stored_text()
    assert stored
    for word in WORDS:
        assert word.lower() not in stored


def test_reindexing_makes_what_is_missing_or_of_an_older_key_and_nothing_else(cast: Cast, enter):
    gone, older, kept = enter(PRYCE), enter(NOLAN), enter(MUELLER)

    @recorded(Operation.ADMINISTRATION)
    def damage(*, by, at) -> None:
        IndexedRecord.objects.filter(record_id=gone.id).delete()
        row = IndexedRecord.objects.get(record_id=older.id)
        row.key_id, row.tokens = "anotherkey", "aaaaaaaa"
        row.save(update_fields=["key_id", "tokens", "recorded_as"])

    damage(by=cast.acting_preparer, at=AT)
    untouched = IndexedRecord.objects.get(record_id=kept.id).recorded_as_id
    assert ids(cast, "Peter Nolan") == ids(cast, "Marlon Pryce") == []
    assert documents.reindex_subjects(by=operator(at=AT), at=AT) == 2
    assert documents.reindex_subjects(by=operator(at=AT), at=AT) == 0
    assert ids(cast, "Peter Nolan") == [older.id]
    assert ids(cast, "Marlon Pryce") == [gone.id]
    assert IndexedRecord.objects.get(record_id=kept.id).recorded_as_id == untouched


def test_only_who_runs_the_system_reindexes(cast: Cast):
    with pytest.raises(Blocked):
        documents.reindex_subjects(by=cast.acting_preparer, at=AT)


def test_the_full_text_index_is_there_after_every_migration(cast: Cast):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE name LIKE 'search_token_%' AND type = 'trigger'"
            )
        else:
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE indexname = 'search_token_tokens'"
                " UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE 'search_token_%'"
            )
        names = {name for (name,) in cursor.fetchall()}
    assert names in (
        {"search_token_added", "search_token_changed", "search_token_removed"},
        {"search_token_tokens", "search_token_kept"},
    )


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no policies that hinder an index")
def test_no_policy_keeps_the_index_from_being_asked(cast: Cast, enter):
    enter(NOLAN)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM search_token WHERE tokens @@ 'aaaaaaaa'::tsquery")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search_token_tokens" in plan
