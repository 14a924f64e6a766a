"""What follows by itself: whoever answers for a hidden case is told of the searches that met it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.jobs.batches import in_parts
from needshare.jobs.registry import job
from needshare.kernel.actors import worker
from needshare.search import queries as search
from needshare.search.terms import TakenUp

from . import actions

if TYPE_CHECKING:
    from needshare.search.models import Inquiry

BATCH = 200


@job("casework.tell_of_hidden_hits", every=10)
def tell_of_hidden_hits(*, at: datetime) -> int:
    """Compare the searches made since with what was hidden from them; return how many cases were met."""
    waiting: defaultdict[UUID, list[Inquiry]] = defaultdict(list)
    for inquiry in search.inquiries(purpose=TakenUp.TOLD, limit=BATCH):
        waiting[inquiry.owner_id].append(inquiry)
    return sum(in_parts(partial(_told, owner=owner, at=at), waiting[owner]) for owner in sorted(waiting))


def _told(inquiries: Sequence["Inquiry"], *, owner: UUID, at: datetime) -> int:
    return actions.tell_of_hidden_hits(inquiries=inquiries, by=worker(owner), at=at)
