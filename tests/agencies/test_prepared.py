"""A prepared SELECT gives what its query set gives, for any values, and compiles once."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler

from needshare.accounts.models import Account
from needshare.agencies.prepared import MOST_FORMS, Prepared, as_id
from needshare.kernel import new_id
from tests.cast import AT, Cast

pytestmark = pytest.mark.django_db

PEOPLE = Prepared(
    lambda narrowed: Account.objects.filter(narrowed).select_related("unit").order_by("username")
)


@pytest.fixture
def compiled(monkeypatch) -> list[str]:
    """Collect the statements that Django works out."""
    found: list[str] = []
    plain = SQLCompiler.as_sql

    def as_sql(self, *args, **kwargs):
        found.append(self.query.model.__name__)
        return plain(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)
    return found


def conditions(cast: Cast) -> list[Q]:
    officer, partner = cast.officer, cast.partner
    return [
        Q(),
        Q(id=officer.id),
        Q(id=new_id()),
        Q(owner_id=str(officer.owner_id)),
        Q(id__in=[officer.id, partner.id]),
        Q(owner_id=officer.owner_id, is_active=True) & ~Q(id=officer.id),
        Q(owner_id=officer.owner_id) | Q(owner_id=partner.owner_id),
        Q(pk__in=[]),
        Q(added_at__lte=AT),
        Q(owner_id=officer.owner_id, added_at__gt=AT + timedelta(microseconds=7)),
    ]


@pytest.mark.parametrize("place", range(10))
def test_it_gives_what_the_query_set_gives(cast, place):
    condition = conditions(cast)[place]
    plain = list(Account.objects.filter(condition).select_related("unit").order_by("username"))
    for _twice in range(2):
        found = PEOPLE.rows(condition)
        assert found == plain
        assert [vars(each).keys() for each in found] == [vars(each).keys() for each in plain]
        assert [each.name for each in found] == [each.name for each in plain]
        assert [each.owner.code for each in found] == [each.owner.code for each in plain]
        assert [each.added_at for each in found] == [each.added_at for each in plain]


def test_it_is_compiled_once_for_all_ids(cast, compiled):
    people = Prepared(Account.objects.filter)
    assert people.rows(Q(id=cast.officer.id) & Q(is_active=True)) == [cast.officer]
    assert len(compiled) == 1
    assert people.rows(Q(id=cast.partner.id) & Q(is_active=True)) == [cast.partner]
    assert len(compiled) == 1
    assert people.rows(Q(id=cast.partner.id) & Q(is_active=False)) == []
    assert len(compiled) == 2


def test_the_same_id_twice_is_not_mixed_up_with_two(cast):
    people = Prepared(Account.objects.filter)
    officer, partner = cast.officer.id, cast.partner.id
    assert people.rows(Q(id=officer) & Q(id=officer)) == [cast.officer]
    assert people.rows(Q(id=officer) & Q(id=partner)) == []


def test_named_values_are_put_in(cast):
    named = Prepared(
        lambda narrowed, *, username, owner: Account.objects.filter(
            narrowed, username=username, owner_id=owner
        )
    )
    for account in (cast.officer, cast.partner):
        assert named.rows(username=account.username, owner=account.owner_id) == [account]
    assert named.rows(username=cast.officer.username, owner=cast.partner.owner_id) == []


def test_tuples_come_as_tuples(cast):
    names = Prepared(lambda narrowed: Account.objects.filter(narrowed).values_list("id", "owner__code"))
    assert names.rows(Q(id=cast.officer.id)) == [(cast.officer.id, cast.officer.owner.code)]


def test_a_value_that_would_be_lost_is_refused(cast):
    lost = Prepared(lambda narrowed, *, username: Account.objects.filter(narrowed).order_by("id"))
    with pytest.raises(ValueError, match="whole and unchanged"):
        lost.rows(username="somebody")
    changed = Prepared(lambda narrowed, *, username: Account.objects.filter(username__startswith=username))
    with pytest.raises(ValueError, match="whole and unchanged"):
        changed.rows(username="somebody")


def test_an_annotation_is_refused(cast):
    annotated = Prepared(lambda narrowed: Account.objects.annotate(same=Q(id__isnull=False)))
    with pytest.raises(ValueError, match="not annotations"):
        annotated.rows()


def test_forms_do_not_pile_up(cast):
    people = Prepared(Account.objects.filter)
    for number in range(MOST_FORMS + 3):
        assert people.rows(Q(username=f"nobody{number}")) == []
    assert len(people._forms) == 3


@pytest.mark.parametrize("text", ["", "draft", "0" * 36, "01a200a8-092c-721b-b941-2b2587fcd56c0"])
def test_other_text_is_no_id(text):
    assert as_id(text) is None


def test_an_id_is_one_as_text_too():
    some = new_id()
    assert as_id(some) == as_id(str(some)) == UUID(str(some))
