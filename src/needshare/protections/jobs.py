"""What follows by itself: everything that was looked for is compared with what is kept apart, within a minute."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from needshare.jobs.registry import job
from needshare.kernel.actors import worker
from needshare.search import queries as search
from needshare.search.terms import TakenUp

from . import actions, queries

BATCH = 200
LOOKED_BACK = timedelta(days=7)  # how far behind the worker may be


@job("protections.compare", every=10)
def compare(*, at: datetime) -> int:
    """Compare what was looked for since; return how many alerts were raised."""
    inquiries: defaultdict[UUID, list[Any]] = defaultdict(list)
    people: defaultdict[UUID, list[Any]] = defaultdict(list)
    for inquiry in search.inquiries(purpose=TakenUp.COMPARED, limit=BATCH):
        inquiries[inquiry.owner_id].append(inquiry)
    for person in queries.not_compared(since=first_id_at(at - LOOKED_BACK), limit=BATCH):
        people[person.owner_id].append(person)
    return sum(
        actions.compare(
            inquiries=inquiries[owner], people=people[owner], owner=owner, by=worker(owner), at=at
        )
        for owner in sorted({*inquiries, *people})
    )


def first_id_at(at: datetime) -> UUID:
    """Return the least id that can have been made at an instant (RFC 9562, version 7)."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
