"""Index requests that the keyed index does not hold, or holds under an earlier key."""

from __future__ import annotations

from datetime import datetime

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.intake import queries
from needshare.kernel import Actor
from needshare.search import actions as index, queries as search
from needshare.search.access import must_be_able_to_reindex
from needshare.search.terms import Register

AT_ONCE = 200


@recorded(Operation.ADMINISTRATION)
def reindex_requests(*, by: Actor, at: datetime, most: int = AT_ONCE) -> int:
    """Index some requests that the index does not hold under its present key; return how many there were.

    Raises:
        Blocked: the actor does not run the system.
    """
    must_be_able_to_reindex(by)
    requests = queries.every_request()
    waiting = list(search.not_indexed(Register.CASES, requests, limit=most, known_as="case_id"))
    held = queries.found_by_of(waiting)
    rows = [(each.case_id, each.owner_id, held[each.case_id]) for each in waiting]
    done = index.index_records(register=Register.CASES, rows=rows, by=by, at=at)
    detail(indexed_records=done)
    return done
