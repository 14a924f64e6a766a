"""What follows by itself: what rested on an authorisation that ended, people no message reached, unknown files."""

import logging
from datetime import datetime

from needshare.authorisations import queries as authorisations
from needshare.crypto import vault
from needshare.documents import queries as documents
from needshare.jobs.registry import job
from needshare.kernel import Conflict, Unknown
from needshare.kernel.actors import worker
from needshare.notices import queries as notices

from . import actions, queries

BATCH = 100
log = logging.getLogger(__name__)


@job("disclosure.raise_failed_notices", every=60)
def raise_failed_notices(*, at: datetime) -> int:
    """Open a task for each message about a case that did not arrive; return how many."""
    raised = 0
    for notice in notices.undelivered_anywhere(limit=BATCH):
        try:
            actions.raise_failed_notice(notice=notice, by=worker(notice.owner_id), at=at)
            raised += 1
        except (Conflict, Unknown):
            continue  # raised before, or a message that is not about a case
    return raised


@job("disclosure.raise_ended_authorisations", every=60)
def raise_ended_authorisations(*, at: datetime) -> int:
    """Ask of each case that rests on an authorisation which has ended what follows; return how many."""
    ended = authorisations.ended_unfollowed(at=at, limit=BATCH)
    for reliance_id, owner in ended:
        actions.raise_ended_authorisation(reliance_id=reliance_id, by=worker(owner), at=at)
    return len(ended)


@job("disclosure.remove_orphans", every=3600)
def remove_orphans(*, at: datetime) -> int:
    """Remove vault files a day old that no row names: left by an act that was undone; return how many."""
    known = documents.stored_files() | authorisations.stored_files() | queries.stored_files()
    orphans = list(vault.orphans(known, at=at))
    for name in orphans:
        vault.remove(name)
    if orphans:
        log.info("vault_orphans_removed", extra={"count": len(orphans)})
    return len(orphans)
