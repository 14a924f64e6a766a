import random
import string
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from needshare.kernel import Invalid, new_id
from needshare.search import actions, queries
from needshare.search.models import IndexedTerm
from needshare.search.rules import Details
from needshare.search.terms import IndexKind, Register
from tests import entries
from tests.cast import AT, Cast

PRYCE = Details(
    names=("Marlon Pryce", "Marl"),
    born_on=date(1990, 5, 1),
    addresses=("12 Alder Row, Wexcombe WX4 2QD",),
    identifiers=("N1001",),
)
NOLAN = Details(names=("Peter Nolan",), born_on=date(1984, 2, 12))


@pytest.fixture
def index(cast: Cast):
    def put(details: Details):
        record_id = new_id()
        actions.index_record(
            register=Register.SUBJECTS, record_id=record_id, details=details, by=cast.acting_preparer, at=AT
        )
        return record_id

    return put


def matching(cast: Cast, **terms: str):
    return queries.matching(owner=cast.force.id, register=Register.SUBJECTS, terms=terms)


@pytest.mark.parametrize(
    "terms",
    [
        {"name": "Marlon Pryce"},
        {"name": "PRYCE, marlon"},
        {"name": "Márlon Prýce"},
        {"name": "Marl"},
        {"identifier": "n 1001"},
        {"name": "Marlon James Pryce", "date_of_birth": "1990-05-01"},
        {"date_of_birth": "1990-05-01", "address": "wx42qd"},
    ],
)
def test_a_person_is_found_by_what_is_known_of_them(cast: Cast, index, terms):
    record_id = index(PRYCE)
    index(NOLAN)
    assert list(matching(cast, **terms)) == [record_id]


@pytest.mark.parametrize(
    "terms",
    [
        {"name": "Marlon"},
        {"name": "Pryce"},
        {"date_of_birth": "1990-05-01"},
        {"address": "WX4 2QD"},
        {"name": "Marlon Price"},
        {"identifier": "N1002"},
        {"name": "Marlon Smith", "date_of_birth": "1991-05-01"},
    ],
)
def test_nobody_is_found_by_what_fits_many_or_nobody(cast: Cast, index, terms):
    index(PRYCE)
    assert matching(cast, **terms) == {}


def test_two_people_of_one_name_and_birth_date_are_both_found(cast: Cast, index):
    both = {index(NOLAN), index(NOLAN)}
    found = matching(cast, name="Peter Nolan", date_of_birth="1984-02-12")
    assert set(found) == both
    assert set(map(frozenset, found.values())) == {
        frozenset({IndexKind.FULL_NAME, IndexKind.NAME_PART, IndexKind.DATE_OF_BIRTH})
    }


def test_the_surest_comes_first(cast: Cast, index):
    namesake = index(Details(names=("Peter Nolan",), born_on=date(1950, 1, 1)))
    himself = index(NOLAN)
    assert list(matching(cast, name="Peter Nolan", date_of_birth="1984-02-12")) == [himself, namesake]


def test_another_owner_finds_nobody(cast: Cast, index):
    index(PRYCE)
    found = queries.matching(
        owner=cast.council.id, register=Register.SUBJECTS, terms={"name": "Marlon Pryce"}
    )
    assert found == {}


def test_a_search_for_nothing_is_invalid(cast: Cast):
    for terms in ({}, {"name": " "}, {"name": "..."}, {"address": "no postcode"}):
        with pytest.raises(Invalid):
            matching(cast, **terms)


def test_a_date_that_is_none_is_invalid(cast: Cast):
    with pytest.raises(Invalid) as invalid:
        matching(cast, name="Marlon Pryce", date_of_birth="1 May 1990")
    assert [error.field for error in invalid.value.errors] == ["date_of_birth"]


def test_too_many_people_are_not_listed(cast: Cast, index, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    for _ in range(3):
        index(NOLAN)
    with pytest.raises(Invalid) as invalid:
        matching(cast, name="Peter Nolan")
    assert "Too many people" in invalid.value.errors[0].remedy


def test_a_record_indexed_again_is_found_by_its_new_details_only(cast: Cast):
    record_id, by = new_id(), cast.acting_preparer
    for details in (PRYCE, NOLAN):
        actions.index_record(register=Register.SUBJECTS, record_id=record_id, details=details, by=by, at=AT)
    assert matching(cast, name="Marlon Pryce") == {}
    assert list(matching(cast, name="Peter Nolan")) == [record_id]
    assert entries.newest("search.index_record").said == {"indexed_terms": 4}


def test_nothing_indexed_can_be_read(cast: Cast, index):
    index(PRYCE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_indexedterm")
        stored = str(cursor.fetchall()).lower()
    for secret in ("pryce", "marlon", "1990-05-01", "n1001", "wx42qd"):
        assert secret not in stored


def test_a_detail_is_indexed_once(cast: Cast, index):
    index(PRYCE)
    row = IndexedTerm.objects.first()
    assert str(row) == f"{row.kind} of {row.record_id}"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_indexedterm (id, owner_id, recorded_as_id, register, record_id, kind, digest)"
            " SELECT %s, owner_id, recorded_as_id, register, record_id, kind, digest"
            " FROM search_indexedterm WHERE id = %s",
            [
                new_id().hex if connection.vendor == "sqlite" else new_id(),
                row.pk.hex if connection.vendor == "sqlite" else row.pk,
            ],
        )


def test_a_search_is_one_statement_whatever_the_number(cast: Cast, index, django_assert_num_queries):
    letters = random.Random(7)
    for _ in range(20):
        index(Details(names=("".join(letters.choices(string.ascii_lowercase, k=8)),)))
    index(PRYCE)
    with django_assert_num_queries(1):
        assert len(matching(cast, name="Marlon Pryce", date_of_birth="1990-05-01")) == 1
