"""What follows by itself: nobody is asked any more about a case that is over."""

from datetime import datetime

from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker

from . import actions, queries

BATCH = 100


@job("consultations.end_with_cases", every=60)
def end_with_cases(*, at: datetime) -> int:
    """Ask no more about cases that are over; return how many questions ended."""
    ended = 0
    for consultation_id, owner in queries.left_open(limit=BATCH):
        try:
            actions.end_with_case(consultation_id=consultation_id, by=worker(owner), at=at)
            ended += 1
        except (Conflict, Unknown):
            continue
    return ended
