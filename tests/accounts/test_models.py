from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from needshare.accounts import actions
from needshare.accounts.models import Account, ApiToken
from needshare.accounts.rules import operator
from needshare.accounts.terms import CASE_CONTENT, Role
from needshare.audit.recording import current_entry, recorded
from needshare.audit.terms import Operation
from needshare.kernel import new_id
from tests.cast import AT

pytestmark = pytest.mark.django_db


@recorded(Operation.ADMINISTRATION)
def set_columns(*, rows: Any, by: Any, at: Any, **columns: Any) -> None:
    """Write straight to the table, as a bug or a hand on the database would."""
    rows.update(**columns, recorded_as=current_entry())


def refused(rows: Any, constraint: str, **columns: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        set_columns(rows=rows, by=operator(at=AT), at=AT, **columns)


@pytest.mark.parametrize("administration", [Role.SYSTEM_ADMINISTRATOR, Role.PARTNER_ADMINISTRATOR])
@pytest.mark.parametrize("content", sorted(CASE_CONTENT))
@pytest.mark.parametrize("turned", [False, True])
def test_the_database_keeps_administration_and_case_content_apart(cast, administration, content, turned):
    roles = [str(content), str(administration)] if turned else [str(administration), str(content)]
    rows = Account.objects.filter(pk=cast.officer.pk)
    refused(rows, f"{administration}_holds_nothing_else", roles=roles)


def test_the_database_takes_every_role_alone_and_case_roles_together(cast):
    rows = Account.objects.filter(pk=cast.officer.pk)
    for roles in (*([str(role)] for role in Role), sorted(CASE_CONTENT), []):
        set_columns(rows=rows, roles=roles, by=operator(at=AT), at=AT)
        assert rows.get().roles == roles


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"username": "T.Verma@nmc"}, "username_in_small_letters"),
        ({"suspended_at": AT, "is_active": False}, "suspended_at_and_by_together"),
        ({"suspended_at": AT, "suspended_by": new_id()}, "a_suspended_account_is_inactive"),
        ({"is_active": False}, "a_suspended_account_is_inactive"),
        ({"sessions_ended_by": new_id()}, "sessions_ended_at_and_by_together"),
        ({"clearance": "sc"}, "a_clearance_has_its_end"),
        ({"clearance_until": date(2027, 1, 1)}, "a_clearance_has_its_end"),
        ({"vetting_until": None}, "a_vetting_has_its_end"),
        ({"vetting": "none"}, "a_vetting_has_its_end"),
        ({"clearance": "cosmic", "clearance_until": date(2027, 1, 1)}, "clearance_is_known"),
        ({"vetting": "cosmic", "vetting_until": date(2027, 1, 1)}, "vetting_is_known"),
    ],
)
def test_the_database_refuses_an_account_that_cannot_be(cast, columns, constraint):
    refused(Account.objects.filter(pk=cast.officer.pk), constraint, **columns)


def test_the_database_refuses_a_username_twice(cast):
    rows = Account.objects.filter(pk=cast.officer.pk)
    with pytest.raises(IntegrityError):
        set_columns(rows=rows, username=cast.decider.username, by=operator(at=AT), at=AT)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"revoked_at": AT}, "revoked_at_and_by_together"),
        ({"expires_at": AT}, "a_token_ends_after_it_begins"),
    ],
)
def test_the_database_refuses_a_token_that_cannot_be(cast, columns, constraint):
    actions.add_token(
        username=cast.officer.username,
        label="x",
        expires_at=AT + timedelta(days=1),
        by=cast.acting_officer,
        at=AT,
    )
    refused(ApiToken.objects.all(), constraint, **columns)


def test_an_account_has_no_back_door(cast):
    account = cast.administrator
    assert not hasattr(account, "is_superuser")
    assert not hasattr(account, "is_staff")
    assert not hasattr(account, "has_perm")
    assert account.last_login is None
    assert Account.objects.get_by_natural_key(" ADMIN@nmc ") == account


def test_comparing_a_password_writes_nothing(cast, settings, django_assert_num_queries):
    settings.ARGON2ID = settings.ARGON2ID | {"time_cost": 2}  # a hash due for renewal
    with django_assert_num_queries(0):
        assert not cast.officer.check_password("anything")
