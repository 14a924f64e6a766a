"""What follows by itself: whoever has a part in a case is compared with the people it is about, once."""

from datetime import datetime

from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker
from needshare.pathway import queries as pathway

from . import actions

BATCH = 100


@job("intake.compare_interests", every=20)
def compare_interests(*, at: datetime) -> int:
    """Compare declarations with the cases their people have a part in; return how many were compared."""
    done = 0
    for reference, owner, person in pathway.pairs_to_compare(limit=BATCH):
        try:
            actions.compare_interest(reference=reference, person=person, by=worker(owner), at=at)
            done += 1
        except (Conflict, Unknown):
            continue
    return done
