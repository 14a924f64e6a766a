"""Template filters that put stored values into words: dates, times left, markings, labels."""

from datetime import date, datetime, timedelta

from django.utils import dateformat, timezone
from markupsafe import Markup, escape

from needshare.kernel import Term

from .translating import gettext, kept, ngettext, said

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORKING_DAY = timedelta(hours=8)


def t(text: object) -> str:
    """Translate a label or a reason where it is shown; a Term is shown by its label."""
    words = text.label if isinstance(text, Term) else str(text or "")
    return gettext(words) if words else ""


def value(content: object) -> Markup:
    """Mark a stored value as data, not as text of ours; it is escaped like any other value."""
    return said(f"<span data-value>{escape(content)}</span>")


def reference(content: object) -> Markup:
    """Mark a reference as data that is not broken over two lines."""
    return said(f'<span class="ns-reference" data-value>{escape(content)}</span>')


def lines(content: object) -> Markup:
    """Show text that a person typed with its line breaks kept."""
    return said(f'<span class="ns-lines" data-value>{escape(content)}</span>')


def on_date(day: date | str | None) -> str:
    """Say a date: 20 November 2026. A moment is taken as the day it is in local time.

    A date that was sealed comes as text, 2026-11-20.
    """
    if not day:
        return ""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    local = _local(day) if isinstance(day, datetime) else day
    return _day(local.year, local.month, local.day)


def _local(moment: datetime) -> datetime:
    """Put a moment in the installation's zone; pages know no other."""
    return moment.astimezone(timezone.get_default_timezone())


@kept
def _day(year: int, month: int, day: int) -> str:
    return gettext("%(date)s") % {"date": dateformat.format(date(year, month, day), "j F Y")}


def when(moment: datetime | None) -> str:
    """Say a moment in local time: 20 November 2026 at 3:02am."""
    return "" if moment is None else _minute(moment.replace(second=0, microsecond=0))


@kept
def _minute(moment: datetime) -> str:
    local = _local(moment)
    clock = f"{local.hour % 12 or 12}:{local.minute:02}"
    half = gettext("am") if local.hour < 12 else gettext("pm")
    day = _day(local.year, local.month, local.day)
    return gettext("%(date)s at %(time)s") % {"date": day, "time": clock + half}


def due(due_at: datetime | None, now: datetime, working: timedelta | None = None) -> str:
    """Say how long is left: due in 3 hours, overdue by 2 days.

    With `working`, the time left as the working-time calendar counts it, the words are
    "due in 3 working hours". Whatever is past is counted by the wall clock, as people feel it.
    """
    if due_at is None:
        return ""
    if now > due_at:
        return gettext("overdue by %(time)s") % {"time": _span(now - due_at)}
    span = _span(due_at - now) if working is None else _working_span(working)
    return gettext("due in %(time)s") % {"time": span}


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """Tell whether a due time has passed."""
    return due_at is not None and now > due_at


def _span(length: timedelta) -> str:
    if length >= 2 * DAY:
        return _days(length // DAY)
    return _hours(length // HOUR) if length >= HOUR else _minutes(max(length // MINUTE, 1))


def _working_span(length: timedelta) -> str:
    if length >= 2 * WORKING_DAY:
        return _working_days(length // WORKING_DAY)
    return _working_hours(length // HOUR) if length >= HOUR else _working_minutes(max(length // MINUTE, 1))


@kept
def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@kept
def _hours(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


@kept
def _minutes(count: int) -> str:
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


@kept
def _working_days(count: int) -> str:
    return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}


@kept
def _working_hours(count: int) -> str:
    return ngettext("%(count)d working hour", "%(count)d working hours", count) % {"count": count}


@kept
def _working_minutes(count: int) -> str:
    return ngettext("%(count)d working minute", "%(count)d working minutes", count) % {"count": count}


def marking(word: str) -> str:
    """Write a protective marking as it is written on paper: OFFICIAL-SENSITIVE.

    >>> marking("official_sensitive"), marking("top_secret")
    ('OFFICIAL-SENSITIVE', 'TOP SECRET')
    """
    words = str(word).upper().replace("_", " ")
    return words.replace("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE")
