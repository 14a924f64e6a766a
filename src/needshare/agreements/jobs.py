"""What follows by itself when an agreement ends or its review is due, found by looking, done once."""

from datetime import datetime

from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker
from needshare.notices import queries as notices

from . import actions, queries

BATCH = 100


@job("agreements.raise_ended", every=60)
def raise_ended(*, at: datetime) -> int:
    """Open the tasks and send the messages of each agreement that has ended; return how many."""
    ended = queries.ended_unraised(at=at, limit=BATCH)
    for version_id, owner in ended:
        actions.raise_expiry(version_id=version_id, by=worker(owner), at=at)
    return len(ended)


@job("agreements.raise_untold", every=60)
def raise_untold(*, at: datetime) -> int:
    """Open a task for each message about an agreement that did not arrive; return how many."""
    raised = 0
    for notice in notices.undelivered_anywhere(limit=BATCH, kinds=notices.ABOUT_AN_AGREEMENT):
        try:
            actions.raise_untold(notice=notice, by=worker(notice.owner_id), at=at)
            raised += 1
        except (Conflict, Unknown):
            continue  # raised before, or no agreement of that reference any more
    return raised


@job("agreements.raise_reviews", every=60)
def raise_reviews(*, at: datetime) -> int:
    """Open the task of each agreement whose review is due; return how many."""
    due = queries.reviews_unraised(at=at, limit=BATCH)
    for version_id, owner in due:
        actions.raise_review(version_id=version_id, by=worker(owner), at=at)
    return len(due)
