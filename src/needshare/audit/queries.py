"""What the audit log says, opened for those who may read it, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from needshare.crypto.sealing import Tampered
from needshare.kernel import Actor
from needshare.kernel.actors import NOBODY

from . import access, keys
from .entries import EPOCH
from .lookups import ref, restricted
from .models import Entry, Lookup, Payload
from .payloads import Said, opened
from .terms import Kind, Part

PAGE = 50
LAST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Event:
    """One entry, opened. What was erased or cannot be opened reads as empty and is named in `closed`."""

    number: int
    uuid: UUID
    at: datetime
    act: str
    operation: str
    ending: str
    codes: tuple[str, ...]
    actor: dict[str, Any]
    references: tuple[str, ...]
    justification: str
    recipients: tuple[Any, ...]
    subject: tuple[str, ...]
    said: dict[str, Any]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, newest first; `before` asks for the next ones, None when these were the last."""

    events: tuple[Event, ...]
    before: int | None

    def __len__(self) -> int:
        return len(self.events)


def events(
    *, viewer: Actor, kind: Kind = Kind.OWNER, text: str = "", before: int | None = None, limit: int = PAGE
) -> Page:
    """Find the events of a reference, an actor, a person concerned or an operation; all, without a text.

    Called inside `actions.consult`, which records the look. Only what is filed under the viewer's own
    organisation, or under no organisation, is found. People of a partner find their own acts, whatever is
    asked for, and who answers for the agency those of all its people: when, what and about which reference.
    """
    if not viewer.is_force:
        return _own_events(viewer, before, limit)
    access.must_be_log_reader(viewer)
    return _page((viewer.owner, NOBODY), kind, text, before, limit)


def _own_events(viewer: Actor, before: int | None, limit: int) -> Page:
    access.must_be_own_reader(viewer)
    by_agency = access.reads_of_agency(viewer)
    kind, text = (Kind.OWNER, "") if by_agency else (Kind.ACTOR, str(viewer.id))
    page = _page((viewer.owner,), kind, text, before, limit)
    return Page(tuple(_told_to_partner(each) for each in page.events), page.before)


def _told_to_partner(event: Event) -> Event:
    """Leave out what the force noted of an act: to a partner its case has no stage and its package no files."""
    return replace(event, codes=(), recipients=(), subject=(), said={})


def restricted_events(
    *, viewer: Actor, kind: Kind = Kind.OWNER, text: str = "", before: int | None = None, limit: int = PAGE
) -> Page:
    """Find events of the restricted part of the viewer's organisation's log, as `events` does of the rest.

    Raises:
        Blocked: the viewer may not look into it.
    """
    access.must_be_restricted_reader(viewer)
    return _page((restricted(viewer.owner),), kind, text, before, limit)


def _page(scopes: Iterable[UUID], kind: Kind, text: str, before: int | None, limit: int) -> Page:
    found = [row for scope in scopes for row in _filed(ref(scope, kind, text), kind, before, limit + 1)]
    rows = sorted(found, key=lambda row: row.entry_id, reverse=True)
    shown = tuple(event_of(row.entry) for row in islice(rows, limit))
    return Page(shown, shown[-1].number if len(rows) > limit else None)


def find(entry: UUID) -> Event | None:
    """Open one entry by its id, for those who already hold it."""
    row = Entry.objects.select_related("payload").filter(uuid=entry).first()
    return None if row is None else event_of(row)


def event_of(row: Entry) -> Event:
    """Open one entry."""
    said, closed = open_payload(row)
    actor, detail = said.value(Part.ACTOR) or {}, said.value(Part.DETAIL) or {}
    return Event(
        number=row.id,
        uuid=row.uuid,
        at=EPOCH + timedelta(milliseconds=row.t_ms),
        act=detail.get("act") or row.action,
        operation=detail.get("operation", ""),
        ending=detail.get("ending", ""),
        codes=tuple(detail.get("codes", ())),
        actor=actor,
        references=tuple(detail.get("references", ())),
        justification=said.value(Part.JUSTIFICATION) or "",
        recipients=tuple(said.value(Part.RECIPIENTS) or ()),
        subject=tuple(said.value(Part.SUBJECT) or ()),
        said=detail.get("said", {}),
        closed=closed,
    )


def open_payload(row: Entry) -> tuple[Said, tuple[str, ...]]:
    """Open what an entry says; names the parts that are gone or do not open."""
    payload: Payload | None = getattr(row, "payload", None)
    parts: dict[str, tuple[bytes, bytes]] = {}
    if payload is not None:
        for key_id, sealed in (
            (payload.main_key, payload.main_ct),
            (payload.subj_key, payload.subj_ct),
        ):
            parts |= _opened(key_id, sealed, bytes(row.leaf))
    return Said(parts), tuple(sorted(str(part) for part in Part if part not in parts))


def _opened(
    key_id: str | None, sealed: bytes | memoryview | None, leaf: bytes
) -> dict[str, tuple[bytes, bytes]]:
    key = keys.find(key_id) if key_id else None
    if key is None or sealed is None:
        return {}
    try:
        return opened(key, bytes(sealed), leaf)
    except (Tampered, ValueError, TypeError, AttributeError):
        return {}


def _filed(hashed: str, kind: Kind, before: int | None, limit: int) -> Iterable[Lookup]:
    return (
        Lookup.objects.filter(kind=kind, ref=hashed, entry__lt=before or LAST)
        .select_related("entry__payload")
        .order_by("-entry_id")[:limit]
    )
