"""What follows by itself after a release: people no message reached, and files that no row knows."""

import logging
from datetime import datetime

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


@job("disclosure.remove_orphans", every=3600)
def remove_orphans(*, at: datetime) -> int:
    """Remove vault files a day old that no row names: left by an act that was undone; return how many."""
    known = documents.stored_files() | queries.stored_files()
    orphans = list(vault.orphans(known, at=at))
    for name in orphans:
        vault.remove(name)
    if orphans:
        log.info("vault_orphans_removed", extra={"count": len(orphans)})
    return len(orphans)
