"""What goes on by itself: what-ifs are worked out a little at a time, and a change of law reaches what rests on it."""

from collections.abc import Callable
from datetime import datetime

from needshare.agencies import queries as agencies
from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker

from . import actions, queries

BATCH = 200


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


@job("assessment.raise_law_changes", every=300)
def raise_law_changes(*, at: datetime) -> int:
    """Ask for a review of each open case and agreement that rests on a gateway with an end date; return how many.

    Each is asked once for each date, whoever runs this how often.
    """
    done = 0
    for owner in agencies.force_ids():
        for change in queries.ending_gateways(owner):
            for case in queries.cases_resting_on(change, limit=BATCH):
                done += _asked(actions.review_case, case=case, change=change, by=worker(owner), at=at)
            for version in queries.agreements_resting_on(change):
                done += _asked(
                    actions.review_agreement, version=version, change=change, by=worker(owner), at=at
                )
    return done


def _asked(act: Callable[..., None], **asked: object) -> int:
    try:
        act(**asked)
    except Conflict:
        return 0  # another worker asked meanwhile
    return 1
