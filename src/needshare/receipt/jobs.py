"""What follows by itself after a release: recipients are reminded, and handlers asked when a package lapses."""

from datetime import datetime

from needshare.disclosure import queries as disclosure
from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker

from . import actions, queries

BATCH = 200


@job("receipt.remind", every=300)
def remind(*, at: datetime) -> int:
    """Say of each delivery that waits what is due to be said; return how many were spoken of."""
    said, last = 0, None
    while page := disclosure.uncollected(after=last, limit=BATCH):
        over = queries.lapsed(page)
        for delivery in page:
            if delivery.pk in over or queries.reminder_due(delivery, at=at) is None:
                continue
            try:
                actions.remind(
                    delivery_id=delivery.pk, owner=delivery.owner_id, by=worker(delivery.owner_id), at=at
                )
                said += 1
            except (Conflict, Unknown):
                continue  # said, or acknowledged, meanwhile
        last = page[-1].pk
    return said
