"""How often somebody may call: one count for all processes, whoever and however many call at once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import RequestFactory

from needshare.accounts.jobs import forget_calls
from needshare.api import limits
from needshare.api.limits import Limit, TooMany, address_of, spend
from needshare.api.models import Allowance
from tests.calling import Caller, refused, token_of
from tests.cast import AT
from tests.entries import count

pytestmark = pytest.mark.django_db

BUSY = Limit("busy", calls=1200, seconds=60, burst=300)
STRICT = Limit("strict", calls=10, seconds=60, burst=10, is_strict=True)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    limits._books.clear()


def admitted(limit, who, calls, at=AT):
    found = 0
    for _ in range(calls):
        try:
            spend(limit, who, at=at)
        except TooMany:
            continue
        found += 1
    return found


def as_other_process(monkeypatch):
    monkeypatch.setattr(limits, "_books", {})


def test_a_strict_limit_admits_exactly_its_number_and_says_how_long_to_wait():
    assert admitted(STRICT, "10.0.0.1", 30) == 10
    with pytest.raises(TooMany) as refusal:
        spend(STRICT, "10.0.0.1", at=AT)
    assert refusal.value.wait == 6
    assert admitted(STRICT, "10.0.0.2", 3) == 3
    assert admitted(STRICT, "10.0.0.1", 3, at=AT + timedelta(seconds=6)) == 1
    assert admitted(STRICT, "10.0.0.1", 30, at=AT + timedelta(seconds=120)) == 10


def test_a_clock_that_is_set_back_locks_nobody_out():
    assert admitted(STRICT, "10.0.0.1", 12, at=AT + timedelta(days=30)) == 10
    assert admitted(STRICT, "10.0.0.1", 12) > 0
    admitted(BUSY, "system", 400, at=AT + timedelta(days=30))
    assert admitted(BUSY, "system", 1) == 1


def test_a_busy_limit_holds_within_a_tenth_over_two_processes(monkeypatch):
    first = limits._books
    other = {}
    found = 0
    for _ in range(400):
        for books in (first, other):
            monkeypatch.setattr(limits, "_books", books)
            found += admitted(BUSY, "system", 1)
    assert 270 <= found <= 330


def test_over_a_quarter_of_an_hour_two_processes_admit_the_rate_within_a_tenth(monkeypatch):
    processes = ({}, {})
    found = 0
    for step in range(2 * 15 * 60):
        at = AT + timedelta(seconds=step / 2)
        for books in processes:
            monkeypatch.setattr(limits, "_books", books)
            found += admitted(BUSY, "system", 12, at=at)
    assert abs(found - (300 + 15 * 1200)) <= 0.1 * 15 * 1200


def test_who_calls_seldom_costs_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        for step in range(600):
            spend(BUSY, "person", at=AT + timedelta(seconds=2 * step))


def test_who_calls_often_costs_two_statements_in_fifteen_calls(django_assert_num_queries):
    admitted(BUSY, "system", 15)
    with django_assert_num_queries(2 * 10):
        assert admitted(BUSY, "system", 150) == 150


def test_who_is_refused_costs_no_statement_until_they_may_call_again(django_assert_num_queries):
    admitted(BUSY, "system", 400)
    with django_assert_num_queries(0):
        assert admitted(BUSY, "system", 100) == 0
    assert admitted(BUSY, "system", 20, at=AT + timedelta(seconds=2)) > 0


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_one_by_one():
    ready, found = Barrier(8), []

    def run():
        try:
            ready.wait()
            found.append(admitted(STRICT, "10.0.0.1", 4))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == 10


def test_what_is_kept_names_nobody_and_goes_once_paid():
    admitted(STRICT, "10.0.0.1", 2)
    (row,) = Allowance.objects.all()
    assert "10.0.0.1" not in row.key
    assert forget_calls(at=AT + timedelta(seconds=11)) == 0
    assert forget_calls(at=AT + timedelta(seconds=13)) == 1


@pytest.fixture
def few_calls(settings):
    settings.API_CALLS_OF_TOKEN, settings.API_CALLS_OF_ACCOUNT = 80, 120


def statuses(caller, calls):
    return [caller.get("/me").status_code for _ in range(calls)]


def test_one_token_is_told_to_wait_and_others_are_not(api, few_calls):
    found = statuses(api("partner"), 25)
    assert set(found) == {200, 429}
    assert found.index(429) in range(18, 23)
    said = refused(api("partner").get("/me"), 429)
    assert said["type"] == "urn:needshare:problem:too_many"
    wait = int(api("partner").get("/me").headers["Retry-After"])
    assert api("contact_point").get("/me").status_code == 200
    with time_machine.travel(AT + timedelta(seconds=wait), tick=False):
        assert api("partner").get("/me").status_code == 200


def test_more_tokens_do_not_give_a_person_more_calls(cast, api, few_calls):
    account = cast.partner
    tokens = [Caller(token_of(account)) for _ in range(4)]
    found = [status for caller in tokens for status in statuses(caller, 15)]
    assert found.count(200) in range(27, 34)


def test_an_act_that_is_refused_for_its_number_is_not_done(api, few_calls):
    caller = api("partner")
    statuses(caller, 30)
    refused(caller.post("/me/age-recipient", {"recipient": ""}), 429)
    assert count("accounts.set_age_recipient") == 0


def test_who_guesses_links_runs_into_a_wall(client, settings):
    settings.LINK_TRIES = 5
    found = [client.get(f"/collect/ns_{'a' * 31}{each}").status_code for each in "abcdefgh"]
    assert found == [404] * 5 + [429] * 3
    wall = client.get(f"/collect/ns_{'b' * 32}")
    assert "There were too many tries" in wall.content.decode()
    assert 1 <= int(wall.headers["Retry-After"]) <= 12


def test_tries_to_sign_in_are_counted_for_all_processes_and_shown_as_a_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    sent = {"login": "nobody@nmc", "password": "brambles"}
    found = [client.post("/account/sign-in", sent) for _ in range(3)]
    assert [each.status_code for each in found] == [422, 422, 429]
    assert "There were too many tries" in found[-1].content.decode()
    assert caches["default"].__class__ is DatabaseCache


def test_the_network_address_is_what_our_own_proxies_say(settings):
    sent = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7"}, REMOTE_ADDR="10.1.1.1"
    )
    for proxies, address in ((0, "10.1.1.1"), (1, "192.0.2.7"), (2, "6.6.6.6"), (3, "10.1.1.1")):
        settings.TRUSTED_PROXIES = proxies
        assert address_of(sent) == address
