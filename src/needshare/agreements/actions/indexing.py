"""Index agreements that the keyed index does not hold, or holds under an earlier key."""

from datetime import datetime

from needshare.agreements import queries
from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor
from needshare.search import actions as index, queries as search
from needshare.search.access import must_be_able_to_reindex
from needshare.search.terms import Register

AT_ONCE = 200


@recorded(Operation.ADMINISTRATION)
def reindex_agreements(*, by: Actor, at: datetime, most: int = AT_ONCE) -> int:
    """Index some agreements that the index does not hold under its present key; return how many there were.

    Raises:
        Blocked: the actor does not run the system.
    """
    must_be_able_to_reindex(by)
    waiting = list(search.not_indexed(Register.AGREEMENTS, queries.every_agreement(), limit=most))
    rows = [
        (agreement.pk, agreement.owner_id, [queries.found_by(agreement, queries.party_names(agreement))])
        for agreement in waiting
    ]
    done = index.index_records(register=Register.AGREEMENTS, rows=rows, by=by, at=at)
    detail(indexed_records=done)
    return done
