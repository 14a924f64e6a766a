"""Nobody learns from the sign-in pages who has an account: words, status, work done and statements are the same."""

import multiprocessing
import os
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from needshare.accounts import actions
from needshare.accounts.models import Account
from needshare.crypto import passwords
from tests.cast import AT

from .signing_in import PASSWORD, SEED, browser, get, give_password, post, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast: Any) -> Account:
    actions.change_password(password=PASSWORD, by=cast.acting_officer, at=AT)
    actions.enrol_second_factor(seed=SEED, by=cast.acting_officer, at=AT)
    return Account.objects.get(pk=cast.officer.pk)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes every password that is hashed, whichever way."""
    done: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(passwords.Argon2id, name)

        def noted(self: Any, *args: Any, _real: Any = real, _name: str = name, **named: Any) -> Any:
            done.append(_name)
            return _real(self, *args, **named)

        monkeypatch.setattr(passwords.Argon2id, name, noted)
    return done


def asked(username: str, hashed: list[str]) -> tuple[int, int, str, list[str]]:
    """Return what a wrong password costs and says: status, hashes, words, statements without their values."""
    client = browser()
    get(client, "/account/sign-in")
    hashed.clear()
    with CaptureQueriesContext(connection) as ran:
        answer = give_password(client, username, "not the password at all")
    said = words(answer).replace(username, "—")
    return answer.status_code, len(hashed), said, [query["sql"].split(" ")[0] for query in ran]


@pytest.fixture
def locked(cast: Any) -> str:
    actions.suspend(username=cast.checker.username, reason="x", by=cast.acting_administrator, at=AT)
    return str(cast.checker.username)


def test_a_wrong_password_costs_and_says_the_same_whoever_it_is(cast, officer, locked, hashed):
    asked("warm.up@nmc", hashed)
    known = asked(officer.username, hashed)
    assert known[:2] == (422, 1)
    for other in ("nobody@nmc", "nobody@nowhere", locked, cast.preparer.username):
        found = asked(other, hashed)
        assert found[:3] == known[:3], other
        # One entry each; that of a known person names them, which is one statement more at most.
        assert abs(len(found[3]) - len(known[3])) <= 1, (other, found[3], known[3])


def test_somebody_without_a_password_of_their_own_costs_a_hash_too(cast, hashed):
    """Invited, and not come yet: the account has no password to compare with."""
    actions.invite_again(username=cast.checker.username, reason="x", by=cast.acting_administrator, at=AT)
    stranger = asked("nobody@nmc", hashed)
    assert asked(cast.checker.username, hashed)[:3] == stranger[:3]


def test_there_is_one_answer_for_every_invitation_that_does_not_work(cast):
    found = [
        get(browser(), f"/account/invitation/{link}") for link in ("ns_" + "a" * 32, "x", "inv_" + "b" * 32)
    ]
    assert {answer.status_code for answer in found} == {404}
    assert len({words(answer) for answer in found}) == 1


@pytest.mark.parametrize("address", ["/account/password/reset", "/account/sign-up", "/account/email"])
def test_there_is_nothing_else_to_ask(address):
    assert get(browser(), address).status_code == 404
    assert post(browser(), address, email="t.verma@nmc.example").status_code == 404


def _try_in_a_worker(username: str, tries: int, answers: Any) -> None:
    """Be another worker process: with connections of its own, give wrong passwords."""
    connections.close_all()
    told = [words(give_password(browser(), username, "not the password at all")) for _try in range(tries)]
    answers.put((os.getpid(), sum("too many attempts" in each for each in told)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_wrong_passwords_are_counted_over_all_workers(cast):
    """Five tries are allowed in five minutes: not five in each worker."""
    actions.change_password(password=PASSWORD, by=cast.acting_officer, at=AT)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    refused, workers = 0, set()
    for tries in (3, 3):
        worker = context.Process(target=_try_in_a_worker, args=(cast.officer.username, tries, answers))
        worker.start()
        pid, found = answers.get(timeout=60)
        worker.join(timeout=60)
        workers.add(pid)
        refused += found
    assert len(workers) == 2
    assert refused == 1
    assert "too many attempts" in words(give_password(browser(), cast.officer.username, PASSWORD))
