import re
from typing import Any

import pytest
from django.conf import settings as product
from django.test import Client

from needshare.accounts import actions
from needshare.accounts.models import Account, Session
from needshare.accounts.rules import operator
from needshare.accounts.sessions import SessionStore, stored
from needshare.accounts.terms import Role
from needshare.agencies import actions as agencies
from needshare.audit.models import Entry
from tests.cast import AT, acting, person

from .signing_in import PASSWORD, SEED, browser, code, get, give_password, post, sign_in, words, wrong_code

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return [entry.action for entry in Entry.objects.order_by("id")]


@pytest.fixture
def officer(cast: Any) -> Account:
    """Somebody whose sign-in is complete."""
    by = cast.acting_officer
    actions.change_password(password=PASSWORD, by=by, at=AT)
    actions.enrol_second_factor(seed=SEED, by=by, at=AT)
    return Account.objects.get(pk=cast.officer.pk)


# --- the whole way, the first time -----------------------------------------------------------


def test_a_new_person_changes_the_password_sets_up_the_app_and_is_in(cast):
    account, first = actions.add_person(
        organisation="NMC",
        username="n.new",
        person=actions.people.Person(name="Nia New", work_email="n.new@nmc.example"),
        roles=[Role.OFFICER],
        by=operator(at=AT),
        at=AT,
    )
    client = browser()
    assert give_password(client, account.username, first).headers["Location"] == "/"
    for page in ("/", "/account", "/account/recovery-codes/new", "/account/app"):
        get(client, page)
    assert get(client, "/account").headers["Location"] == "/account/password/change"
    page = get(client, "/account/password/change")
    assert "Your first password was made for you" in words(page)
    changed = post(
        client, "/account/password/change", oldpassword=first, password1=PASSWORD, password2=PASSWORD
    )
    assert changed.headers["Location"] == "/"
    assert get(client, "/account").headers["Location"] == "/account/passkeys/new"
    assert "Use an authenticator app instead" in words(get(client, "/account/passkeys/new"))
    page = get(client, "/account/app")
    seed = "".join(re.search(r"<code data-value>([A-Z2-7 ]+)</code>", page.content.decode())[1].split())
    assert "<svg" in page.content.decode()
    assert "style=" not in page.content.decode()
    assert seed not in str(list(Session.objects.values()))
    assert seed not in str([SessionStore().decode(session.session_data) for session in Session.objects.all()])
    wrong = post(client, "/account/app", code=wrong_code(seed))
    assert wrong.status_code == 422
    assert "The code is not right" in words(wrong)
    assert post(client, "/account/app", code=code(seed)).headers["Location"] == "/account/recovery-codes"
    codes = re.findall(
        r"<code data-value>(\d{12})</code>", get(client, "/account/recovery-codes").content.decode()
    )
    assert len(set(codes)) == 10
    again = get(client, "/account/recovery-codes").content.decode()
    assert not any(each in again for each in codes)
    assert get(client, "/account").status_code == 200
    assert acts()[-3:] == ["accounts.sign_in", "accounts.change_password", "accounts.enrol_second_factor"]

    another = browser()
    assert give_password(another, account.username).headers["Location"] == "/account/code"
    assert post(another, "/account/code", code=codes[3]).headers["Location"] == "/"
    once_more = browser()
    give_password(once_more, account.username)
    assert post(once_more, "/account/code", code=codes[3]).status_code == 422


# --- each later time -------------------------------------------------------------------------


def test_signing_in_takes_the_password_and_a_code(officer):
    client = browser()
    assert "Sign in" in words(get(client, "/account/sign-in"))
    assert give_password(client, " T.Verma@NMC ").headers["Location"] == "/account/code"
    assert get(client, "/account").headers["Location"].startswith("/account/sign-in")
    assert get(client, "/account/code").status_code == 200
    assert post(client, "/account/code", code=code()).headers["Location"] == "/"
    page = get(client, "/account")
    assert page.status_code == 200
    assert "t.verma@nmc" in words(page)
    assert page.wsgi_request.actor.roles == {"officer"}
    assert page.wsgi_request.actor.name == "T Verma"
    assert acts()[-1] == "accounts.sign_in"


def test_a_hash_of_a_lower_cost_is_replaced_at_sign_in(officer, settings):
    settings.ARGON2ID = settings.ARGON2ID | {"time_cost": 2}
    client = browser()
    assert give_password(client, officer.username).headers["Location"] == "/account/code"
    assert acts()[-1] == "accounts.renew_hash"
    assert ",t=2," in Account.objects.get(pk=officer.pk).password
    assert post(client, "/account/code", code=code()).headers["Location"] == "/"
    assert get(client, "/account").status_code == 200


def test_a_page_asked_for_before_signing_in_is_shown_afterwards(officer):
    client = browser()
    sent = get(client, "/account?from=mail")
    assert sent.headers["Location"] == "/account/sign-in?next=/account%3Ffrom%3Dmail"
    typed = {"login": officer.username, "password": PASSWORD, "next": "/account?from=mail"}
    post(client, "/account/sign-in", **typed)
    assert post(client, "/account/code", code=code()).headers["Location"] == "/account?from=mail"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(officer, elsewhere):
    client = browser()
    post(client, "/account/sign-in", login=officer.username, password=PASSWORD, next=elsewhere)
    assert post(client, "/account/code", code=code()).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_username_are_answered_alike(officer):
    answers = [
        give_password(browser(), name, "not the password") for name in (officer.username, "nobody@nmc")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    first, second = (words(answer).replace(officer.username, "nobody@nmc") for answer in answers)
    assert first == second
    assert "The username or the password is not right" in first
    assert acts()[-2:] == ["accounts.note_failed_sign_in"] * 2


def test_a_wrong_code_does_not_let_in_and_is_recorded(officer):
    client = browser()
    give_password(client, officer.username)
    wrong = post(client, "/account/code", code=wrong_code())
    assert wrong.status_code == 422
    assert acts()[-1] == "accounts.note_failed_code"
    assert get(client, "/account").status_code == 302


def test_a_code_works_once(officer, monkeypatch):
    sign_in(officer.username)
    client = browser()
    give_password(client, officer.username)
    monkeypatch.setattr("tests.accounts.signing_in.cache.clear", lambda: None)
    made = code()
    post(client, "/account/code", code=made)
    other = browser()
    give_password(other, officer.username)
    assert post(other, "/account/code", code=made).status_code == 422


def test_too_many_wrong_passwords_close_the_account_for_a_while(officer):
    for _attempt in range(5):
        give_password(browser(), officer.username, "not the password")
    refused = give_password(browser(), officer.username)
    assert refused.status_code == 422
    assert "too many attempts" in words(refused)


def test_too_many_wrong_codes_are_refused_even_when_then_right(officer):
    client = browser()
    give_password(client, officer.username)
    made, wrong = code(), wrong_code()
    for _attempt in range(5):
        post(client, "/account/code", code=wrong)
    refused = post(client, "/account/code", code=made)
    assert refused.status_code == 422


def test_a_suspended_person_is_told_only_after_the_right_password(cast, officer):
    actions.suspend(username=officer.username, reason="x", by=cast.acting_administrator, at=AT)
    assert give_password(browser(), officer.username).headers["Location"] == "/account/inactive"
    assert "cannot be used" in words(get(browser(), "/account/inactive"))
    assert give_password(browser(), officer.username, "not the password").status_code == 422


def test_people_of_an_inactive_organisation_do_not_get_in(cast):
    by = cast.acting_partner
    actions.change_password(password=PASSWORD, by=by, at=AT)
    actions.enrol_second_factor(seed=SEED, by=by, at=AT)
    agencies.deactivate_organisation(code="WBC", reason="x", by=cast.acting_administrator, at=AT)
    assert give_password(browser(), cast.partner.username).headers["Location"] == "/account/inactive"


@pytest.mark.parametrize(
    "address",
    [
        "/account/sign-up",
        "/account/signup",
        "/account/email",
        "/account/password/reset",
        "/account/app/remove",
    ],
)
def test_there_is_no_sign_up_no_reset_by_mail_and_no_way_to_drop_the_second_factor(officer, address):
    assert get(sign_in(officer.username), address).status_code == 404


# --- while signed in -------------------------------------------------------------------------


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(officer):
    here, there = sign_in(officer.username), sign_in(officer.username)
    new = "seven lamps under a boat"
    changed = post(here, "/account/password/change", oldpassword=PASSWORD, password1=new, password2=new)
    assert changed.headers["Location"] == "/"
    assert get(here, "/account").status_code == 200
    assert get(there, "/account").status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"oldpassword": "wrong", "password1": "x" * 3, "password2": "y"},
            "This is not your current password",
        ),
        ({"oldpassword": PASSWORD, "password1": "short", "password2": "short"}, "at least 15 characters"),
        (
            {"oldpassword": PASSWORD, "password1": "seven lamps under a boat", "password2": "other"},
            "You must type the same password each time",
        ),
    ],
)
def test_a_password_that_cannot_be_accepted_says_why(officer, typed, said):
    answer = post(sign_in(officer.username), "/account/password/change", **typed)
    assert answer.status_code == 422
    assert said in words(answer)


def test_confirming_makes_the_second_factor_fresh_and_leads_back(officer):
    client = sign_in(officer.username)
    before = get(client, "/account").wsgi_request.actor.confirmed_at
    key = client.session.session_key
    page = get(client, "/account/confirm?next=/account")
    assert "Confirm that it is you" in words(page)
    wrong = post(client, "/account/confirm", code=wrong_code(), next="/account")
    assert wrong.status_code == 422
    assert acts()[-1] == "accounts.note_failed_code"
    assert post(client, "/account/confirm", code=code(), next="/account").headers["Location"] == "/account"
    assert acts()[-1] == "accounts.confirm"
    assert get(client, "/account").wsgi_request.actor.confirmed_at > before
    assert client.session.session_key != key


def test_new_recovery_codes_need_a_fresh_second_factor_and_replace_the_old(officer):
    client = sign_in(officer.username)
    assert "You have 10 unused codes" in words(get(client, "/account/recovery-codes/new"))
    assert post(client, "/account/recovery-codes/new").headers["Location"] == "/account/recovery-codes"
    assert acts()[-1] == "accounts.renew_recovery_codes"
    age(client)
    assert get(client, "/account/recovery-codes/new").headers["Location"].startswith("/account/confirm")


def age(client: Client, seconds: int = 301) -> None:
    """Make a session's proofs older than they are."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


def test_setting_up_the_app_asks_for_the_password_again_after_a_while(cast):
    actions.change_password(password=PASSWORD, by=cast.acting_officer, at=AT)
    client = browser()
    give_password(client, cast.officer.username)
    age(client)
    sent = get(client, "/account/app")
    assert sent.headers["Location"].startswith("/account/password?")
    assert "Enter your password again" in words(get(client, sent.headers["Location"]))
    wrong = post(client, "/account/password", password="wrong", next="/account/app")
    assert wrong.status_code == 422
    assert "This is not your password" in words(wrong)
    done = post(client, "/account/password", password=PASSWORD, next="/account/app")
    assert done.headers["Location"] == "/account/app"
    assert get(client, "/account/app").status_code == 200


def test_a_password_alone_never_confirms_where_there_is_a_second_factor(officer):
    client = sign_in(officer.username)
    assert get(client, "/account/password").headers["Location"].startswith("/account/confirm")
    assert get(client, "/account/app").headers["Location"] == "/account"


def test_signing_out_ends_the_session_and_clears_the_browser(officer):
    client = sign_in(officer.username)
    assert "Do you want to sign out?" in words(get(client, "/account/sign-out"))
    assert get(client, "/account").status_code == 200
    answer = post(client, "/account/sign-out")
    assert answer.headers["Location"] == "/account/sign-in"
    assert "cache" in answer.headers["Clear-Site-Data"]
    assert acts()[-1] == "accounts.sign_out"
    assert get(client, "/account").status_code == 302


def test_the_table_of_sessions_signs_nobody_in(officer):
    client = sign_in(officer.username)
    key = client.cookies[product.SESSION_COOKIE_NAME].value
    assert Session.objects.filter(session_key=stored(key)).exists()
    assert not Session.objects.filter(session_key=key).exists()
    thief = browser()
    thief.cookies[product.SESSION_COOKIE_NAME] = stored(key)
    assert get(thief, "/account").status_code == 302


def test_the_session_key_changes_at_sign_in(officer):
    client = browser()
    give_password(client, officer.username)
    before = client.cookies[product.SESSION_COOKIE_NAME].value
    post(client, "/account/code", code=code())
    assert client.cookies[product.SESSION_COOKIE_NAME].value != before


def test_the_cookie_is_bound_to_the_host_and_hidden_from_scripts(officer):
    cookie = sign_in(officer.username).cookies[product.SESSION_COOKIE_NAME]
    assert cookie.key.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert not cookie["domain"]


def test_a_form_without_its_csrf_token_is_refused(officer):
    client = Client(enforce_csrf_checks=True)
    assert give_password(client, officer.username).status_code == 403


def test_one_persons_seed_does_not_sign_another_in(cast, officer):
    from allauth.mfa.models import Authenticator

    by = acting(person(cast.force, "o.ther", Role.OFFICER))
    actions.change_password(password=PASSWORD, by=by, at=AT)
    actions.enrol_second_factor(seed=SEED, by=by, at=AT)
    stolen = Authenticator.objects.get(user_id=by.id, type="totp")
    Authenticator.objects.filter(user=officer, type="totp").update(data=stolen.data)
    client = browser()
    give_password(client, officer.username)
    assert post(client, "/account/code", code=code()).status_code == 503
