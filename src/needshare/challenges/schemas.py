"""What the API takes and shows of look-ups that were picked at random."""

from datetime import datetime
from uuid import UUID

from needshare.api.schemas import Asked, Note, Shown

from .models import PickedLookUp
from .terms import LookUpKind, ReviewVerdict


class OwnLookUp(Shown):
    """A look-up of one's own that more is asked about: what it was, when, and by when to answer."""

    id: UUID
    kind: LookUpKind
    case: str
    looked_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None

    @classmethod
    def of(cls, picked: PickedLookUp) -> "OwnLookUp":
        return cls(
            id=picked.id,
            kind=LookUpKind(picked.kind),
            case=picked.case_reference,
            looked_at=picked.looked_at,
            answer_due_at=picked.answer_due_at,
            answered_at=picked.answered_at,
        )


class LookUpToReview(Shown):
    """A look-up that waits for a verdict: its entry in the log, what it was, whose, when, and whether answered."""

    id: UUID
    entry: UUID
    kind: LookUpKind
    case: str
    person: str
    looked_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None

    @classmethod
    def of(cls, picked: PickedLookUp) -> "LookUpToReview":
        return cls(
            id=picked.id,
            entry=picked.entry,
            kind=LookUpKind(picked.kind),
            case=picked.case_reference,
            person=picked.looked_by.username,
            looked_at=picked.looked_at,
            answer_due_at=picked.answer_due_at,
            answered_at=picked.answered_at,
        )


class LookUpRead(Shown):
    """A look-up under review with its reasons: the one declared then, and the fuller one where it was given."""

    look_up: LookUpToReview
    reason: str
    answer: str

    @classmethod
    def of(cls, picked: PickedLookUp) -> "LookUpRead":
        return cls(look_up=LookUpToReview.of(picked), reason=picked.reason, answer=picked.answer or "")


class Justification(Asked):
    """Why somebody looked something up, more fully."""

    words: Note


class LookUpReviewed(Asked):
    """What a reviewer found, and what they looked at."""

    verdict: ReviewVerdict
    words: Note


class VerdictShown(Shown):
    """The verdict on a look-up."""

    id: UUID
    verdict: ReviewVerdict
    reviewed_at: datetime | None

    @classmethod
    def of(cls, picked: PickedLookUp) -> "VerdictShown":
        return cls(id=picked.id, verdict=ReviewVerdict(picked.verdict), reviewed_at=picked.reviewed_at)
