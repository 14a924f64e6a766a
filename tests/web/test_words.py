from datetime import UTC, date, datetime, timedelta

import pytest

from needshare.kernel import Outcome
from needshare.web import words

NOW = datetime(2026, 11, 20, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 20, 3, 2, tzinfo=UTC), "20 November 2026 at 3:02am"),
        (datetime(2026, 7, 1, 12, 30, tzinfo=UTC), "1 July 2026 at 1:30pm"),  # summer time
        (datetime(2026, 1, 2, 0, 5, tzinfo=UTC), "2 January 2026 at 12:05am"),
        (datetime(2026, 1, 2, 12, 0, tzinfo=UTC), "2 January 2026 at 12:00pm"),
        (None, ""),
    ],
)
def test_a_moment_is_said_in_local_time(moment, said):
    assert words.when(moment) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 1), "1 March 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),  # already tomorrow in London
        (None, ""),
    ],
)
def test_a_day_is_said_in_full(day, said):
    assert words.on_date(day) == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=5), "due in 5 days"),
        (timedelta(hours=47, minutes=59), "due in 47 hours"),
        (timedelta(hours=1), "due in 1 hour"),
        (timedelta(minutes=59), "due in 59 minutes"),
        (timedelta(0), "due in 1 minute"),
        (-timedelta(seconds=1), "overdue by 1 minute"),
        (-timedelta(hours=3), "overdue by 3 hours"),
        (-timedelta(days=2), "overdue by 2 days"),
    ],
)
def test_time_left_is_said_in_the_largest_whole_unit(left, said):
    assert words.due(NOW + left, NOW) == said


@pytest.mark.parametrize(
    ("working", "said"),
    [
        (timedelta(hours=16), "due in 2 working days"),
        (timedelta(hours=15, minutes=59), "due in 15 working hours"),
        (timedelta(hours=1), "due in 1 working hour"),
        (timedelta(minutes=20), "due in 20 working minutes"),
    ],
)
def test_working_time_left_is_said_as_such(working, said):
    assert words.due(NOW + timedelta(days=3), NOW, working) == said


def test_nothing_is_due_without_a_due_time():
    assert words.due(None, NOW) == ""
    assert not words.is_overdue(None, NOW)


def test_what_is_due_this_instant_is_not_overdue():
    assert not words.is_overdue(NOW, NOW)
    assert words.is_overdue(NOW - timedelta(microseconds=1), NOW)


@pytest.mark.parametrize(
    ("text", "said"), [(Outcome.NOT_MET, "Not met"), ("Approved", "Approved"), ("", ""), (None, "")]
)
def test_labels_are_translated_where_they_are_shown(text, said):
    assert words.t(text) == said


@pytest.mark.parametrize("shown", [words.value, words.lines, words.reference])
def test_values_are_escaped_and_marked_as_data(shown):
    assert "&lt;script&gt;" in shown("<script>")
    assert "data-value" in shown("a name")
