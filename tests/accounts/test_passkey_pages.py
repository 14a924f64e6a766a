"""Passkeys in a real browser, with a virtual authenticator: made, used, confirmed with, removed, refused."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from needshare.accounts import actions
from needshare.accounts.models import Account, Session
from needshare.accounts.sessions import SessionStore
from needshare.audit.models import Entry
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.cast import acting
from tests.story import Story, begin

from .keys import Key, plugged_in
from .signing_in import PASSWORD, browser, give_password

pytestmark = [pytest.mark.browser]


@pytest.fixture(autouse=True)
def site(settings: Any, live_server: Any, visitor: Any) -> None:
    """Passkeys are made for the site's own address; a live server has a port of its own."""
    settings.SITE_URL = live_server.url
    visitor.page.set_default_timeout(10_000)


def acts() -> list[str]:
    return [entry.action for entry in Entry.objects.order_by("id")]


def stage_of(story: Story) -> str:
    return str(SharingCase.objects.get(reference=story.reference).stage)


def with_password(account: Account) -> Client:
    at = timezone.now()
    actions.change_password(password=PASSWORD, by=acting(account, at=at), at=at)
    client = browser()
    give_password(client, account.username)
    return client


def make(visitor: Any, name: str = "") -> None:
    if name:
        visitor.page.get_by_label("Name of the passkey").fill(name)
    visitor.page.get_by_role("button", name="Make a passkey").click()


def with_passkey(visitor: Any, account: Account, key: Key) -> None:
    """Let somebody make their first passkey, and sign out."""
    visitor.use_session(with_password(account)).open("/account/passkeys/new")
    make(visitor)
    arrive(visitor, "/account/recovery-codes")
    visitor.page.context.clear_cookies()


def arrive(visitor: Any, path: str) -> None:
    visitor.page.wait_for_url(lambda url: urlsplit(url).path == path)


def use_passkey(visitor: Any, path: str = "/account/sign-in?next=/account") -> None:
    visitor.open(path)
    visitor.page.get_by_role("button", name="Sign in with a passkey").click()


def test_somebody_makes_a_passkey_instead_of_setting_up_an_app_and_signs_in_with_it(cast, visitor):
    with plugged_in(visitor.page) as key:
        visitor.use_session(with_password(cast.officer)).open("/account")
        assert visitor.page.url.endswith("/account/passkeys/new")
        visitor.assert_accessible()
        make(visitor, "key on my ring")
        arrive(visitor, "/account/recovery-codes")
        assert visitor.page.locator("main code").count() == 10
        assert acts()[-1] == "accounts.enrol_passkey"
        assert key.credentials()[0]["rpId"] == "localhost"

        visitor.page.context.clear_cookies()
        use_passkey(visitor)
        arrive(visitor, "/account")
        assert visitor.page.get_by_text("t.verma@nmc").is_visible()
        assert acts()[-1] == "accounts.sign_in"
        visitor.assert_no_problems()


def test_the_sign_in_page_offers_the_passkey_first(cast, visitor):
    visitor.open("/account/sign-in")
    assert not visitor.page.get_by_text("No passkey was used").is_visible()
    buttons = visitor.page.locator("main button[type=submit]:visible").all_inner_texts()
    assert buttons == ["Sign in with a passkey", "Continue"]


def test_a_passkey_confirms_a_release_and_leads_back_to_it(cast, visitor):
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.SECOND_CHECKED)
    release = f"/cases/{story.reference}/package/release"
    with plugged_in(visitor.page) as key:
        with_passkey(visitor, cast.preparer, key)
        use_passkey(visitor, f"/account/sign-in?next={release}")
        arrive(visitor, release)
        grow_old(cast.preparer)
        visitor.page.get_by_role("button", name="Release").click()
        arrive(visitor, "/account/confirm")
        assert stage_of(story) == Stage.SECOND_CHECKED
        visitor.page.get_by_role("button", name="Use a passkey").click()
        arrive(visitor, release)
        assert "accounts.confirm" in acts()
        visitor.page.get_by_role("button", name="Release").click()
        arrive(visitor, f"/cases/{story.reference}")
        assert stage_of(story) == Stage.RELEASED


def grow_old(account: Account, seconds: int = 301) -> None:
    """Make every proof in somebody's sessions older than it is."""
    for row in Session.objects.filter(account=account):
        store = SessionStore()
        held = store.decode(row.session_data)
        for record in held["account_authentication_methods"]:
            record["at"] -= seconds
        Session.objects.filter(pk=row.pk).update(session_data=store.encode(held))


def test_a_key_that_did_not_verify_the_person_is_refused(cast, visitor):
    with plugged_in(visitor.page) as key:
        with_passkey(visitor, cast.officer, key)
        key.verifies(False)
        use_passkey(visitor)
        visitor.page.get_by_text("No passkey was used").wait_for()
        assert visitor.page.url.endswith("/account/sign-in?next=/account")
        assert acts()[-1] == "accounts.enrol_passkey"


def test_a_key_without_a_pin_cannot_be_enrolled(cast, visitor):
    with plugged_in(visitor.page, can_verify=False):
        visitor.use_session(with_password(cast.officer)).open("/account/passkeys/new")
        make(visitor)
        visitor.page.get_by_text("No passkey was used").wait_for()
        assert not Authenticator.objects.exists()


def test_of_a_copied_passkey_the_one_that_fell_behind_is_refused(cast, visitor):
    with plugged_in(visitor.page) as key:
        with_passkey(visitor, cast.officer, key)
        copy = key.credentials()[0]
        for _time in range(2):
            use_passkey(visitor)
            arrive(visitor, "/account")
            visitor.page.context.clear_cookies()
        key.clear()
        key.put(copy)
        use_passkey(visitor)
        visitor.page.get_by_text("The passkey was not accepted").first.wait_for()


def test_the_passkey_serves_after_the_password_too(cast, visitor):
    with plugged_in(visitor.page) as key:
        with_passkey(visitor, cast.officer, key)
        visitor.open("/account/sign-in?next=/account")
        visitor.page.get_by_label("Username").fill(cast.officer.username)
        visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
        visitor.page.get_by_role("button", name="Continue").click()
        visitor.page.get_by_role("button", name="Use a passkey").click()
        arrive(visitor, "/account")
        visitor.assert_no_problems()


def test_passkeys_are_listed_renamed_and_removed_but_not_the_last(cast, visitor):
    with plugged_in(visitor.page) as key:
        with_passkey(visitor, cast.officer, key)
        use_passkey(visitor, "/account/sign-in?next=/account/passkeys")
        arrive(visitor, "/account/passkeys")
        visitor.assert_accessible()
        assert "only way to prove" in visitor.page.inner_text("main")
        assert visitor.page.get_by_role("link", name="Remove").count() == 0
        visitor.page.get_by_role("link", name="Rename").click()
        visitor.assert_accessible()
        visitor.page.get_by_label("Name of the passkey").fill("work laptop")
        visitor.page.get_by_role("button", name="Rename").click()
        assert "work laptop" in visitor.page.inner_text("main table")

        key.clear()  # the next is made on another device
        visitor.page.get_by_role("button", name="Add a passkey").click()
        visitor.assert_accessible()
        make(visitor, "phone")
        arrive(visitor, "/account")
        visitor.open("/account/passkeys").assert_accessible()
        visitor.page.get_by_role("link", name="Remove work laptop").click()
        visitor.assert_accessible()
        visitor.page.get_by_role("button", name="Remove the passkey").click()
        arrive(visitor, "/account/passkeys")
        assert "work laptop" not in visitor.page.inner_text("main table")
        assert acts()[-1] == "accounts.remove_passkey"


def test_pages_with_passkeys_are_translatable(cast, visitor, pseudo_locale):
    with plugged_in(visitor.page):
        visitor.use_session(with_password(cast.officer)).open("/account/passkeys/new")
        visitor.assert_translated()
        visitor.page.locator("main button[type=submit]").click()
        arrive(visitor, "/account/recovery-codes")
        for path in ("/account", "/account/passkeys", "/account/confirm?next=/", "/account/sessions"):
            visitor.open(path).assert_translated()
            visitor.assert_accessible()
        visitor.page.context.clear_cookies()
        visitor.open("/account/sign-in").assert_translated()
        visitor.assert_accessible()
