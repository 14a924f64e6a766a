"""Look-ups that were picked at random: one's own to justify, and the reviewer's queue."""

from uuid import UUID

from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page

from . import actions, queries
from .schemas import (
    Justification,
    LookUpRead,
    LookUpReviewed,
    LookUpToReview,
    OwnLookUp,
    VerdictShown,
)

doorways = Doorways(tags=["Look-ups"])


@doorways.read("/look-ups", needs="signed_in", answer=Page[OwnLookUp])
def own(request: Call) -> Page[OwnLookUp]:
    """List your look-ups that were picked and wait for a fuller reason, newest first, at most fifty."""
    return Page(items=[OwnLookUp.of(each) for each in queries.asked_of(request.actor)], after=None)


@doorways.write("/look-ups/{uuid:look_up_id}/justify", needs="signed_in", answer=OwnLookUp)
def justify(request: Call, look_up_id: UUID, asked: Justification) -> OwnLookUp:
    """Say more fully why you looked something up; a reviewer reads it."""
    found = actions.justify(look_up_id=look_up_id, words=asked.words, by=request.actor, at=request.at)
    return OwnLookUp.of(found)


@doorways.read("/look-ups/waiting", needs="opening.review", answer=Page[LookUpToReview])
def waiting(request: Call) -> Page[LookUpToReview]:
    """List the look-ups that wait for your verdict, answered or past their time, newest first, at most fifty."""
    found = queries.to_review(request.actor, at=request.at)[: queries.PAGE]
    return Page(items=[LookUpToReview.of(each) for each in found], after=None)


@doorways.look("/look-ups/{uuid:look_up_id}/open", needs="opening.review", answer=LookUpRead)
def open_look_up(request: Call, look_up_id: UUID) -> LookUpRead:
    """Read why somebody looked something up; what was looked for stands in the log alone."""
    found = actions.look_at_look_up(look_up_id=look_up_id, by=request.actor, at=request.at)
    return LookUpRead.of(found)


@doorways.write("/look-ups/{uuid:look_up_id}/verdict", needs="opening.review", answer=VerdictShown)
def review(request: Call, look_up_id: UUID, asked: LookUpReviewed) -> VerdictShown:
    """Say whether the reason of somebody else's look-up stands."""
    found = actions.review_look_up(
        look_up_id=look_up_id, verdict=asked.verdict, words=asked.words, by=request.actor, at=request.at
    )
    return VerdictShown.of(found)
