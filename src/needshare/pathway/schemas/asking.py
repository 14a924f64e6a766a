"""What the API takes and shows of asking for access, and of searches that met hidden cases."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.api.schemas import (
    Asked,
    Code,
    Line,
    Note,
    Shown,
    Word,
)
from needshare.pathway.models import (
    AccessRequest,
    HiddenHit,
)
from needshare.pathway.terms import AskingOutcome, AskingVerdict

if TYPE_CHECKING:
    pass


class AccessAsked(Asked):
    """What is asked for by a reference, and why; the force only where there are several."""

    reference: Line
    purpose: Word
    words: Note
    force: Code | None = None


class AccessAwaited(Shown):
    """When somebody who asked for access hears at the latest: the same, whatever stands under the reference."""

    answer_due_at: datetime

    @classmethod
    def of(cls, asking: AccessRequest) -> "AccessAwaited":
        return cls(answer_due_at=asking.answer_due_at)


class OwnAsking(Shown):
    """What somebody asked for, and what they heard."""

    number: str
    reference: str
    asked_at: datetime
    answer_due_at: datetime
    outcome: AskingOutcome | None
    open_until: datetime | None

    @classmethod
    def of(cls, asking: AccessRequest) -> "OwnAsking":
        return cls(
            number=asking.number,
            reference=asking.typed,
            asked_at=asking.asked_at,
            answer_due_at=asking.answer_due_at,
            outcome=AskingOutcome(asking.outcome) if asking.outcome else None,
            open_until=asking.open_until,
        )


class AskingToAnswer(Shown):
    """An asking for a case that waits for an answer: whose, when, and what for."""

    id: UUID
    case: str
    person: str
    organisation: str
    purpose: str
    asked_at: datetime
    answer_due_at: datetime

    @classmethod
    def of(cls, asking: AccessRequest) -> "AskingToAnswer":
        return cls(
            id=asking.id,
            case=asking.case.reference if asking.case else "",
            person=asking.asked_by.username,
            organisation=asking.asked_by.owner.code,
            purpose=asking.purpose,
            asked_at=asking.asked_at,
            answer_due_at=asking.answer_due_at,
        )


class AskingAnswered(Asked):
    """Whether access is given, and why; who asked is not told why."""

    verdict: AskingVerdict
    words: Note


class AskingState(Shown):
    """What was answered, and until when the case is open to who asked."""

    case: str
    verdict: AskingVerdict
    open_until: datetime | None

    @classmethod
    def of(cls, asking: AccessRequest) -> "AskingState":
        return cls(
            case=asking.case.reference if asking.case else "",
            verdict=AskingVerdict(asking.verdict),
            open_until=asking.open_until,
        )


class HiddenHitShown(Shown):
    """A search that met a hidden case: whose, when, and for which declared reason."""

    case: str
    person: str
    searched_at: datetime
    reason: str

    @classmethod
    def of(cls, hit: HiddenHit) -> "HiddenHitShown":
        return cls(
            case=hit.case.reference,
            person=hit.searched_by.username,
            searched_at=hit.searched_at,
            reason=hit.reason,
        )
