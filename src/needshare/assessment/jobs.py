"""What goes on by itself: what-ifs are worked out, a little at a time, so that other work does not wait."""

from datetime import datetime

from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker

from . import actions, queries


@job("assessment.replay_what_ifs", every=1)
def replay_what_ifs(*, at: datetime) -> int:
    """Judge the next assessments of each what-if that is not finished; return how many were worked on."""
    done = 0
    for what_if_id, owner in queries.at_work():
        try:
            actions.replay_part(what_if_id=what_if_id, by=worker(owner), at=at)
            done += 1
        except (Conflict, Unknown):
            continue  # another worker finished it meanwhile
    return done
