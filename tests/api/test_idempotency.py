import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, connections

from needshare.accounts import jobs
from needshare.api import idempotency
from needshare.api.models import SentKey
from needshare.audit.models import Entry
from needshare.pathway.models import SharingCase
from tests.api.chain import Chain, request
from tests.calling import Telephone, refused
from tests.cast import AT, assemble
from tests.entries import count

KEY = {"Idempotency-Key": "5f0c6f0e-1"}


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch):
    monkeypatch.setattr(idempotency, "PAUSE", 0.001)


def test_an_act_sent_again_is_not_done_again_and_answers_the_same(api):
    first = api("partner").post("/requests", request(), headers=KEY)
    entries = Entry.objects.count()
    again = api("partner").post("/requests", request(), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert SharingCase.objects.count() == 1
    assert Entry.objects.count() == entries


def test_an_answer_repeated_keeps_its_version(api):
    chain = Chain(api).until("receive")
    first = api("preparer").post(f"{chain.case}/claim", headers=KEY)
    again = api("preparer").post(f"{chain.case}/claim", headers=KEY)
    assert again.headers["ETag"] == first.headers["ETag"] == '"2"'
    assert again.content == first.content


def test_the_same_key_with_something_else_is_refused(api):
    api("partner").post("/requests", request(), headers=KEY)
    said = refused(api("partner").post("/requests", request(necessity="Other."), headers=KEY), 422)
    assert said["errors"][0]["field"] == "Idempotency-Key"
    assert SharingCase.objects.count() == 1


def test_the_same_key_for_another_case_is_refused(api):
    one, other = Chain(api).until("receive"), Chain(api)
    other.receive()
    api("preparer").done(f"{one.case}/claim", headers=KEY)
    refused(api("preparer").post(f"{other.case}/claim", headers=KEY), 422)


def test_a_key_is_each_persons_own(api):
    api("partner").done("/requests", request(), status=201, headers=KEY)
    api("contact_point").done("/requests", request(), status=201, headers=KEY)
    assert SharingCase.objects.count() == 2


def test_a_key_counts_for_one_kind_of_act(api):
    chain = Chain(api).until("receive")
    api("preparer").done(f"{chain.case}/claim", headers=KEY)
    api("preparer").done(f"{chain.case}/return", {"what": "The dates."}, headers=KEY)


def test_what_was_refused_may_be_sent_again_under_its_key(api):
    chain = Chain(api).until("receive")
    refused(api("officer").post(f"{chain.case}/claim", headers=KEY), 404)
    refused(api("checker").post(f"{chain.case}/claim", headers=KEY), 403)
    refused(api("partner").post("/requests", request(necessity=""), headers=KEY), 422)
    assert not SentKey.objects.exists()
    api("partner").done("/requests", request(), status=201, headers=KEY)


@pytest.mark.parametrize("key", ["", "a b", "x" * 129, "caf\u00e9"])
def test_a_malformed_key_is_refused(api, key):
    said = refused(api("partner").post("/requests", request(), headers={"Idempotency-Key": key}), 422)
    assert said["errors"][0]["field"] == "Idempotency-Key"


def test_keys_expire(api):
    first = api("partner").done("/requests", request(), status=201, headers=KEY)
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        again = api("partner").done("/requests", request(), status=201, headers=KEY)
    assert again["reference"] != first["reference"]
    assert SentKey.objects.count() == 1


def test_expired_keys_are_deleted_by_themselves(api):
    api("partner").done("/requests", request(), status=201, headers=KEY)
    assert jobs.forget_answers(at=AT + timedelta(hours=23)) == 0
    assert jobs.forget_answers(at=AT + timedelta(hours=24)) == 1
    assert not SentKey.objects.exists()


def test_neither_the_key_nor_what_was_sent_or_answered_is_kept_in_clear(api):
    reference = api("partner").done("/requests", request(), status=201, headers=KEY)["reference"]
    row = SentKey.objects.get()
    kept = repr([bytes(value) if isinstance(value, memoryview) else value for value in vars(row).values()])
    for plain in (KEY["Idempotency-Key"], reference, "Pryce"):
        assert plain not in kept


def test_a_crash_between_act_and_answer_leaves_one_act(api, monkeypatch):
    def lost(*args):
        raise DatabaseError

    monkeypatch.setattr(idempotency, "seal", lost)
    assert api("partner").post("/requests", request(), headers=KEY).status_code == 201
    monkeypatch.undo()
    refused(api("partner").post("/requests", request(), headers=KEY), 409)
    assert SharingCase.objects.count() == 1


def test_a_fault_after_the_act_does_not_let_it_be_done_twice(api, monkeypatch):
    chain = Chain(api).until("receive")
    monkeypatch.setattr("needshare.pathway.api.CaseState.of", lambda case: 1 / 0)
    refused(api("preparer").post(f"{chain.case}/claim", headers=KEY), 500)
    monkeypatch.undo()
    refused(api("preparer").post(f"{chain.case}/claim", headers=KEY), 409)
    assert count("pathway.claim") == 1


def test_an_act_that_falls_takes_its_key_with_it(api, monkeypatch):
    chain = Chain(api).until("receive")

    def broken(**named):
        raise RuntimeError

    monkeypatch.setattr("needshare.pathway.actions.cases.move", broken)
    refused(api("preparer").post(f"{chain.case}/claim", headers=KEY), 500)
    monkeypatch.undo()
    assert not SentKey.objects.exists()
    api("preparer").done(f"{chain.case}/claim", headers=KEY)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_one_effect(monkeypatch):
    monkeypatch.setattr(idempotency, "PAUSE", 0.05)
    monkeypatch.setattr(idempotency, "TRIES", 200)
    with time_machine.travel(AT, tick=False):
        caller = Telephone(assemble())("partner")
        start, answers = threading.Barrier(20), []

        def send():
            try:
                start.wait()
                answers.append(type(caller)(caller.token).post("/requests", request(), headers=KEY))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    statuses = [answer.status_code for answer in answers]
    assert len(statuses) == 20
    assert set(statuses) == {201}, [each.content for each in answers]
    assert len({answer.content for answer in answers}) == 1
    assert SharingCase.objects.count() == 1
    assert count("intake.submit") == 1
    assert connection.vendor in ("sqlite", "postgresql")
