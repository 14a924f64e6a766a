"""Where somebody is signed in: their browsers, shown to them alone and ended from any of them."""

from typing import Any

import pytest
from django.conf import settings as product
from django.utils import timezone

from needshare.accounts import actions, sessions
from needshare.accounts.models import Account, Session
from needshare.accounts.sessions import SessionStore, stored
from needshare.audit.models import Entry
from needshare.kernel import Unknown
from tests.cast import AT, acting
from tests.signing_in import signed_in as at_once

from .signing_in import PASSWORD, SEED, get, post, sign_in, words

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def officer(cast: Any) -> Account:
    actions.change_password(password=PASSWORD, by=cast.acting_officer, at=AT)
    actions.enrol_second_factor(seed=SEED, by=cast.acting_officer, at=AT)
    return Account.objects.get(pk=cast.officer.pk)


def browsing(account: Account, agent: str) -> Any:
    client = sign_in(account.username)
    client.defaults["HTTP_USER_AGENT"] = agent
    assert get(client, "/account").status_code == 200
    return client


def browsers(account: Account) -> list[str]:
    found = sessions.browsers_of(Account.objects.get(pk=account.pk), at=timezone.now())
    return sorted(each.browser for each in found)


def test_ones_browsers_are_listed_with_this_one_marked_and_nobody_elses(cast, officer):
    desk, phone = browsing(officer, FIREFOX), browsing(officer, PHONE)
    at_once(cast.preparer)
    page = words(get(desk, "/account/sessions"))
    assert page.count("Firefox, Windows") == 1
    assert page.count("Safari, iPhone") == 1
    assert page.count("This browser") == 1
    assert page.index("This browser") > page.index("Firefox, Windows")
    assert "Safari, iPhone This browser" in words(get(phone, "/account/sessions"))


def test_nothing_of_the_network_address_is_kept(officer):
    client = sign_in(officer.username)
    client.get("/account", secure=True, REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT=FIREFOX)
    kept = [SessionStore().decode(row.session_data) for row in Session.objects.all()]
    assert "203.0.113" not in str(kept)
    assert "Gecko" not in str(kept)


def test_one_browser_is_signed_out_from_another_at_once(officer):
    desk, phone = browsing(officer, FIREFOX), browsing(officer, PHONE)
    name = phone.session["session_id"]
    answer = post(desk, f"/account/sessions/{name}/end")
    assert answer.headers["Location"] == "/account/sessions"
    assert get(phone, "/account").headers["Location"].startswith("/account/sign-in")
    assert get(desk, "/account").status_code == 200
    assert browsers(officer) == ["Firefox, Windows"]
    assert Entry.objects.filter(action="accounts.end_own_session").count() == 1
    assert post(desk, f"/account/sessions/{name}/end").status_code == 404


def test_nobody_ends_anothers_session(cast, officer):
    phone = browsing(officer, PHONE)
    other = at_once(cast.preparer)
    get(other, "/account")
    assert post(other, f"/account/sessions/{phone.session['session_id']}/end").status_code == 404
    with pytest.raises(Unknown):
        actions.end_own_session(
            browser=phone.session["session_id"], by=acting(cast.preparer, at=AT), at=timezone.now()
        )
    assert get(phone, "/account").status_code == 200


def test_signing_out_everywhere_ends_this_one_too_and_clears_the_browser(officer):
    desk, phone = browsing(officer, FIREFOX), browsing(officer, PHONE)
    answer = post(desk, "/account/sessions/end")
    assert answer.headers["Location"] == "/"
    assert get(desk, "/").headers["Location"].startswith("/account/sign-in")
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    for client in (desk, phone):
        assert get(client, "/account").status_code == 302
    assert browsers(officer) == []
    assert Entry.objects.filter(action="accounts.end_own_sessions").count() == 1


def test_ended_sessions_are_not_shown(officer, settings):
    desk, phone = browsing(officer, FIREFOX), browsing(officer, PHONE)
    held = phone.session
    held["seen_at"] -= settings.SESSION_IDLE.total_seconds() + 1
    held.save()
    assert browsers(officer) == ["Firefox, Windows"]
    new = "seven lamps under a boat"
    post(desk, "/account/password/change", oldpassword=PASSWORD, password1=new, password2=new)
    get(desk, "/account")
    assert browsers(officer) == ["Firefox, Windows"]


def test_the_session_keeps_its_place_in_the_list_when_its_key_changes(officer):
    desk = browsing(officer, FIREFOX)
    before = desk.session["session_id"], desk.session["begun_at"]
    row = Session.objects.get(pk=stored(desk.cookies[product.SESSION_COOKIE_NAME].value))
    assert row.account_id == officer.pk
    store = desk.session
    store.cycle_key()
    assert not Session.objects.filter(pk=row.pk).exists()
    assert (store["session_id"], store["begun_at"]) == before
    assert browsers(officer) == ["Firefox, Windows"]


def test_the_pages_of_sessions_only_act_when_posted_to(officer):
    desk = browsing(officer, FIREFOX)
    name = desk.session["session_id"]
    for address in ("/account/sessions/end", f"/account/sessions/{name}/end"):
        assert get(desk, address).status_code == 405
