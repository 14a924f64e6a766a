"""What the API takes and shows of the audit log, for those who may read it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue, StrictInt

from needshare.api.schemas import Asked, Line, Note, Shown, codes

from .queries import Event
from .standing import Standing
from .terms import Kind

LAST = 2**63 - 1


class CheckpointShown(Shown):
    """A signed checkpoint, as a C2SP signed note."""

    size: int
    note: str
    signed_at: datetime


class HeadShown(Shown):
    """Where the log stands: its size and root now, and the newest signed checkpoint."""

    size: int
    root: str
    signed: CheckpointShown | None

    @classmethod
    def of(cls, found: Standing) -> "HeadShown":
        sealed = found.signed
        return cls(
            size=found.size,
            root=found.root.hex(),
            signed=CheckpointShown(
                size=sealed.checkpoint.size, note=sealed.note.decode(), signed_at=sealed.signed_at
            )
            if sealed
            else None,
        )


class EventsAsked(Asked):
    """What the log is looked into for, and why."""

    reason: Annotated[Note, Field(min_length=1)]
    by: Literal["owner", "actor", "operation", "reference", "subject"] = "owner"
    text: Line = ""
    before: Annotated[StrictInt, Field(ge=1, le=LAST)] | None = None

    def kind(self) -> Kind:
        return Kind(self.by)


class EventShown(Shown):
    """One entry of the log, opened; what was erased or cannot be opened is named in `closed`."""

    number: int
    id: UUID
    at: datetime
    act: str
    operation: str
    ending: str
    codes: list[str]
    actor: dict[str, JsonValue]
    references: list[str]
    justification: str
    recipients: list[JsonValue]
    subject: list[str]
    said: dict[str, JsonValue]
    closed: list[str]

    @classmethod
    def of(cls, event: Event) -> "EventShown":
        return cls(
            number=event.number,
            id=event.uuid,
            at=event.at,
            act=event.act,
            operation=event.operation,
            ending=event.ending,
            codes=codes(event.codes),
            actor=event.actor,
            references=list(event.references),
            justification=event.justification,
            recipients=list(event.recipients),
            subject=list(event.subject),
            said=event.said,
            closed=list(event.closed),
        )


class EventsShown(Shown):
    """Some events, newest first; `before` asks for the next ones."""

    events: list[EventShown]
    before: int | None
