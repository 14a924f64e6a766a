from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone

from needshare.accounts import access, actions
from needshare.accounts.middleware import COMPLETING
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.agencies import actions as agencies
from needshare.web.doorways import needs
from tests.cast import AT, acting

from .signing_in import PASSWORD, SEED, browser, code, get, give_password, post, sign_in, words

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def unnamed(request: Any) -> HttpResponse:
    return HttpResponse("shown")


@needs("signed_in")
def desk(request: Any) -> HttpResponse:
    return HttpResponse(request.actor.name)


@needs("disclosure.release")
def release(request: Any) -> HttpResponse:
    access.must_be_confirmed(request.actor, request.at)
    return HttpResponse("released")


def api(request: Any) -> HttpResponse:
    return HttpResponse(str(request.actor))


urlpatterns = [
    path("", include("needshare.web.urls")),
    path("", include("needshare.accounts.urls")),
    path("unnamed", unnamed),
    path("desk", desk),
    path("release", release),
    path("api/v1/me", api),
]


@pytest.fixture
def officer(cast: Any) -> Account:
    by = cast.acting_officer
    actions.change_password(password=PASSWORD, by=by, at=AT)
    actions.enrol_second_factor(seed=SEED, by=by, at=AT)
    return Account.objects.get(pk=cast.officer.pk)


def test_a_visitor_is_sent_to_sign_in_also_from_a_view_without_a_rule(cast):
    for page in ("/desk", "/unnamed", "/account"):
        assert get(browser(), page).headers["Location"] == f"/account/sign-in?next={page}"
    assert get(browser(), "/cookies").status_code == 200
    assert get(browser(), "/nowhere").status_code == 404


@pytest.mark.parametrize("page", ["/desk", "/unnamed", "/account", "/account/recovery-codes/new"])
def test_a_password_alone_opens_nothing(cast, page):
    actions.change_password(password=PASSWORD, by=cast.acting_officer, at=AT)
    client = browser()
    give_password(client, cast.officer.username)
    assert get(client, page).headers["Location"] == "/account/passkeys/new"
    assert post(client, page).headers["Location"] == "/account/passkeys/new"


def test_rules_of_completing_a_sign_in_are_those_of_the_pages_for_it():
    from needshare.accounts.views import sign_in as views

    named = {getattr(view, "access_rule", "") for view in vars(views).values()}
    assert named >= COMPLETING


def test_a_request_costs_three_selects_at_most(officer):
    client = sign_in(officer.username)
    get(client, "/desk")
    with CaptureQueriesContext(connection) as asked:
        assert get(client, "/desk").content == b"T Verma"
    assert len(asked) <= 3, [query["sql"] for query in asked]
    assert all(query["sql"].startswith("SELECT") for query in asked)


def test_a_session_unused_for_too_long_ends(officer, settings):
    client = sign_in(officer.username)
    assert get(client, "/desk").status_code == 200
    session = client.session
    session["seen_at"] -= settings.SESSION_IDLE.total_seconds() + 1
    session.save()
    sent = get(client, "/desk")
    assert sent.headers["Location"].startswith("/account/sign-in")
    assert "You were signed out" in words(get(client, sent.headers["Location"]))
    assert get(client, "/desk").status_code == 302


def test_a_session_in_use_is_written_once_a_minute(officer):
    client = sign_in(officer.username)
    get(client, "/desk")
    seen = client.session["seen_at"]
    get(client, "/desk")
    assert client.session["seen_at"] == seen
    session = client.session
    session["seen_at"] -= 61
    session.save()
    get(client, "/desk")
    assert client.session["seen_at"] >= seen


def test_a_session_ends_after_its_day_however_much_it_is_used(officer, settings):
    client = sign_in(officer.username)
    get(client, "/desk")
    session = client.session
    session["begun_at"] -= settings.SESSION_ABSOLUTE.total_seconds() + 1
    session.save()
    assert get(client, "/desk").status_code == 302


def test_roles_are_read_anew_on_every_request(cast, officer):
    client = sign_in(officer.username)
    assert get(client, "/desk").wsgi_request.actor.roles == {"officer"}
    change = {"username": officer.username, "reason": "x", "by": operator(at=AT), "at": AT}
    actions.grant_role(role=Role.SUPERVISOR, **change)
    assert get(client, "/desk").wsgi_request.actor.roles == {"officer", "supervisor"}
    actions.withdraw_role(role=Role.OFFICER, **change)
    assert get(client, "/desk").wsgi_request.actor.roles == {"supervisor"}


@pytest.mark.parametrize("act", [actions.suspend, actions.end_sessions, actions.invite_again])
def test_suspension_and_ended_sessions_take_effect_at_the_next_request(cast, officer, act):
    client = sign_in(officer.username)
    assert get(client, "/desk").status_code == 200
    now = timezone.now()
    act(username=officer.username, reason="x", by=acting(cast.administrator, at=now), at=now)
    assert get(client, "/desk").status_code == 302


def test_a_reinstated_person_signs_in_anew(cast, officer):
    client = sign_in(officer.username)
    for act in (actions.suspend, actions.reinstate):
        now = timezone.now()
        act(username=officer.username, reason="x", by=acting(cast.administrator, at=now), at=now)
    assert get(client, "/desk").status_code == 302
    assert get(sign_in(officer.username), "/desk").status_code == 200


def test_an_inactive_organisation_ends_its_peoples_sessions(cast):
    by = cast.acting_partner
    actions.change_password(password=PASSWORD, by=by, at=AT)
    actions.enrol_second_factor(seed=SEED, by=by, at=AT)
    client = sign_in(cast.partner.username)
    assert get(client, "/desk").status_code == 200
    agencies.deactivate_organisation(code="WBC", reason="x", by=cast.acting_administrator, at=AT)
    assert get(client, "/desk").status_code == 302


def test_a_step_that_needs_a_fresh_code_leads_to_it_and_back(officer):
    client = sign_in(officer.username)
    assert get(client, "/release").content == b"released"
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= timedelta(minutes=6).total_seconds()
    session.save()
    sent = get(client, "/release")
    assert sent.headers["Location"] == "/account/confirm?next=%2Frelease"
    back = post(client, "/account/confirm", code=code(), next="/release")
    assert back.headers["Location"] == "/release"
    assert get(client, "/release").content == b"released"


def test_a_session_counts_for_nothing_at_the_api(officer):
    assert get(sign_in(officer.username), "/api/v1/me").content == b"None"
