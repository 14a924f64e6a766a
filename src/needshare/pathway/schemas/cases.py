"""What the API takes and shows of a case as staff of the force work it, and of opening one for a reason."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import Field

from needshare.api.schemas import (
    Asked,
    Flag,
    Instant,
    Note,
    RecentAsked,
    Reference,
    Shown,
    Username,
    Versioned,
    Word,
)
from needshare.pathway.actions import Opened
from needshare.pathway.models import CaseAudience, SharingCase
from needshare.pathway.rules import Reason
from needshare.pathway.terms import AudienceGround, Stage

if TYPE_CHECKING:
    pass


class CaseState(Versioned):
    """Where a case is after an act; its version goes into `If-Match` of the next."""

    reference: str
    stage: Stage
    due_at: datetime | None

    @classmethod
    def of(cls, case: SharingCase) -> "CaseState":
        return cls(
            reference=case.reference, stage=Stage(case.stage), version=case.version, due_at=case.due_at
        )


class CaseLine(Shown):
    """One line of the list of cases; it names no person the case is about."""

    id: UUID
    reference: str
    organisation: str
    purpose: str
    urgency: str
    stage: Stage
    received_at: datetime | None
    due_at: datetime | None
    is_handled: bool

    @classmethod
    def of(cls, case: SharingCase) -> "CaseLine":
        return cls(
            id=case.id,
            reference=case.reference,
            organisation=case.requesting_organisation.code,
            purpose=case.purpose,
            urgency=case.urgency,
            stage=Stage(case.stage),
            received_at=case.received_at,
            due_at=case.due_at,
            is_handled=case.handler_id is not None,
        )


class CasesAsked(RecentAsked):
    """Which cases are asked for, newest first."""

    stage: list[Stage] = Field(default=[], max_length=30, description="Only cases at these stages.")


class AssignmentAsked(Asked):
    """To whom a case is handed over, and why."""

    to: Username
    reason: Note


class HoldAsked(Asked):
    """Why a case is put on hold, and when to look at it again."""

    reason: Note
    until: Instant


class ReasonGiven(Asked):
    """Why a case is opened: one of the policy's purposes, the work it is for, and one's own words."""

    purpose: Word
    words: Note
    task_reference: Reference = ""
    has_read_handling: Flag

    def as_reason(self) -> Reason:
        return Reason(
            purpose=self.purpose,
            words=self.words,
            task_reference=self.task_reference,
            has_read_handling=self.has_read_handling,
        )


class OpeningShown(Shown):
    """What came of a reason: until when the case is open, or how many letters a fuller one must have."""

    reference: str
    ground: AudienceGround | None
    until: datetime | None
    letters_needed: int

    @classmethod
    def of(cls, opened: Opened) -> "OpeningShown":
        opening: CaseAudience | None = opened.opening
        return cls(
            reference=opened.case.reference,
            ground=AudienceGround(opening.ground) if opening else None,
            until=opening.until_at if opening else None,
            letters_needed=opened.least,
        )
