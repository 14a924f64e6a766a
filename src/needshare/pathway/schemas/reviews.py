"""What the API takes and shows of openings under review."""

from datetime import datetime
from uuid import UUID

from needshare.api.schemas import Asked, Note, Shown
from needshare.challenges.terms import ReviewVerdict
from needshare.pathway.models import OpeningReview
from needshare.pathway.terms import ReviewCause


class OpeningToReview(Shown):
    """An opening that waits for a verdict: of which case, whose, when, what for, and why it is reviewed."""

    id: UUID
    case: str
    person: str
    cause: ReviewCause
    purpose: str
    opened_at: datetime | None
    open_until: datetime | None

    @classmethod
    def of(cls, review: OpeningReview) -> "OpeningToReview":
        opening = review.opening
        return cls(
            id=review.id,
            case=review.case.reference,
            person=review.person.username,
            cause=ReviewCause(review.cause),
            purpose=opening.purpose if opening else "",
            opened_at=opening.from_at if opening else None,
            open_until=opening.until_at if opening else None,
        )


class OpeningRead(Shown):
    """An opening under review with its reason in words."""

    opening: OpeningToReview
    task_reference: str
    words: str

    @classmethod
    def of(cls, review: OpeningReview) -> "OpeningRead":
        opening = review.opening
        return cls(
            opening=OpeningToReview.of(review),
            task_reference=opening.task_reference if opening else "",
            words=(opening.words or "") if opening else "",
        )


class OpeningReviewed(Asked):
    """What a reviewer found of an opening, and what they looked at."""

    verdict: ReviewVerdict
    words: Note


class OpeningVerdict(Shown):
    """The verdict on an opening."""

    id: UUID
    verdict: ReviewVerdict
    reviewed_at: datetime | None

    @classmethod
    def of(cls, review: OpeningReview) -> "OpeningVerdict":
        return cls(id=review.id, verdict=ReviewVerdict(review.verdict), reviewed_at=review.reviewed_at)
