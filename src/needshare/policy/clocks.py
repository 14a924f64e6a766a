"""Clocks: when something is due, in working time or through nights and weekends, and how long is left.

Times come in and go out as UTC; working time is counted on the wall clock of the pack's time zone, on
its weekdays, without the holidays of the calendar named.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from .pack import Pack
from .timing import WorkingTime

ONE_DAY: Final = timedelta(days=1)
ELAPSED: Final = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Remaining:
    """How long is left until something is due, or by how long it is overdue."""

    is_overdue: bool
    days: int
    hours: int
    minutes: int


def due_at(received_at: datetime, urgency: str, calendar: str, pack: Pack) -> datetime:
    """Work out when a request of this urgency is to be answered.

    Raises:
        KeyError: when the pack has no such urgency or calendar.
    """
    return ends_at(received_at, f"due_{urgency}", calendar, pack)


def ends_at(start: datetime, clock_id: str, calendar: str, pack: Pack) -> datetime:
    """Work out when a clock of the pack, started at an instant, runs out.

    Working days end at closing time, and mornings are the openings after a day; a start outside working
    hours counts from the next opening. A month ends on the corresponding date, or on the last of a shorter
    month.

    Raises:
        KeyError: when the pack has no such clock or calendar.
    """
    clock = pack.clocks[clock_id]
    count = _Working(pack.working_time, calendar, _zone(pack.time_zone))
    here = start.astimezone(count.zone)
    if clock.unit in ELAPSED:
        return (start + ELAPSED[clock.unit] * clock.amount).astimezone(UTC)
    if clock.unit == "days":
        return _moment(here.date() + ONE_DAY * clock.amount, here.time(), count.zone)
    if clock.unit == "day_ends":
        return _moment(here.date() + ONE_DAY * (clock.amount + 1), time(), count.zone)
    if clock.unit == "morning":
        return count.mornings_after(here, clock.amount)
    if clock.unit == "months":
        return _moment(months_after(here.date(), clock.amount), here.time(), count.zone)
    if clock.unit == "working_days":
        return count.days_after(here, clock.amount)
    return count.hours_after(here, clock.amount)


def remaining(due: datetime, at: datetime) -> Remaining:
    """Say how long is left, whole minutes, or by how long it is overdue."""
    is_overdue = at > due
    minutes = int(abs(due - at) / timedelta(minutes=1))
    return Remaining(is_overdue, minutes // 1440, minutes % 1440 // 60, minutes % 60)


def months_after(day: date, months: int) -> date:
    """Give the corresponding date some months later.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_working_day(day: date, calendar: str, pack: Pack) -> bool:
    """Tell whether work is done on a day, by the calendar named."""
    return _Working(pack.working_time, calendar, _zone(pack.time_zone)).is_open(day)


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _moment(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock_time.replace(tzinfo=None), zone).astimezone(UTC)


class _Working:
    """Counts working time by one calendar."""

    def __init__(self, hours: WorkingTime, calendar: str, zone: ZoneInfo) -> None:
        self.opens, self.closes = time(hours.starts_at), time(hours.ends_at)
        self.length = timedelta(hours=hours.ends_at - hours.starts_at)
        self.weekdays = hours.weekdays
        self.holidays = hours.holidays[calendar]
        self.zone = zone

    def is_open(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.holidays

    def next_open(self, day: date) -> date:
        day += ONE_DAY
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def counted_from(self, here: datetime) -> tuple[date, time]:
        """Give the working day and time from which an instant counts."""
        day, clock_time = here.date(), here.time()
        if not self.is_open(day) or clock_time >= self.closes:
            return self.next_open(day), self.opens
        return day, max(clock_time, self.opens)

    def days_after(self, here: datetime, days: int) -> datetime:
        day, _start = self.counted_from(here)
        for _each in range(days):
            day = self.next_open(day)
        return _moment(day, self.closes, self.zone)

    def mornings_after(self, here: datetime, days: int) -> datetime:
        day = here.date()
        for _each in range(days):
            day = self.next_open(day)
        return _moment(day, self.opens, self.zone)

    def hours_after(self, here: datetime, hours: int) -> datetime:
        day, clock_time = self.counted_from(here)
        left = timedelta(hours=hours)
        today = datetime.combine(day, self.closes) - datetime.combine(day, clock_time)
        while left > today:
            left -= today
            day, clock_time, today = self.next_open(day), self.opens, self.length
        ends = datetime.combine(day, clock_time) + left
        return _moment(ends.date(), ends.time(), self.zone)
