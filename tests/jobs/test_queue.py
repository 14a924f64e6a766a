"""A job exists exactly if its act does, runs under a lease, comes back after a failure, dies after many."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from needshare.jobs import queue
from needshare.jobs.models import Job
from needshare.jobs.queue import Claim, claim, enqueue, finish, hold, put_back
from needshare.jobs.registry import Registered
from needshare.kernel import new_id

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def claimed(*, at: datetime = AT) -> Claim:
    found = claim(at=at, lease=LEASE)
    assert found is not None
    return found


def entry(most_attempts: int = 3) -> Registered:
    return Registered("send", print, None, LEASE, most_attempts)


def test_the_job_due_longest_is_claimed_first_with_its_arguments() -> None:
    enqueue("later", at=AT, due_at=AT - timedelta(seconds=1))
    enqueue("sooner", at=AT, due_at=AT - timedelta(seconds=2), reference="NMC-26-AAAA-AAAA", count=2)
    first = claimed()
    assert (first.name, first.arguments) == ("sooner", {"reference": "NMC-26-AAAA-AAAA", "count": 2})
    assert claimed().name == "later"
    assert claim(at=AT, lease=LEASE) is None


def test_a_job_is_not_claimed_before_it_is_due() -> None:
    enqueue("send", at=AT, due_at=AT + timedelta(seconds=10))
    assert claim(at=AT + timedelta(seconds=9), lease=LEASE) is None
    assert claim(at=AT + timedelta(seconds=10), lease=LEASE) is not None


def test_a_job_queued_in_a_transaction_undone_was_never_queued() -> None:
    with transaction.atomic():
        enqueue("send", at=AT)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_with_a_key_is_queued_once() -> None:
    for _again in range(3):
        enqueue("send", at=AT, key="message 1")
    enqueue("send", at=AT, key="message 2")
    enqueue("other", at=AT, key="message 1")
    assert Job.objects.count() == 3


def test_a_key_is_free_again_when_its_job_is_done() -> None:
    enqueue("send", at=AT, key="message 1")
    finish(claimed())
    enqueue("send", at=AT, key="message 1")
    assert Job.objects.count() == 1


def test_a_job_whose_worker_died_is_claimed_again_once_its_lease_is_over() -> None:
    enqueue("send", at=AT)
    dead = claimed()
    assert claim(at=AT + LEASE - timedelta(seconds=1), lease=LEASE) is None
    second = claimed(at=AT + LEASE)
    assert (second.id, second.attempts) == (dead.id, 2)
    assert claim(at=AT + LEASE, lease=LEASE) is None
    assert not finish(dead), "the dead worker's lease is worth nothing any more"
    assert not hold(dead, until=AT + LEASE * 9)
    assert finish(second)
    assert not Job.objects.exists()


def test_a_lease_can_be_lengthened() -> None:
    enqueue("send", at=AT)
    assert hold(claimed(), until=AT + LEASE * 3)
    assert claim(at=AT + LEASE * 2, lease=LEASE) is None


def test_a_failed_job_comes_back_later_each_time_and_then_stays_dead() -> None:
    enqueue("send", at=AT)
    at = AT
    for pause in (5, 10):
        assert not put_back(claimed(at=at), entry(), failure="OSError", at=at)
        assert claim(at=at + timedelta(seconds=pause - 1), lease=LEASE) is None
        at += timedelta(seconds=pause)
    assert put_back(claimed(at=at), entry(), failure="OSError", at=at)
    assert claim(at=at + timedelta(days=9), lease=LEASE) is None
    (dead,) = queue.dead_letters()
    assert (dead.failure, dead.attempts, dead.dead_at) == ("OSError", 3, at)


def test_a_dead_letter_is_revived() -> None:
    enqueue("send", at=AT)
    put_back(claimed(), None, failure="no such job", at=AT)
    (dead,) = queue.dead_letters()
    assert queue.revive(dead.id, at=AT)
    assert not queue.revive(dead.id, at=AT)
    assert claimed().attempts == 1


def test_a_dead_letter_does_not_stop_a_new_job_with_its_key() -> None:
    enqueue("send", at=AT, key="message 1")
    put_back(claimed(), None, failure="no such job", at=AT)
    enqueue("send", at=AT, key="message 1")
    assert claimed().attempts == 1


def test_a_lease_and_its_end_go_together() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(name="send", due_at=AT, lease=new_id())
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(name="send", due_at=AT, leased_until=AT)


def test_a_job_says_its_name() -> None:
    enqueue("send", at=AT)
    assert str(Job.objects.get()).startswith("send ")
