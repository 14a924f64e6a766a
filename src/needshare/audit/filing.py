"""File entries elsewhere: what the log says of a person who is kept apart, out of reach of its ordinary readers.

Only the keyed hashes move; entries, leaves and what they say stay as they were written.
"""

from uuid import UUID

from .entries import RESTRICTED
from .lookups import ref, refs, restricted
from .models import Lookup
from .queries import Event, event_of
from .terms import Kind


def file_apart(person: UUID, *, owner: UUID) -> int:
    """Move the entries that concern a person to the restricted part of their organisation's log."""
    return _moved(person, owner, restricted(owner))


def file_back(person: UUID, *, owner: UUID) -> int:
    """Move them back, but for those that were written there."""
    return _moved(person, restricted(owner), owner)


def _moved(person: UUID, source: UUID, target: UUID) -> int:
    found = (
        Lookup.objects.filter(kind=Kind.SUBJECT, ref=ref(source, Kind.SUBJECT, str(person)))
        .exclude(entry__action=RESTRICTED)
        .select_related("entry__payload")
    )
    rows = list(found)
    for row in rows:
        found_by = _found_by(event_of(row.entry))
        old = [hashed for _kind, hashed in refs(source, found_by)]
        Lookup.objects.filter(entry_id=row.entry_id, ref__in=old).delete()
        Lookup.objects.bulk_create(
            Lookup(kind=kind, ref=hashed, entry_id=row.entry_id) for kind, hashed in refs(target, found_by)
        )
    return len(rows)


def _found_by(event: Event) -> list[tuple[Kind, str]]:
    return [
        (Kind.OWNER, ""),
        (Kind.ACTOR, event.actor.get("id", "")),
        (Kind.OPERATION, event.operation),
        *((Kind.REFERENCE, reference) for reference in event.references),
        *((Kind.SUBJECT, subject) for subject in dict.fromkeys(event.subject)),
    ]
