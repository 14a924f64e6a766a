"""Signing out at the organisation's provider too, through one that runs; where it cannot be, that is said."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from django.conf import settings as product

from needshare.accounts.models import Account
from needshare.federation.terms import Protocol
from tests.accounts.signing_in import words
from tests.cast import Cast
from tests.signing_in import signed_in

from .conftest import Person
from .test_sign_in import ready

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STILL_OPEN = "your session with Wexcombe Borough Council is still open"


@pytest.fixture
def osei(cast: Cast) -> Account:
    return ready(cast.partner)


@pytest.fixture
def person(provider: Any, osei: Account) -> Person:
    """Somebody who came in by their provider and whose session there is open."""
    person = Person("l.osei")
    assert person.come_in().status_code == 302
    return person


def sign_out(person: Person, path: str = "/account/sign-out") -> Any:
    """Sign out here; return the answer of the page one is led on to."""
    answer = person.client.post(path, secure=True)
    assert answer.headers["Location"] == "/account/provider/wexcombe/sign-out"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert person.open("/account").headers["Location"].startswith("/account/sign-in")
    return person.open("/account/provider/wexcombe/sign-out")


def asks_for_a_password(person: Person) -> bool:
    """Go to the provider for signing in again; tell whether it asks anything."""
    address = person.leave("/account/provider/wexcombe")
    while not address.startswith(product.SITE_URL):
        answer = person.there.get(address)
        if answer.status_code == 200:
            return True
        address = str(httpx2.URL(address).join(answer.headers["location"]))
    return False


@pytest.mark.parametrize("path", ["/account/sign-out", "/account/sessions/end"])
def test_who_signs_out_is_led_to_sign_out_at_their_provider_too(provider, person, path):
    there = sign_out(person, path).headers["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert there.startswith(f"{provider.origin}/")
    assert asked.keys() == {"client_id", "post_logout_redirect_uri", "state"}  # nothing about who it is
    assert asked["post_logout_redirect_uri"] == [f"{product.SITE_URL}/account/provider/wexcombe/signed-out"]
    page = person.there.get(there)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    typed = {name: values[0] for name, values in asked.items()}
    chosen = typed | {"action": "logout", "csrfmiddlewaretoken": token[1]}
    back = person.there.post(there.partition("?")[0], data=chosen).headers["location"]
    shown = person.arrive(back)
    assert shown.status_code == 200
    assert "You are signed out of this service" in words(shown)
    assert STILL_OPEN not in words(shown)
    assert person.arrive(back).headers["Location"] == "/account/sign-in"  # it counts once
    assert asks_for_a_password(person)


def test_the_pages_that_sign_out_may_lead_on_to_the_provider(provider, person):
    for page in ("/account/sign-out", "/account/sessions"):
        assert provider.origin in person.open(page).headers["Content-Security-Policy"], page


def without_an_address(provider: Any, settings: Any) -> None:
    provider.cannot_sign_out()


def not_answering(_provider: Any, settings: Any) -> None:
    here, *others = settings.SIGN_IN_PROVIDERS
    down = replace(here, issuer="http://127.0.0.1:9", origins=("http://127.0.0.1:9",))
    settings.SIGN_IN_PROVIDERS = (down, *others)


def of_saml(_provider: Any, settings: Any) -> None:
    here, *others = settings.SIGN_IN_PROVIDERS
    settings.SIGN_IN_PROVIDERS = (replace(here, protocol=Protocol.SAML), *others)


@pytest.mark.parametrize("change", [without_an_address, not_answering, of_saml])
def test_where_one_cannot_sign_out_there_the_page_says_that_the_session_is_open(
    provider, person, settings, change
):
    change(provider, settings)
    shown = sign_out(person)
    assert shown.status_code == 200
    assert STILL_OPEN in words(shown)


def test_nobody_else_is_led_anywhere(provider, person, osei):
    assert person.open("/account/provider/wexcombe/sign-out").status_code == 404  # still signed in
    assert (
        person.open("/account/provider/wexcombe/signed-out?state=").headers["Location"] == "/account/sign-in"
    )
    sign_out(person)
    assert person.open("/account/provider/wexcombe/sign-out").status_code == 404  # once
    by_password = signed_in(osei)
    assert by_password.post("/account/sign-out", secure=True).headers["Location"] == "/account/sign-in"


def test_a_provider_taken_out_since_is_led_to_no_more(provider, person, settings):
    settings.SIGN_IN_PROVIDERS = settings.SIGN_IN_PROVIDERS[1:]
    assert person.client.post("/account/sign-out", secure=True).headers["Location"] == "/account/sign-in"
