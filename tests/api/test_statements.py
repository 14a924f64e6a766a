"""How many statements the figures of the API take, whatever the number of rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.chain import Chain, answers, request

LEFT_OUT = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements of a call, leaving out transactions and the audit log."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [
        each["sql"][:200]
        for each in captured.captured_queries
        if not each["sql"].startswith(LEFT_OUT) and "audit_" not in each["sql"]
    ]


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_of_cases_takes_at_most_eight_statements(api, rows):
    for _ in range(rows):
        Chain(api).receive()
    caller = api("preparer")
    with statements() as taken:
        assert len(caller.seen("/cases")["items"]) == rows
    assert len(taken) <= 8, "\n".join(taken)
    assert len(taken) == 2, "\n".join(taken)  # who calls, and the list


@pytest.mark.parametrize("items", [1, 20])
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k-1"}], ids=["plain", "with a key"])
def test_submitting_takes_at_most_twelve_statements(api, items, headers):
    wanted = [{"category": "incident_log", "description": f"Log {number}"} for number in range(items)]
    persons = answers()["persons"] * items
    caller, sent = api("partner"), request(items=wanted, persons=persons)
    with statements() as taken:
        caller.done("/requests", sent, status=201, headers=headers)
    assert len(taken) <= 12 + (2 if headers else 0), "\n".join(taken)
