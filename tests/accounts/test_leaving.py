"""Joiners, movers, leavers: what somebody may do changes with their next request, while they are at it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from needshare.accounts import actions
from needshare.accounts.terms import Role
from needshare.agencies import actions as agencies
from needshare.pathway.terms import Stage
from tests.calling import Caller
from tests.cast import acting
from tests.signing_in import signed_in
from tests.story import begin

from .signing_in import get, post
from .soft_keys import enrol, sign_in_with

pytestmark = pytest.mark.django_db


def change(cast: Any, act: Any, account: Any, **more: Any) -> None:
    at = timezone.now()
    by = acting(cast.administrator, at=at)
    act(username=account.username, by=by, at=at, **more)


def suspend(cast: Any, account: Any) -> None:
    change(cast, actions.suspend, account, reason="Left.")


def withdraw_roles(cast: Any, account: Any) -> None:
    for role in list(account.roles):
        change(cast, actions.withdraw_role, account, role=Role(role), reason="Moved.")


def close_organisation(cast: Any, account: Any) -> None:
    at = timezone.now()
    by = acting(cast.administrator, at=at)
    agencies.deactivate_organisation(code=account.owner.code, reason="Left.", by=by, at=at)


LEAVING = [suspend, withdraw_roles, close_organisation]
ids = [each.__name__ for each in LEAVING]


@pytest.fixture
def released(cast: Any) -> Any:
    return begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.ACKNOWLEDGED)


@pytest.mark.parametrize("leave", LEAVING, ids=ids)
def test_pages_and_downloads_end_with_the_next_request(cast, released, leave):
    client = signed_in(cast.partner)
    package = f"/packages/{released.reference}"
    shown = [f"{package}/read", f"{package}/files/1", f"/requests/{released.reference}"]
    assert [get(client, page).status_code for page in shown] == [200, 200, 200]
    leave(cast, cast.partner)
    for page in shown:
        found = get(client, page)
        assert found.status_code in (302, 403, 404), page
        if found.status_code == 302:
            assert found.headers["Location"].startswith("/account/sign-in"), page


@pytest.mark.parametrize("leave", [suspend, close_organisation], ids=["suspend", "close_organisation"])
def test_who_has_left_is_not_even_told_that_something_came_for_them(cast, released, leave):
    client = signed_in(cast.partner)
    for page in ("/requests", f"/packages/{released.reference}"):
        assert get(client, page).status_code == 200
    leave(cast, cast.partner)
    for page in ("/requests", f"/packages/{released.reference}"):
        assert get(client, page).headers["Location"].startswith("/account/sign-in")


def token_of(account: Any) -> str:
    at = timezone.now()
    ends = at + timedelta(days=1)
    by = acting(account, at=at)
    return str(actions.add_token(username=account.username, label="x", expires_at=ends, by=by, at=at)[1])


@pytest.mark.parametrize("leave", LEAVING, ids=ids)
def test_tokens_end_with_the_next_call(cast, released, leave):
    caller = Caller(token_of(cast.partner))
    asked = f"/requests/{released.reference}"
    assert caller.get(asked).status_code == 200
    leave(cast, cast.partner)
    assert caller.get(asked).status_code in (401, 404)


@pytest.mark.parametrize("leave", [suspend, close_organisation], ids=["suspend", "close_organisation"])
def test_passkeys_end_too(cast, leave):
    key = enrol(signed_in(cast.partner))
    leave(cast, cast.partner)
    client, answer = sign_in_with(key)
    assert answer.headers["Location"] == "/account/inactive"
    assert get(client, "/requests").status_code == 302


def test_a_move_to_another_unit_counts_from_the_next_request(cast):
    at = timezone.now()
    agencies.add_unit(code="NMC", name="Harbour team", by=acting(cast.administrator, at=at), at=at)
    client = signed_in(cast.officer)
    before = get(client, "/account").wsgi_request.actor
    change(cast, actions.move_unit, cast.officer, unit="Harbour team")
    after = get(client, "/account").wsgi_request.actor
    assert after.unit != before.unit
    assert after.principals != before.principals
    assert before.unit not in after.principals


def test_a_role_taken_away_while_a_decision_is_typed_stops_it(cast):
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.AWAITING_DECISION)
    client = signed_in(cast.decider)
    address = f"/cases/{story.reference}/decide"
    assert get(client, address).status_code == 200
    withdraw_roles(cast, cast.decider)
    assert get(client, address).status_code in (403, 404)
    assert post(client, f"{address}/share").status_code in (403, 404)
