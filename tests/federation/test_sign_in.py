"""Signing in by an organisation's own provider, through one that runs: who is let in, who is told no."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account, Session
from needshare.accounts.sessions import SessionStore
from needshare.federation.models import ProviderIdentity
from needshare.federation.terms import Way
from tests.accounts.signing_in import SEED, code, words
from tests.cast import Cast, acting
from tests.entries import newest

from .conftest import Person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def ready(account: Account) -> Account:
    """Have somebody past the first password they were handed."""
    return accounts.change_password(
        password="four herons on a frozen pond", by=acting(account), at=timezone.now()
    )


@pytest.fixture
def osei(cast: Cast) -> Account:
    return ready(cast.partner)


# --- let in ----------------------------------------------------------------------------------


def test_a_person_is_let_in_and_what_the_provider_says_of_them_is_kept_nowhere(provider, osei):
    person = Person("l.osei")
    before = Account.objects.count()
    there = person.leave("/account/provider/wexcombe", next="/requests")
    asked = parse_qs(urlsplit(there).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    answer = person.arrive(person.prove(there))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/requests")
    page = person.open("/account")
    assert page.status_code == 200
    assert page.wsgi_request.actor.id == osei.pk
    assert newest("accounts.sign_in").said == {
        "second_factor": "true",
        "proof": "provider",
        "new_browser": "",
    }
    recognised = newest("federation.recognise").said
    assert (recognised["tied"], recognised["username"]) == (Way.ADDRESS, "l.osei@wbc")
    assert Account.objects.count() == before
    held = [SessionStore().decode(each.session_data) for each in Session.objects.all()]
    kept = str([*held, *ProviderIdentity.objects.values()])
    assert "subject of" not in kept
    assert "l.osei@" not in kept


def test_the_second_time_counts_the_providers_own_id_whatever_the_address(provider, osei):
    assert Person("l.osei").come_in().status_code == 302
    provider.will_say(email="somebody.else@wexcombe.example")
    assert Person("l.osei").come_in().status_code == 302
    assert "tied" not in newest("federation.recognise").said
    provider.will_say(sub="another subject", email="l.osei@wexcombe.example")
    assert Person("l.osei").come_in().status_code == 403
    assert newest("federation.recognise").said["why"] == "tied_otherwise"
    assert ProviderIdentity.objects.get().account_id == osei.pk


def test_without_a_second_factor_there_ours_is_asked_for(provider, cast):
    account = ready(cast.contact_point)
    person = Person("a.prewett")
    assert person.come_in().status_code == 302
    assert person.open("/account").headers["Location"] == "/account/passkeys/new"
    accounts.enrol_second_factor(seed=SEED, by=acting(account, at=timezone.now()), at=timezone.now())
    again = Person("a.prewett")
    assert again.come_in().headers["Location"] == "/account/code"
    assert again.open("/account").headers["Location"].startswith("/account/sign-in")
    assert again.client.post("/account/code", {"code": code()}, secure=True).headers["Location"] == "/"
    assert again.open("/account").status_code == 200


# --- told no ---------------------------------------------------------------------------------


def suspended(cast: Cast) -> str:
    account = ready(cast.partner)
    by = acting(cast.partner_administrator, at=timezone.now())
    accounts.suspend(username=account.username, reason="Left.", by=by, at=timezone.now())
    return "l.osei"


def unknown(_cast: Cast) -> str:
    return "nobody.here"


def of_another_organisation(cast: Cast) -> str:
    ready(cast.outsider)
    return "h.lorne"


def of_the_force(cast: Cast) -> str:
    ready(cast.officer)
    return "t.verma"


def test_whoever_is_not_let_in_reads_the_same_and_the_entry_says_why(provider, cast):
    before = Account.objects.count()
    read, whys = set(), []
    for who in (suspended, unknown, of_another_organisation, of_the_force):
        person = Person(who(cast))
        answer = person.come_in()
        read.add((answer.status_code, answer.content, answer.headers["Content-Security-Policy"]))
        entry = newest("federation.recognise")
        assert entry.ending == "blocked"
        assert entry.codes == ("not_let_in",)
        whys.append(entry.said["why"])
        assert person.open("/account").headers["Location"].startswith("/account/sign-in")
    [(status, content, _policy)] = read
    assert status == 403
    assert b"does not open this service to you" in content
    assert whys == ["unknown", "unknown", "unknown", "unknown"]
    assert Account.objects.count() == before
    assert not ProviderIdentity.objects.exists()


def test_a_provider_vouches_for_its_own_organisation_only(provider, cast):
    account = ready(cast.officer)
    assert Person("t.verma").come_in("wexcombe").status_code == 403
    assert Person("t.verma").come_in("northmoor").status_code == 403, "the force has no verified domain"
    assert not ProviderIdentity.objects.filter(account=account).exists()


def test_an_address_the_provider_did_not_verify_names_nobody(provider, osei):
    provider.will_say(email_verified=False)
    assert Person("l.osei").come_in().status_code == 403
    provider.will_say(email_verified="true")
    assert Person("l.osei").come_in().status_code == 403


def test_an_address_names_nobody_where_the_operator_did_not_allow_it(provider, osei, settings):
    settings.SIGN_IN_PROVIDERS = tuple(
        replace(each, ways=(Way.INVITATION, Way.DIRECTORY)) for each in settings.SIGN_IN_PROVIDERS
    )
    assert Person("l.osei").come_in().status_code == 403


# --- answers that are no answers -------------------------------------------------------------


def test_an_answer_counts_once_and_in_the_browser_that_asked(provider, osei):
    person, another = Person("l.osei"), Person("l.osei")
    back = person.prove(person.leave("/account/provider/wexcombe"))
    stolen = another.arrive(back)
    assert stolen.status_code == 400
    assert "somebody may have sent you a link" in words(stolen)
    assert person.arrive(back).status_code == 302
    replayed = person.arrive(back)
    assert replayed.status_code == 400
    assert newest("federation.note_failed").said["why"] == "not_begun_here"
    assert another.open("/account").headers["Location"].startswith("/account/sign-in")


def test_an_answer_for_one_provider_is_none_for_another(provider, osei):
    person = Person("l.osei")
    back = person.prove(person.leave("/account/provider/wexcombe"))
    assert person.arrive(back.replace("/wexcombe/", "/northmoor/")).status_code == 400


WRONG: dict[str, dict[str, Any]] = {
    "to_another_question": {"nonce": "another"},
    "to_no_question": {"nonce": None},
    "for_another_audience": {"aud": "another"},
    "for_two_audiences": {"aud": ["needshare", "another"]},
    "given_to_another": {"azp": "another"},
    "of_another_issuer": {"iss": "http://127.0.0.1:9"},
    "expired": {"exp": 1_700_000_000, "iat": 1_699_999_000},
    "of_nobody": {"sub": ""},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG)
def test_a_statement_that_is_not_for_this_sign_in_lets_nobody_in(provider, osei, claims):
    provider.will_say(**claims)
    person = Person("l.osei")
    assert person.come_in().status_code == 400
    assert newest("federation.note_failed").said["why"] == "not_genuine"
    assert person.open("/account").headers["Location"].startswith("/account/sign-in")


def test_a_code_made_up_or_for_another_client_is_refused(provider, osei, settings):
    person = Person("l.osei")
    back = person.prove(person.leave("/account/provider/wexcombe"))
    assert person.arrive(back.replace("code=", "code=x")).status_code == 400
    assert newest("federation.note_failed").said["why"] == "code_refused"


# --- a provider that does not answer ---------------------------------------------------------


def gone(settings: Any) -> None:
    settings.SIGN_IN_PROVIDERS = tuple(
        replace(each, issuer="http://127.0.0.1:9", origins=("http://127.0.0.1:9",))
        for each in settings.SIGN_IN_PROVIDERS
    )


def test_a_provider_that_does_not_answer_is_said_so_and_other_ways_stay_open(provider, osei, settings):
    person = Person("l.osei")
    back = person.prove(person.leave("/account/provider/wexcombe"))
    gone(settings)
    for answer in (person.client.post("/account/provider/wexcombe", secure=True), person.arrive(back)):
        assert answer.status_code == 503
        assert "Nothing was lost" in words(answer)
    assert person.open("/account/sign-in").status_code == 200


def test_a_provider_that_names_a_place_not_set_for_it_is_not_called_there(provider, osei, settings):
    settings.SIGN_IN_PROVIDERS = tuple(
        replace(each, origins=("https://elsewhere.example",)) for each in settings.SIGN_IN_PROVIDERS
    )
    assert Person("l.osei").client.post("/account/provider/wexcombe", secure=True).status_code == 503


def test_only_pages_that_lead_to_providers_may_post_to_them_and_to_no_other_place(provider, cast):
    person = Person("l.osei")
    policy = person.open("/account/sign-in").headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.origin};" in policy
    assert provider.origin not in person.open("/cookies").headers["Content-Security-Policy"]
