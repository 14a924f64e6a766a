"""What follows by itself: everything that was looked for is compared with what is kept apart, within a minute."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from needshare.jobs.batches import in_parts
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
        in_parts(partial(_compared, owner=owner, at=at), [*inquiries[owner], *people[owner]])
        for owner in sorted({*inquiries, *people})
    )


def _compared(looked_for: Sequence[Any], *, owner: UUID, at: datetime) -> int:
    """Compare searches and people of requests of one owner."""
    inquiries = [each for each in looked_for if search.is_inquiry(each)]
    people = [each for each in looked_for if not search.is_inquiry(each)]
    return actions.compare(inquiries=inquiries, people=people, owner=owner, by=worker(owner), at=at)


def first_id_at(at: datetime) -> UUID:
    """Return the least id that can have been made at an instant (RFC 9562, version 7)."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
