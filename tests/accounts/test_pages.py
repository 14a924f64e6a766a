"""The pages of a sign-in that is not complete, in a real browser: accessible and wholly translatable."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from needshare.accounts import actions
from needshare.accounts.rules import operator
from tests.cast import Cast, acting

from .signing_in import PASSWORD, SEED, browser, code, get, give_password, post, sign_in

pytestmark = [pytest.mark.browser]


def with_password(cast: Cast) -> Client:
    at = timezone.now()
    actions.change_password(password=PASSWORD, by=acting(cast.officer, at=at), at=at)
    client = browser()
    give_password(client, cast.officer.username)
    return client


def with_first_password(cast: Cast) -> Client:
    at = timezone.now()
    by = operator(at=at)
    first = actions.reset_sign_in(username=cast.officer.username, reason="x", by=by, at=at)
    client = browser()
    give_password(client, cast.officer.username, first)
    return client


def enrolled(cast: Cast) -> None:
    at = timezone.now()
    by = acting(cast.officer, at=at)
    actions.change_password(password=PASSWORD, by=by, at=at)
    actions.enrol_second_factor(seed=SEED, by=by, at=at)


def half_way(cast: Cast) -> Client:
    enrolled(cast)
    client = browser()
    give_password(client, cast.officer.username)
    return client


def complete(cast: Cast) -> Client:
    enrolled(cast)
    return sign_in(cast.officer.username)


def with_codes_seen(cast: Cast) -> Client:
    client = complete(cast)
    get(client, "/account/recovery-codes")
    return client


def with_token_made(cast: Cast) -> Client:
    client = complete(cast)
    post(client, "/account/tokens/new", label="Laptop", scope="everyday", days="30")
    return client


def stale(cast: Cast) -> Client:
    client = with_password(cast)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    return client


STATES: tuple[tuple[str, Callable[[Cast], Client]], ...] = (
    ("/account/inactive", lambda _cast: browser()),
    ("/account/password/change", with_first_password),
    ("/account/app", with_password),
    ("/account/password?next=/account/app", stale),
    ("/account/code", half_way),
    ("/account/confirm", complete),
    ("/account/recovery-codes", complete),
    ("/account/recovery-codes", with_codes_seen),
    ("/account/recovery-codes/new", complete),
    ("/account/tokens", with_token_made),
    ("/account/tokens/new", complete),
    ("/account/provider/wexcombe", lambda _cast: browser()),
)
ids = [f"{path} {state.__name__}" for path, state in STATES]


@pytest.mark.parametrize(("path", "state"), STATES, ids=ids)
def test_page_is_accessible_and_translatable(
    cast: Cast, visitor: Any, pseudo_locale: None, path: str, state: Callable[[Cast], Client]
) -> None:
    visitor.use_session(state(cast)).open(path)
    visitor.assert_translated()
    visitor.assert_accessible()


@pytest.mark.parametrize(
    ("path", "state", "button"),
    [
        ("/account/sign-in", lambda _cast: browser(), "Continue"),
        ("/account/code", half_way, "Sign in"),
        ("/account/app", with_password, "Continue"),
        ("/account/confirm", complete, "Confirm"),
        ("/account/password/change", complete, "Change password"),
    ],
)
def test_errors_are_named_and_accessible(
    cast: Cast, visitor: Any, path: str, state: Callable[[Cast], Client], button: str
) -> None:
    visitor.use_session(state(cast)).open(path)
    visitor.page.get_by_role("button", name=button).click()
    assert visitor.page.title().startswith("Error:")
    visitor.assert_accessible(status=422)


def test_somebody_signs_in_by_keyboard_alone(cast: Cast, visitor: Any) -> None:
    enrolled(cast)
    keys = visitor.open("/account/sign-in?next=/account").page.keyboard
    visitor.page.get_by_label("Username").focus()
    keys.type(cast.officer.username)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    visitor.page.wait_for_url("**/account/code")
    visitor.page.get_by_label("Code").focus()
    keys.type(code())
    keys.press("Enter")
    visitor.page.wait_for_url("**/account")
    assert visitor.page.get_by_role("heading", name="Your sign-in").is_visible()
    visitor.assert_no_problems()


def test_the_square_to_scan_says_what_it_is(cast: Cast, visitor: Any) -> None:
    visitor.use_session(with_password(cast)).open("/account/app")
    assert visitor.page.get_by_role("img", name="QR code").bounding_box()["width"] > 200
    assert post(browser(), "/account/app").status_code == 302
