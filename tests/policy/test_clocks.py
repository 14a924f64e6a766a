from datetime import UTC, date, datetime, timedelta

import pytest

from needshare.policy import current_pack
from needshare.policy.clocks import Remaining, due_at, ends_at, is_working_day, months_after, remaining

PACK = current_pack()
ENGLAND = "england_and_wales"


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "urgency", "calendar", "due"),
    [
        # Monday morning, winter time: ten working days end on the Monday fortnight at five.
        ("2026-03-16T09:30", "routine", ENGLAND, "2026-03-30T16:00"),  # summer time began on the 29th
        ("2026-03-16T18:00", "routine", ENGLAND, "2026-03-31T16:00"),  # after closing: received on Tuesday
        ("2026-03-14T11:00", "routine", ENGLAND, "2026-03-30T16:00"),  # Saturday: received on Monday
        (
            "2026-03-25T10:00",
            "routine",
            ENGLAND,
            "2026-04-10T16:00",
        ),  # Good Friday and Easter Monday in between
        ("2026-03-25T10:00", "routine", "scotland", "2026-04-09T16:00"),  # Easter Monday is worked there
        ("2026-03-16T10:00", "routine", "northern_ireland", "2026-03-31T16:00"),  # Saint Patrick's Day
        ("2026-03-16T10:00", "urgent", ENGLAND, "2026-03-17T10:00"),
        ("2026-03-16T09:00", "urgent", ENGLAND, "2026-03-16T17:00"),
        ("2026-03-16T05:00", "urgent", ENGLAND, "2026-03-16T17:00"),  # before opening counts from opening
        ("2026-03-27T16:00", "urgent", ENGLAND, "2026-03-30T15:00"),  # over the night the clocks change
        ("2026-03-29T00:30", "emergency", ENGLAND, "2026-03-29T01:30"),  # elapsed, through the change
    ],
)
def test_a_request_is_due_in_its_time(received, urgency, calendar, due):
    assert due_at(utc(received), urgency, calendar, PACK) == utc(due)


@pytest.mark.parametrize(
    ("start", "clock", "ends"),
    [
        (
            "2026-03-27T12:00",
            "receipt",
            "2026-03-30T11:00",
        ),  # three days on the wall clock, an hour less elapsed
        ("2026-03-15T02:10", "emergency_record", "2026-03-16T02:10"),
        ("2026-02-28T12:00", "verification_validity", "2027-02-28T12:00"),
        ("2026-08-31T12:00", "agreement_first_review", "2027-02-28T13:00"),  # one o'clock on the wall
        ("2026-03-16T10:00", "approval_lapse", "2026-03-30T16:00"),
        ("2026-12-24T10:00", "correction_notice", "2026-12-29T17:00"),
        ("2026-03-14T10:00", "unclaimed_urgent", "2026-03-16T10:00"),
        ("2026-03-16T23:58", "unclaimed_emergency", "2026-03-17T00:08"),
    ],
)
def test_a_clock_runs_as_its_unit_says(start, clock, ends):
    assert ends_at(utc(start), clock, ENGLAND, PACK) == utc(ends)


def test_an_unknown_urgency_clock_or_calendar_is_an_error():
    for urgency, calendar in (("leisurely", ENGLAND), ("routine", "mars")):
        with pytest.raises(KeyError):
            due_at(utc("2026-03-16T10:00"), urgency, calendar, PACK)


def test_how_long_is_left_is_said_both_ways():
    due = utc("2026-03-16T10:00")
    assert remaining(due, due - timedelta(days=1, hours=2, minutes=3)) == Remaining(False, 1, 2, 3)
    assert remaining(due, due) == Remaining(False, 0, 0, 0)
    assert remaining(due, due + timedelta(minutes=61)) == Remaining(True, 0, 1, 1)


def test_later_is_never_due_earlier():
    start = utc("2026-03-20T00:00")
    for urgency in ("routine", "urgent", "emergency"):
        dues = [due_at(start + timedelta(minutes=47 * n), urgency, ENGLAND, PACK) for n in range(700)]
        assert dues == sorted(dues)
        assert all(due > start for due in dues)
        assert len(set(dues)) > 5


def test_months_end_where_a_month_is_shorter():
    assert months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_calendars_reach_from_2025_to_2028_and_differ():
    calendars = PACK.working_time.holidays
    assert list(calendars) == list(PACK.words("jurisdiction"))
    for days in calendars.values():
        assert {day.year for day in days} == {2025, 2026, 2027, 2028}
        assert all(day.weekday() < 5 for day in days), "a substitute day falls on a working day"
    counts = {
        name: [sum(day.year == year for day in days) for year in range(2025, 2029)]
        for name, days in calendars.items()
    }
    assert counts["england_and_wales"] == [8, 8, 8, 8]
    assert counts["northern_ireland"] == [10, 10, 10, 10]
    assert counts["scotland"] == [9, 10, 9, 9]


def test_a_holiday_and_a_weekend_are_no_working_days():
    assert not is_working_day(date(2026, 12, 28), ENGLAND, PACK)
    assert not is_working_day(date(2026, 3, 15), ENGLAND, PACK)
    assert is_working_day(date(2026, 3, 16), ENGLAND, PACK)
