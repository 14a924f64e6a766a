"""What the site makes of passkeys, true and false: signed by hand, with what no browser would send."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from needshare.accounts import actions
from needshare.accounts.models import Account
from needshare.audit.models import Entry
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from tests.cast import AT, acting, unconfirmed

from .signing_in import PASSWORD, SEED, browser, code, get, give_password, post, words
from .soft_keys import PRESENT, SoftKey, asked_to_enrol, asked_to_sign_in, enrol, give, sign_in_with, use

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    return [entry.action for entry in Entry.objects.order_by("id")]


def with_password(account: Account) -> Client:
    at = timezone.now()
    actions.change_password(password=PASSWORD, by=acting(account, at=at), at=at)
    client = browser()
    give_password(client, account.username)
    return client


@pytest.fixture
def officer(cast: Any) -> Account:
    return cast.officer


@pytest.fixture
def home(officer: Account) -> Client:
    """The browser of somebody who is about to make their first passkey."""
    return with_password(officer)


@pytest.fixture
def key(home: Client) -> SoftKey:
    return enrol(home)


def test_a_passkey_is_asked_for_by_name_of_the_site_and_must_verify_its_holder(home, officer):
    asked = asked_to_enrol(home)["publicKey"]
    assert asked["rp"] == {"id": "localhost", "name": "Needshare"}
    assert asked["user"]["name"] == asked["user"]["displayName"] == officer.username
    assert asked["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    asked = asked_to_sign_in(browser())["publicKey"]
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "localhost"
    assert not asked.get("allowCredentials")  # nobody is named before the passkey was used


def test_the_first_passkey_completes_a_sign_in_and_brings_recovery_codes_once(home, key, officer):
    assert get(home, "/account").status_code == 200
    shown = get(home, "/account/recovery-codes")
    codes = [word for word in words(shown).split() if word.isdigit() and len(word) == 12]
    assert len(set(codes)) == 10
    assert "You have 10 unused codes" in words(get(home, "/account/recovery-codes"))
    kept = str(Authenticator.objects.get(user=officer, type="recovery_codes").data)
    assert not any(each in kept for each in codes)

    again = browser()
    assert give_password(again, officer.username).headers["Location"] == "/account/code"
    assert post(again, "/account/code", code=f"{codes[4][:6]} {codes[4][6:]}").headers["Location"] == "/"
    once_more = browser()
    give_password(once_more, officer.username)
    assert post(once_more, "/account/code", code=codes[4]).status_code == 422
    assert "You have 9 unused codes" in words(get(again, "/account/recovery-codes"))


def test_one_persons_recovery_codes_do_not_serve_another(cast, home, key):
    codes = words(get(home, "/account/recovery-codes")).split()
    code_of_officer = next(word for word in codes if word.isdigit() and len(word) == 12)
    enrol(with_password(cast.preparer), id=b"another")
    stolen = Authenticator.objects.get(user=cast.officer, type="recovery_codes").data
    Authenticator.objects.filter(user=cast.preparer, type="recovery_codes").update(data=stolen)
    other = browser()
    give_password(other, cast.preparer.username)
    assert post(other, "/account/code", code=code_of_officer).status_code == 422


def test_a_passkey_alone_signs_in_and_counts_as_the_second_factor(key, officer):
    client, answer = sign_in_with(key, next="/account?from=mail")
    assert answer.headers["Location"] == "/account?from=mail"
    page = get(client, "/account")
    assert page.wsgi_request.actor.confirmed_at is not None
    assert page.wsgi_request.actor.roles == {"officer"}
    assert acts()[-1] == "accounts.sign_in"
    assert Entry.objects.order_by("id").last().action == "accounts.sign_in"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example"])
def test_a_passkey_leads_nowhere_else(key, elsewhere):
    _client, answer = sign_in_with(key, next=elsewhere)
    assert answer.headers["Location"] == "/"


def spoiled(part: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def spoil(answer: dict[str, Any]) -> dict[str, Any]:
        response = answer["response"] | {part: answer["response"][part][::-1]}
        return answer | {"response": response}

    return spoil


FALSE_KEYS = {
    "nobody was verified": {"flags": PRESENT},
    "nobody was there": {"flags": 0},
    "another site": {"origin": "https://evil.example"},
    "another port of the host": {"origin": "http://localhost:9999"},
    "a host that ends alike": {"origin": "http://evil.localhost:8000"},
    "another host's passkey": {"rp": "evil.example"},
}


@pytest.mark.parametrize("traits", FALSE_KEYS.values(), ids=FALSE_KEYS)
def test_a_false_passkey_neither_signs_in_nor_is_enrolled(cast, key, traits):
    for name, value in traits.items():
        setattr(key, name, value)
    client, answer = sign_in_with(key)
    assert answer.status_code == 422
    assert "The passkey was not accepted" in words(answer)
    assert get(client, "/account").status_code == 302
    assert acts()[-1] == "accounts.note_failed_sign_in"

    other = with_password(cast.preparer)
    made = SoftKey(id=b"another", **traits)
    assert give(other, made.enrol(asked_to_enrol(other))).status_code == 422
    assert not Authenticator.objects.filter(user=cast.preparer).exists()


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON", "userHandle"])
def test_a_changed_answer_is_refused(key, part):
    client = browser()
    answer = use(client, spoiled(part)(key.sign(asked_to_sign_in(client))))
    assert answer.status_code == 422


GARBAGE = [
    "", "null", "[]", "{}", "7", '"text"', "{", "[" * 12_000, '{"id":"' + "x" * 20_000 + '"}',
    '{"id":1,"rawId":2,"type":3,"response":4}', '{"id":"a","rawId":"a","type":"public-key","response":{}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"bnVsbA","attestationObject":"o2NmbXQ"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"_____w"}}',
    '{"\\u0000":"\\ud800"}',
]  # fmt: skip


@pytest.mark.parametrize("sent", GARBAGE, ids=range(len(GARBAGE)))
def test_whatever_is_sent_instead_is_answered_alike(home, key, sent):
    client = browser()
    asked_to_sign_in(client)
    answer = post(client, "/account/sign-in/passkey", credential=sent)
    assert answer.status_code == 422
    assert "passkey" in words(answer)
    asked_to_enrol(home)
    assert post(home, "/account/passkeys/new", credential=sent).status_code == 422
    assert post(home, "/account/confirm/passkey", credential=sent).status_code == 422


def test_an_answer_serves_once_and_only_in_the_browser_that_was_asked(key):
    client, other = browser(), browser()
    answer = key.sign(asked_to_sign_in(client))
    asked_to_sign_in(other)
    assert use(other, answer).status_code == 422
    assert use(client, answer).status_code == 302
    assert use(browser(), answer).status_code == 422
    post(client, "/account/sign-out")
    assert use(client, answer).status_code == 422


def test_a_refused_answer_uses_up_what_was_asked(key):
    client = browser()
    answer = key.sign(asked_to_sign_in(client))
    assert use(client, answer | {"rawId": "AA", "id": "AA"}).status_code == 422
    assert use(client, answer).status_code == 422


def test_of_a_copied_passkey_the_one_that_fell_behind_is_refused(key):
    for _time in range(2):
        assert sign_in_with(key)[1].status_code == 302
    key.signed -= 1
    assert sign_in_with(key)[1].status_code == 422
    key.signed += 5
    assert sign_in_with(key)[1].status_code == 302


def test_a_passkey_that_does_not_count_is_as_good(home):
    key = enrol(home)
    for _time in range(2):
        key.signed = -1
        assert sign_in_with(key)[1].status_code == 302


def test_a_passkey_somebody_else_has_enrolled_already_is_refused(cast, key):
    other = with_password(cast.preparer)
    assert give(other, SoftKey(id=key.id).enrol(asked_to_enrol(other))).status_code == 422


def test_a_row_put_into_the_table_signs_nobody_in(cast, key):
    """Whoever can write the database, and holds a passkey of their own, cannot make it another's."""
    other = SoftKey(id=b"asked-only")
    other.enrol(asked_to_enrol(with_password(cast.preparer)))
    Authenticator.objects.filter(type="webauthn").update(user=cast.preparer)
    key.handle = other.handle
    client, answer = sign_in_with(key)
    assert answer.status_code == 503
    assert get(client, "/account").status_code == 302


def test_unknown_people_and_unknown_passkeys_are_answered_alike(cast, key):
    """Nothing tells whether somebody with that handle exists, has passkeys, or has this one."""
    answers = []
    for handle in (key.handle, "bm9ib2R5", SoftKey(handle="AAAA").handle):
        stranger = SoftKey(id=b"a-strangers-key", handle=handle)
        _client, answer = sign_in_with(stranger)
        page = words(answer)
        answers.append((answer.status_code, page))
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 422


def test_a_suspended_person_is_told_only_after_the_right_passkey(cast, key):
    at = timezone.now()
    actions.suspend(username=cast.officer.username, reason="x", by=acting(cast.administrator, at=at), at=at)
    client, answer = sign_in_with(key)
    assert answer.headers["Location"] == "/account/inactive"
    assert get(client, "/account").headers["Location"].startswith("/account/sign-in")


def test_a_passkey_serves_after_the_password_and_tries_are_counted(key, officer):
    client = browser()
    give_password(client, officer.username)
    page = get(client, "/account/code").content.decode()
    assert "Use a passkey" in page
    for _try in range(5):
        assert (
            post(
                client, "/account/code", credential=json.dumps(key.sign({"publicKey": {"challenge": "AA"}}))
            ).status_code
            == 422
        )
    assert acts()[-1] == "accounts.note_failed_code"
    # The account is closed to guesses for a while; a passkey, which cannot be guessed, still signs in.
    assert sign_in_with(key)[1].headers["Location"] == "/"


def test_who_is_locked_out_by_somebody_else_still_signs_in_with_a_passkey(key, officer):
    for _attempt in range(6):
        give_password(browser(), officer.username, "not the password")
    assert "too many attempts" in words(give_password(browser(), officer.username))
    assert sign_in_with(key)[1].headers["Location"] == "/"


# --- keeping passkeys ------------------------------------------------------------------------


def age(client: Client, seconds: int = 301) -> None:
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


def test_each_further_passkey_needs_a_factor_that_was_just_used(home, key, officer):
    age(home)
    assert get(home, "/account/passkeys/new").headers["Location"].startswith("/account/confirm?")
    with pytest.raises(Blocked) as refusal:
        actions.enrol_passkey(
            name="x", credential=SoftKey().enrol({"publicKey": {"user": {"id": ""}, "challenge": ""}}),
            signed=0, by=unconfirmed(acting(officer)), at=AT,
        )  # fmt: skip
    assert refusal.value.codes == ("confirmation_needed",)


def test_the_first_passkey_asks_for_the_password_again_after_a_while(home):
    age(home)
    assert get(home, "/account/passkeys/new").headers["Location"].startswith("/account/password?")


def test_an_app_may_follow_a_passkey_and_brings_no_second_set_of_codes(home, key, officer):
    by = acting(officer, at=timezone.now())
    assert actions.enrol_second_factor(seed=SEED, by=by, at=timezone.now()) == []
    assert "Use an authenticator app instead" not in words(get(home, "/account/passkeys/new"))
    client = browser()
    give_password(client, officer.username)
    assert post(client, "/account/code", code=code()).headers["Location"] == "/"


def confirm_with(key: SoftKey, client: Client, path: str = "/account/confirm") -> Any:
    page = get(client, path).content.decode()
    asked = json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page)[1]))
    return post(client, "/account/confirm/passkey", credential=json.dumps(key.sign(asked)), next="/account")


def test_a_passkey_confirms_and_gives_the_session_a_new_key(home, key):
    age(home)
    assert get(home, "/account/passkeys/1/remove").headers["Location"].startswith("/account/confirm?")
    before = home.session.session_key
    assert confirm_with(key, home).headers["Location"] == "/account"
    assert home.session.session_key != before
    assert acts()[-1] == "accounts.confirm"
    at = timezone.now()
    assert (at - get(home, "/account").wsgi_request.actor.confirmed_at).total_seconds() < 60


def test_a_passkey_is_renamed_and_removed_by_its_holder_alone_and_never_the_last(cast, home, key, officer):
    mine = Authenticator.objects.get(user=officer, type="webauthn").pk
    by, at = acting(officer, at=timezone.now()), timezone.now()
    with pytest.raises(Blocked, match="only way"):
        actions.remove_passkey(passkey=mine, by=by, at=at)
    with pytest.raises(Unknown):
        actions.remove_passkey(passkey=mine, by=acting(cast.preparer, at=at), at=at)
    with pytest.raises(Unknown):
        actions.rename_passkey(passkey=mine, name="x", by=acting(cast.preparer, at=at), at=at)
    with pytest.raises(Invalid):
        actions.rename_passkey(passkey=mine, name=" ", by=by, at=at)
    assert get(home, "/account/passkeys/99999/name").status_code == 404
    enrol(home, id=b"the-second")
    with pytest.raises(Blocked) as refusal:
        actions.remove_passkey(passkey=mine, by=unconfirmed(by), at=at)
    assert refusal.value.codes == ("confirmation_needed",)
    assert post(home, f"/account/passkeys/{mine}/remove").headers["Location"] == "/account/passkeys"
    assert sign_in_with(key)[1].status_code == 422


def test_recovery_codes_are_no_factor_to_be_left_with(home, key, officer):
    only = Authenticator.objects.get(user=officer, type="webauthn").pk
    with pytest.raises(Blocked) as refusal:
        actions.remove_passkey(passkey=only, by=acting(officer, at=AT), at=AT)
    assert refusal.value.codes == ("last_factor",)


def test_nobody_has_more_than_ten_passkeys(home, key, officer):
    for number in range(9):
        enrol(home, id=f"key-{number}".encode())
    with pytest.raises(Conflict, match="as many passkeys"):
        actions.enrol_passkey(name="x", credential={}, signed=0, by=acting(officer, at=AT), at=AT)


def test_a_reset_and_a_new_invitation_take_passkeys_away(cast, key):
    at = timezone.now()
    actions.invite_again(
        username=cast.officer.username, reason="x", by=acting(cast.administrator, at=at), at=at
    )
    assert sign_in_with(key)[1].status_code == 422
    assert not Authenticator.objects.filter(user=cast.officer).exists()


def test_without_scripts_only_the_password_is_offered(cast):
    page = get(browser(), "/account/sign-in").content.decode()
    passkey = page[page.index("data-passkey=") - 200 : page.index("data-passkey=")]
    assert " hidden" in passkey
