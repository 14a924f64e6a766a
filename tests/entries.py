"""The entries that acts leave, opened: what every test of an action looks at."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from needshare.audit.models import Entry
from needshare.audit.queries import Event, event_of
from needshare.audit.recording import current_entry, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor


def newest(act: str = "") -> Event:
    """Open the newest entry, or the newest of one act."""
    rows = Entry.objects.select_related("payload").order_by("-id")
    found = (rows.filter(action=act) if act else rows).first()
    assert found is not None, f"no entry of {act or 'anything'}"
    return event_of(found)


def said_in(entry: UUID) -> dict[str, Any]:
    """Open what one entry says."""
    return event_of(Entry.objects.select_related("payload").get(uuid=entry)).said


def count(act: str = "") -> int:
    """Count the entries there are, or those of one act."""
    return Entry.objects.filter(action=act).count() if act else Entry.objects.count()


@recorded(Operation.ADMINISTRATION)
def overwrite(*, rows: QuerySet[Any], changes: dict[str, Any], by: Actor, at: datetime) -> int:
    """Change rows by a query, as a faulty act would: what the database itself must refuse."""
    return rows.update(**changes, recorded_as=current_entry())
