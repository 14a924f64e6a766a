"""Invitations, directories, leavers and step-up of people who sign in by their organisation's provider."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account, Invitation
from needshare.accounts.terms import Person as Told, Role
from needshare.federation.models import ProviderIdentity
from needshare.federation.terms import Way
from needshare.kernel.actors import worker
from tests.accounts.signing_in import words
from tests.cast import Cast, acting
from tests.entries import newest
from tests.provisioning.conftest import Directory

from .conftest import Person, directory_of
from .test_sign_in import ready

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def osei(cast: Cast) -> Account:
    return ready(cast.partner)


def invited(username: str, organisation: str, by: Any, address: str) -> str:
    """Invite somebody; return the token of the link they are sent."""
    at = timezone.now()
    account = accounts.invite(
        organisation=organisation,
        username=username,
        person=Told(name="Somebody New", work_email=address),
        roles=[Role.PARTNER_USER],
        reason="Joined the team.",
        by=acting(by, at=at),
        at=at,
    )
    return linked(account)


def linked(account: Account) -> str:
    waiting = Invitation.objects.get(account=account, ended_at__isnull=True)
    _invitation, token = accounts.issue_link(invitation_id=waiting.pk, by=worker(), at=timezone.now())
    return token


# --- the first time --------------------------------------------------------------------------


def test_an_invitation_is_accepted_at_the_provider_and_is_used_up(provider, cast):
    token = invited("n.new", "WBC", cast.partner_administrator, "n.new@wexcombe.example")
    person = Person("nobody.here")
    assert "Use my organisation" in words(person.open(f"/account/invitation/{token}"))
    there = person.leave(f"/account/provider/wexcombe/invitation/{token}")
    assert person.arrive(person.prove(there)).headers["Location"] == "/"
    assert person.open("/account").wsgi_request.actor.roles == {"partner_user"}
    assert ProviderIdentity.objects.get().way == Way.INVITATION
    assert person.client.get(f"/account/invitation/{token}", secure=True).status_code == 404
    assert Person("nobody.here").come_in().status_code == 302, "from now on without the link"


def test_an_invitation_to_another_organisation_is_not_accepted_at_this_provider(provider, cast):
    token = invited("n.new", "AHA", cast.administrator, "n.new@aldermere.example")
    person = Person("nobody.here")
    there = person.leave(f"/account/provider/wexcombe/invitation/{token}")
    assert person.arrive(person.prove(there)).status_code == 403
    assert newest("federation.accept").said["why"] == "another_organisation"
    assert Invitation.objects.get(ended_at__isnull=True).is_used is False


def test_nobody_accepts_a_second_invitation_with_an_identity_that_is_tied(provider, cast, osei):
    assert Person("l.osei").come_in().status_code == 302
    token = invited("n.new", "WBC", cast.partner_administrator, "n.new@wexcombe.example")
    person = Person("l.osei")
    there = person.leave(f"/account/provider/wexcombe/invitation/{token}")
    assert person.arrive(person.prove(there)).status_code == 403
    assert Invitation.objects.get(ended_at__isnull=True).is_used is False


def test_who_is_invited_anew_is_tied_anew(provider, cast, osei):
    assert Person("l.osei").come_in().status_code == 302
    at = timezone.now()
    by = acting(cast.partner_administrator, at=at)
    accounts.invite_again(username=osei.username, reason="Lost everything.", by=by, at=at)
    provider.will_say(email="l.osei@elsewhere.example")
    assert Person("l.osei").come_in().status_code == 403, "what was tied before opens nothing any more"
    person = Person("l.osei")
    there = person.leave(f"/account/provider/wexcombe/invitation/{linked(osei)}")
    assert person.arrive(person.prove(there)).status_code == 302
    assert Person("l.osei").come_in().status_code == 302


@pytest.fixture
def directory(cast: Cast) -> Directory:
    return directory_of("WBC", cast.partner_administrator)


def test_the_directory_says_who_somebody_is_and_who_comes_back_has_another_account(provider, directory):
    provider.will_say(email="")
    joined = directory.joins("n.new", externalId="directory id of nobody.here")
    person = Person("nobody.here")
    assert person.come_in().status_code == 302
    assert ProviderIdentity.objects.get().way == Way.DIRECTORY
    assert str(ProviderIdentity.objects.get().account_id) == joined["id"]
    assert person.open("/account").status_code == 200
    directory.done("DELETE", f"/Users/{joined['id']}", status=204)
    assert person.open("/account").headers["Location"].startswith("/account/sign-in")
    assert Person("nobody.here").come_in().status_code == 403
    back = directory.joins("n.new", externalId="directory id of nobody.here")
    assert Person("nobody.here").come_in().status_code == 302
    assert str(ProviderIdentity.objects.get(ended_at__isnull=True).account_id) == back["id"] != joined["id"]


# --- leaving and confirming ------------------------------------------------------------------


def test_a_leaver_is_out_with_the_next_request_and_not_let_in_again(provider, cast, osei):
    person = Person("l.osei")
    assert person.come_in().status_code == 302
    assert person.open("/requests").status_code == 200
    at = timezone.now()
    by = acting(cast.partner_administrator, at=at)
    accounts.suspend(username=osei.username, reason="Left.", by=by, at=at)
    assert person.open("/requests").headers["Location"].startswith("/account/sign-in")
    again = Person("l.osei").come_in()
    assert again.status_code == 403
    entry = newest("federation.recognise")
    assert (entry.ending, entry.said["why"]) == ("blocked", "may_not_come_in")
    stranger = Person("nobody.here").come_in()
    assert (again.status_code, again.content) == (stranger.status_code, stranger.content)


def confirmed_at(person: Person) -> Any:
    return person.open("/account").wsgi_request.actor.confirmed_at


def test_a_step_that_matters_is_confirmed_at_the_provider_with_a_new_proof(provider, osei):
    person = Person("l.osei")
    provider.will_say(auth_time=int(timezone.now().timestamp()) - 3600)
    assert person.come_in().status_code == 302
    assert timezone.now() - confirmed_at(person) > timedelta(minutes=59), "signed in there an hour ago"
    assert "Confirm with your organisation" in words(person.open("/account/confirm?next=/account/sessions"))
    key = person.client.session.session_key
    refused = person.arrive(person.prove(person.leave("/account/provider/wexcombe/confirm")))
    assert refused.status_code == 403
    assert newest("federation.confirm").said["why"] == "no_fresh_proof"
    provider.is_honest()
    there = person.leave("/account/provider/wexcombe/confirm", next="/account/sessions")
    assert "prompt=login" in there
    assert "max_age=0" in there
    assert person.arrive(person.prove(there)).headers["Location"] == "/account/sessions"
    assert timezone.now() - confirmed_at(person) < timedelta(minutes=1)
    assert person.client.session.session_key != key


WRONG = {
    "somebody_else": {"sub": "subject of another"},
    "no_fresh_proof": {"amr": ["pwd"]},
}


@pytest.mark.parametrize(("why", "claims"), WRONG.items(), ids=WRONG)
def test_a_step_is_not_confirmed_by_somebody_else_or_without_a_second_factor(provider, osei, why, claims):
    person = Person("l.osei")
    assert person.come_in().status_code == 302
    before = confirmed_at(person)
    provider.will_say(**claims)
    answer = person.arrive(person.prove(person.leave("/account/provider/wexcombe/confirm")))
    assert answer.status_code == 403
    assert newest("federation.confirm").said["why"] == why
    assert confirmed_at(person) == before


def test_a_proof_whose_time_is_not_said_lets_in_and_confirms_nothing(provider, osei):
    provider.will_say(auth_time=None)
    person = Person("l.osei")
    assert person.come_in().status_code == 302
    assert timezone.now() - confirmed_at(person) > timedelta(minutes=5)
