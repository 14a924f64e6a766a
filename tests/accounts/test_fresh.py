"""Acts that need a proof given minutes ago: each refuses an older one, through its page and below it.

A person's token is issued after a second factor and is shown with every call: it counts as fresh. A system's
never does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from needshare.accounts import actions
from needshare.accounts.models import Account, RoleProposal
from needshare.accounts.terms import Role
from needshare.crypto.packages import new_identity, recipient_of
from needshare.kernel import Blocked
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.cast import Cast, acting, person
from tests.signing_in import signed_in
from tests.story import begin

from .signing_in import get, post
from .soft_keys import enrol

pytestmark = pytest.mark.django_db
FRESH, STALE = 299, 301


def age(client: Client, seconds: int) -> None:
    """Make a session's proofs older than they are."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


@dataclass(frozen=True)
class Page:
    """A page of an act, ready to be sent by somebody; where it is asked for first."""

    client: Client
    address: str
    typed: dict[str, str]


def release(cast: Cast) -> Page:
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.SECOND_CHECKED)
    return Page(signed_in(cast.preparer), f"/cases/{story.reference}/package/release", {})


def decide(cast: Cast) -> Page:
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.AWAITING_DECISION)
    return Page(signed_in(cast.decider), f"/cases/{story.reference}/decide", {})


def propose_role(cast: Cast) -> Page:
    typed = {"role": Role.SUPERVISOR.value, "reason": "Acting up."}
    return Page(signed_in(cast.administrator), f"/people/{cast.officer.pk}/role", typed)


def withdraw_role(cast: Cast) -> Page:
    typed = {"role": Role.OFFICER.value, "reason": "Left the team."}
    return Page(signed_in(cast.administrator), f"/people/{cast.officer.pk}/role/withdraw", typed)


def approve_role(cast: Cast) -> Page:
    at = timezone.now()
    change = {"username": cast.officer.username, "role": Role.SUPERVISOR, "reason": "Acting up."}
    actions.propose_role(**change, by=acting(cast.administrator, at=at), at=at)
    other = person(cast.force, "s.econd", Role.SYSTEM_ADMINISTRATOR)
    return Page(signed_in(other), f"/people/roles/{RoleProposal.objects.get().pk}/approve", {})


def suspend(cast: Cast) -> Page:
    return Page(signed_in(cast.administrator), f"/people/{cast.officer.pk}/suspend", {"reason": "Left."})


def renew_recovery_codes(cast: Cast) -> Page:
    return Page(with_passkeys(cast.officer), "/account/recovery-codes/new", {})


def remove_passkey(cast: Cast) -> Page:
    client = with_passkeys(cast.officer)
    first = Authenticator.objects.filter(user=cast.officer, type="webauthn").order_by("id")[0]
    return Page(client, f"/account/passkeys/{first.pk}/remove", {})


def add_passkey(cast: Cast) -> Page:
    return Page(with_passkeys(cast.officer), "/account/passkeys/new", {})


def with_passkeys(account: Account) -> Client:
    client = signed_in(account)
    for name in (b"the first", b"the second"):
        enrol(client, id=name)
    return client


PAGES: tuple[Callable[[Cast], Page], ...] = (
    release, decide, propose_role, approve_role, withdraw_role, suspend, renew_recovery_codes, remove_passkey,
    add_passkey,
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_no_page_acts_on_a_proof_that_is_too_old(cast, page):
    found = page(cast)
    age(found.client, STALE)
    before = state()
    answer = post(found.client, found.address, **found.typed)
    if answer.status_code == 405:  # a page that only lays something before somebody
        answer = get(found.client, found.address)
    assert state() == before
    if answer.status_code == 422:  # what was typed stays on the page
        assert 'href="/account/confirm"' in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert parse_qs(urlsplit(answer.headers["Location"]).query)["next"] == [found.address]
        assert urlsplit(answer.headers["Location"]).path == "/account/confirm"


@pytest.mark.parametrize(
    "page", [release, propose_role, approve_role, withdraw_role, suspend], ids=lambda page: page.__name__
)
def test_every_page_acts_on_a_proof_that_is_fresh_enough(cast, page):
    found = page(cast)
    age(found.client, FRESH - 30)
    before = state()
    assert post(found.client, found.address, **found.typed).status_code in (200, 302)
    assert state() != before


def state() -> list[object]:
    """Return what these acts change."""
    return [
        sorted(SharingCase.objects.values_list("reference", "stage")),
        sorted(str(each) for each in Account.objects.values_list("username", "roles", "is_active")),
        sorted(str(each) for each in RoleProposal.objects.values_list("id", "decided_at")),
        sorted(str(each) for each in Authenticator.objects.values_list("id", "data")),
    ]


def key_of(cast: Cast, by: Any, at: Any) -> object:
    recipient = recipient_of(new_identity().identity)
    return actions.set_age_recipient(recipient=recipient, by=by, at=at)


def token_of(cast: Cast, by: Any, at: Any) -> object:
    return actions.add_token(
        username=cast.officer.username, label="x", expires_at=at + timedelta(days=1), by=by, at=at
    )


def codes_of(cast: Cast, by: Any, at: Any) -> object:
    return actions.renew_recovery_codes(by=by, at=at)


@pytest.mark.parametrize("act", [key_of, token_of, codes_of], ids=lambda act: act.__name__)
@pytest.mark.parametrize(("seconds", "is_done"), [(0, True), (300, True), (301, False)])
def test_operations_on_keys_need_a_proof_of_the_last_five_minutes(cast, act, seconds, is_done):
    at = timezone.now()
    by = acting(cast.officer, at=at - timedelta(seconds=seconds))
    if is_done:
        act(cast, by, at)
        return
    with pytest.raises(Blocked) as refusal:
        act(cast, by, at)
    assert refusal.value.codes == ("confirmation_needed",)
