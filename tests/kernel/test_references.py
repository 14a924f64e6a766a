"""Ids are UUIDs of version 7 that sort in the order they were made."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from needshare.kernel import new_id
from needshare.kernel.references import IdSequence


def test_an_id_is_a_uuid_of_version_7_with_the_time_in_front():
    before = time.time_ns() // 1_000_000
    made = IdSequence().next()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000 + 1


@pytest.mark.parametrize("steps_back", [0, 1, 5_000_000_000], ids=["same", "a nanosecond", "seconds"])
def test_later_ids_sort_later_even_when_the_clock_stands_or_falls_back(monkeypatch, steps_back: int):
    """Lists are read in the order of their ids; two records of one millisecond keep theirs."""
    now = time.time_ns()
    ticks = iter(now - steps_back * step for step in range(1_000))
    monkeypatch.setattr(time, "time_ns", lambda: next(ticks))
    ids = IdSequence()
    made = [ids.next() for _ in range(1_000)]
    assert made == sorted(set(made))


def test_no_id_is_given_twice_to_threads_at_once():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(20_000)))
    assert len(set(made)) == len(made)
