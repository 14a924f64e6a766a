"""Tokens for steps that matter: who makes one, how long it lasts, what every other token is told (ADR 0036)."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from needshare.accounts import actions, rules
from needshare.accounts.models import ApiToken
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role, TokenScope
from needshare.crypto.packages import new_identity, recipient_of
from needshare.kernel import Blocked, Channel
from tests.calling import Caller
from tests.cast import acting, system, unconfirmed
from tests.signing_in import signed_in

from .signing_in import get, post, words

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"ns_[a-z2-7]{32}")
KEY = {"recipient": recipient_of(new_identity().identity)}


def made(client: Any, scope: TokenScope, **typed: str) -> str:
    """Make a token on its page; return the secret, which the list shows once."""
    asked = {"label": "Laptop", "scope": scope.value, "days": "30", **typed}
    assert post(client, "/account/tokens/new", **asked).headers["Location"] == "/account/tokens"
    [secret] = SECRET.findall(get(client, "/account/tokens").content.decode())
    assert not SECRET.search(get(client, "/account/tokens").content.decode()), "shown once"
    return str(secret)


def test_a_token_made_on_the_page_takes_a_step_for_a_quarter_of_an_hour_and_not_longer(cast, settings):
    settings.IS_PRODUCTION = True
    at = timezone.now()
    with time_machine.travel(at, tick=False):
        client = signed_in(cast.officer)
        step = Caller(made(client, TokenScope.STEPS))
        everyday = Caller(made(client, TokenScope.EVERYDAY))
        assert step.post("/me/age-recipient", KEY).status_code == 200
        refused = everyday.post("/me/age-recipient", KEY)
        assert refused.status_code == 403
        assert refused.json()["codes"] == ["STEP_TOKEN_NEEDED"]
        assert "on the page Your tokens" in refused.json()["detail"]
        assert everyday.get("/me").status_code == 200
    with time_machine.travel(at + timedelta(minutes=15), tick=False):
        assert step.get("/me").status_code == 401
        assert everyday.get("/me").status_code == 200


def test_a_token_is_made_only_just_after_confirming_and_revoked_at_any_time(cast):
    client = signed_in(cast.officer)
    secret = made(client, TokenScope.EVERYDAY)
    [token] = ApiToken.objects.filter(account=cast.officer, label="Laptop")
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        typed = {"label": "Another", "scope": TokenScope.STEPS.value, "days": "30"}
        answer = post(client, "/account/tokens/new", **typed)
        assert answer.status_code == 422
        assert "Confirm that it is you" in words(answer)
        assert "Laptop" in words(get(client, "/account/tokens"))
        assert post(client, f"/account/tokens/{token.pk}/revoke").status_code == 302
    assert Caller(secret).get("/me").status_code == 401
    assert "You have no token in force" in words(get(client, "/account/tokens"))


def test_nobody_revokes_or_sees_the_token_of_another(cast):
    made(signed_in(cast.officer), TokenScope.EVERYDAY)
    [token] = ApiToken.objects.filter(account=cast.officer)
    other = signed_in(cast.preparer)
    assert "Laptop" not in words(get(other, "/account/tokens"))
    assert post(other, f"/account/tokens/{token.pk}/revoke").status_code in (403, 404)
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None


def issue(account: Any, by: Any, at: Any, **lasts: int) -> Any:
    return actions.add_token(
        username=account.username,
        label="x",
        expires_at=at + timedelta(**(lasts or {"minutes": 15})),
        scope=TokenScope.STEPS,
        by=by,
        at=at,
    )


def test_in_production_a_token_for_steps_is_ones_own_short_and_made_at_a_browser_just_confirmed(
    cast, settings
):
    settings.IS_PRODUCTION = True
    at = timezone.now()
    own = acting(cast.officer, at=at)
    assert issue(cast.officer, own, at)[0].scope == TokenScope.STEPS
    wrong = [
        (cast.officer, operator(at=at), {}, "not_ones_own"),
        (cast.officer, acting(cast.administrator, at=at), {}, "not_ones_own"),
        (cast.officer, replace(own, channel=Channel.API), {}, "not_ones_own"),
        (cast.officer, own, {"minutes": 16}, "token_too_long"),
        (cast.officer, unconfirmed(own), {}, "confirmation_needed"),
    ]
    for account, by, lasts, code in wrong:
        with pytest.raises(Blocked) as refusal:
            issue(account, by, at, **lasts)
        assert code in refusal.value.codes, (code, refusal.value.codes)
    assert ApiToken.objects.filter(scope=TokenScope.STEPS).count() == 1


def test_the_page_says_when_a_token_ends_and_promises_no_other_time(cast):
    at = timezone.now()
    issue(cast.officer, operator(at=at), at, days=80)  # as the worked example does, away from production
    shown = words(get(signed_in(cast.officer), "/account/tokens"))
    ends = timezone.localtime(at + timedelta(days=80))
    assert f"{ends.day} {ends:%B %Y}" in shown
    assert "15 minutes" not in shown


@pytest.mark.parametrize("is_production", [True, False])
def test_a_system_never_has_a_token_for_steps(cast, settings, is_production):
    settings.IS_PRODUCTION = is_production
    at = timezone.now()
    feed = system(cast.council, "feed", Role.PARTNER_USER)
    with pytest.raises(Blocked) as refusal:
        issue(feed, acting(cast.partner_administrator, at=at), at)
    assert "not_ones_own" in refusal.value.codes


@pytest.mark.parametrize("channel", [Channel.API, Channel.COMMAND])
def test_who_comes_by_token_is_told_of_tokens_and_not_of_codes(cast, channel):
    by = replace(unconfirmed(cast.acting_officer), channel=channel)
    finding = rules.is_confirmed(by, at=timezone.now(), within=timedelta(minutes=5))
    assert finding.code == "step_token_needed"
    assert "15 minutes" in finding.reason
