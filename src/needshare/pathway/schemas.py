"""What the API takes and shows of a case as staff of the force see it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from needshare.api.schemas import Asked, Instant, Note, RecentAsked, Shown, Username, Versioned

from .models import SharingCase
from .terms import Stage


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
