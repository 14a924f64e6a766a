"""What follows by itself after a decision: what no longer holds is decided again; answers are given in time."""

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown, gettext_noop as _
from needshare.kernel.actors import worker

from . import actions, queries

if TYPE_CHECKING:
    from .models import Decision

BATCH = 100
CHANGED = _("Something that was approved has changed since.")
LAPSED = _("The approval was not used in its time and has lapsed.")


@job("decision.reopen_what_no_longer_holds", every=60)
def reopen_what_no_longer_holds(*, at: datetime) -> int:
    """Reopen each approval that has lapsed or whose content changed before its release; return how many."""
    reopened, last = 0, None
    while page := queries.approvals_not_released(after=last, limit=BATCH):
        reopened += sum(_reopened(decision, at=at) for decision in page)
        last = page[-1].pk
    return reopened


def _reopened(decision: "Decision", *, at: datetime) -> bool:
    lapsed = decision.lapses_at is not None and at > decision.lapses_at
    if not lapsed and queries.present_hash(decision) == decision.content_hash:
        return False
    try:
        actions.reopen(
            reference=decision.case.reference,
            reason=LAPSED if lapsed else CHANGED,
            by=worker(decision.owner_id),
            at=at,
        )
    except Conflict:
        return False  # somebody moved the case meanwhile
    return True


@job("decision.give_answers", every=30)
def give_answers(*, at: datetime) -> int:
    """Give each answer whose fixed time is over; return how many."""
    given = 0
    for decision_id, owner in queries.answers_due(at=at, limit=BATCH):
        try:
            actions.give_answer(decision_id=decision_id, by=worker(owner), at=at)
            given += 1
        except (Conflict, Unknown):
            continue  # reopened or withdrawn meanwhile
    return given
