"""Whoever's sign-in or address is changed is told so by mail; an old address is told too, and then forgotten."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from needshare.accounts import actions as accounts
from needshare.accounts.models import ChangeToTell
from needshare.accounts.terms import SignInChange
from needshare.kernel import Blocked, Conflict
from needshare.kernel.actors import worker
from needshare.notices import actions
from needshare.notices.jobs import send_due, tell_people
from needshare.notices.models import Notice
from tests.accounts.signing_in import PASSWORD, browser, code, get, give_password, post, words
from tests.accounts.soft_keys import asked_to_sign_in, enrol, use
from tests.cast import AT, acting
from tests.entries import overwrite
from tests.provisioning.conftest import council
from tests.signing_in import signed_in

__all__ = ["council"]
pytestmark = pytest.mark.django_db
MY_ADDRESS = "t.verma@nmc.example"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


def told(at=None) -> list[tuple[str, str]]:
    """Run the worker; return whom it told of what since the last time."""
    mail.outbox.clear()
    at = at or timezone.now()
    tell_people(at=at)
    send_due(at=at)
    assert (tell_people(at=at), send_due(at=at)) == (0, 0)  # once each
    return sorted((message.to[0], message.subject.rpartition(" (")[0]) for message in mail.outbox)


@pytest.fixture
def home(cast):
    """The browser of somebody who gave a password of their own and has no second factor yet."""
    at = timezone.now()
    accounts.change_password(password=PASSWORD, by=acting(cast.officer, at=at), at=at)
    client = browser()
    give_password(client, cast.officer.username)
    assert told() == []  # one's first own password is no surprise
    return client


def test_each_passkey_app_and_set_of_recovery_codes_added_or_removed_is_told(cast, home):
    enrol(home)
    assert told() == [(MY_ADDRESS, "A passkey was added"), (MY_ADDRESS, "Recovery codes were made")]
    assert get(home, "/account/recovery-codes").status_code == 200
    enrol(home, id=b"spare")
    assert told() == [(MY_ADDRESS, "A passkey was added")]
    passkey = re.findall(r"/account/passkeys/(\d+)/remove", get(home, "/account/passkeys").content.decode())[
        0
    ]
    assert post(home, f"/account/passkeys/{passkey}/remove").status_code == 302
    assert told() == [(MY_ADDRESS, "A passkey was removed")]
    page = get(home, "/account/app").content.decode()
    seed = "".join(re.search(r"<code data-value>([A-Z2-7 ]+)</code>", page)[1].split())
    assert post(home, "/account/app", code=code(seed)).status_code == 302
    assert told() == [(MY_ADDRESS, "An authenticator app was added")]
    assert post(home, "/account/recovery-codes/new").status_code == 302
    assert told() == [(MY_ADDRESS, "Recovery codes were made")]
    assert mail.outbox[0].body.count("/account") == 1
    assert not {cast.officer.name, cast.officer.username, seed} & set(re.split(r"\s+", mail.outbox[0].body))


def test_a_refused_change_is_not_told(cast, home):
    enrol(home)
    told()
    only = Authenticator.objects.get(user=cast.officer, type="webauthn").pk
    assert "only way" in words(post(home, f"/account/passkeys/{only}/remove"))
    assert told() == []


def test_a_changed_password_is_told(cast):
    client = signed_in(cast.officer)
    told()
    new = "seven lamps under a boat"
    post(
        client,
        "/account/password/change",
        oldpassword="brambles under the viaduct",
        password1=new,
        password2=new,
    )
    assert told() == [(MY_ADDRESS, "Your password was changed")]


def test_who_is_invited_anew_is_told_that_their_sign_in_was_taken_away(cast):
    accounts.enrol_second_factor(seed="JBSWY3DPEHPK3PXP", by=acting(cast.officer), at=AT)
    told()
    administrator = signed_in(cast.administrator)
    post(administrator, f"/people/{cast.officer.id}/sign-in", reason="Lost the phone.")
    assert told() == [(MY_ADDRESS, "You are invited"), (MY_ADDRESS, "Your sign-in was taken away")]


def test_a_new_kind_of_browser_is_told_the_first_and_a_known_one_are_not(cast, home):
    key = enrol(home)
    told()

    def signs_in(agent):
        client = browser()
        client.defaults["HTTP_USER_AGENT"] = agent
        used = use(client, key.sign(asked_to_sign_in(client)))
        assert used.headers["Location"] == "/"
        return told()

    new = [(MY_ADDRESS, "A new browser was used")]
    assert signs_in(CHROME) == new  # `home` said nothing of itself, and was the first
    assert "/account/sessions" in mail.outbox[0].body
    assert (signs_in(CHROME), signs_in(FIREFOX), signs_in(FIREFOX)) == ([], new, [])
    kept = ChangeToTell.objects.filter(account=cast.officer, change=SignInChange.NEW_BROWSER)
    assert set(kept.values_list("browser", flat=True)) == {"", "Chrome, Linux", "Firefox, Windows"}


def test_of_a_changed_address_the_old_one_is_told_too_and_is_forgotten(council, cast):
    joined = council.joins(
        "l.marsh",
        displayName="Lena Marsh",
        emails=[{"value": "lena.marsh@wexcombe.example", "primary": True}],
    )
    assert told(AT) == []
    moved = {
        "userName": "l.marsh",
        "displayName": "Lena Marsh",
        "emails": [{"value": "l.marsh@wexcombe.example"}],
    }
    council.done("PUT", f"/Users/{joined['id']}", moved)
    (waiting,) = ChangeToTell.objects.filter(told_at__isnull=True)
    assert waiting.earlier_address == "lena.marsh@wexcombe.example"
    assert told(AT) == [
        ("l.marsh@wexcombe.example", "Your work address was changed"),
        ("lena.marsh@wexcombe.example", "Your work address was changed"),
    ]
    assert "wexcombe.example" not in "".join(message.body for message in mail.outbox)
    waiting.refresh_from_db()
    assert waiting.earlier_address is None
    assert {notice.to_address for notice in Notice.objects.all()} == {None, ""}
    same = moved | {"emails": [{"value": "L.Marsh@wexcombe.example"}]}
    council.done("PUT", f"/Users/{joined['id']}", same)
    assert told(AT) == []  # the same mailbox, written otherwise
    council.done("PUT", f"/Users/{joined['id']}", {"userName": "l.marsh", "displayName": "Lena Marsh"})
    assert told(AT) == [("L.Marsh@wexcombe.example", "Your work address was changed")]


def test_only_the_worker_tells_and_once(cast):
    accounts.enrol_second_factor(seed="JBSWY3DPEHPK3PXP", by=acting(cast.officer), at=AT)
    change = ChangeToTell.objects.get(change=SignInChange.APP_ADDED)
    with pytest.raises(Blocked):
        actions.tell_of_change(change_id=change.id, by=cast.acting_officer, at=AT)
    actions.tell_of_change(change_id=change.id, by=worker(change.owner_id), at=AT)
    with pytest.raises(Conflict):
        actions.tell_of_change(change_id=change.id, by=worker(change.owner_id), at=AT)


def test_no_earlier_address_outlives_its_telling(council, cast):
    joined = council.joins("l.marsh", emails=[{"value": "lena.marsh@wexcombe.example", "primary": True}])
    council.done("PUT", f"/Users/{joined['id']}", {"userName": "l.marsh"})
    waiting = ChangeToTell.objects.filter(told_at__isnull=True)
    with pytest.raises(IntegrityError):
        overwrite(rows=waiting, changes={"told_at": AT}, by=cast.acting_partner_administrator, at=AT)
