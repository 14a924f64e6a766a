"""What is hidden and what is absent: the same answer, to the byte, by the same work."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.hidden import Pair, pairs
from tests.matrix.running import VARIES

pytestmark = pytest.mark.django_db
VALUES = re.compile(r"'(?:[^']|'')*'|\bs\d+_x\d+\b|\b[0-9a-f]{32}\b|\b\d+\b")


def asked(pair: Pair, what: Any) -> tuple[int, list[str], str]:
    """Return the status, the statements without their values, and the page without what it repeats of the call."""
    pair.before()
    with CaptureQueriesContext(connection) as ran:
        answer = pair.ask(what)
    page = VARIES.sub(b"", answer.content).decode().replace(str(what), "—")
    return answer.status_code, [VALUES.sub("?", each["sql"].partition("VALUES")[0]) for each in ran], page


def worked(pair: Pair, statements: list[str]) -> list[str]:
    """Return what is compared: each statement; at sign-in its kind, as an entry about somebody names them."""
    return [each.split()[0] for each in statements] if pair.name == "sign-in" else statements


def test_hidden_and_absent_cost_and_say_the_same(cast):
    told_apart = {}
    for pair in pairs(cast):
        pair.before()
        pair.ask(pair.absent)  # what is kept after the first time is kept
        hidden, absent = asked(pair, pair.hidden), asked(pair, pair.absent)
        assert hidden[0] == absent[0] == pair.status, pair.name
        assert hidden[2] == absent[2], pair.name
        if worked(pair, hidden[1]) != worked(pair, absent[1]):
            told_apart[pair.name] = sorted(set(hidden[1]) ^ set(absent[1]))
    assert told_apart == {}
