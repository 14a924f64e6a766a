"""What follows by itself when an agreement ends or its review is due, found by looking, done once."""

from datetime import datetime

from needshare.jobs.registry import job
from needshare.kernel.actors import worker

from . import actions, queries

BATCH = 100


@job("agreements.raise_ended", every=60)
def raise_ended(*, at: datetime) -> int:
    """Open the tasks and send the messages of each agreement that has ended; return how many."""
    ended = queries.ended_unraised(at=at, limit=BATCH)
    for version_id, owner in ended:
        actions.raise_expiry(version_id=version_id, by=worker(owner), at=at)
    return len(ended)


@job("agreements.raise_reviews", every=60)
def raise_reviews(*, at: datetime) -> int:
    """Open the task of each agreement whose review is due; return how many."""
    due = queries.reviews_unraised(at=at, limit=BATCH)
    for version_id, owner in due:
        actions.raise_review(version_id=version_id, by=worker(owner), at=at)
    return len(due)
