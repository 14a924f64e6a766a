"""Watches over open requests with a severe risk: which step is next, and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.kernel import Unknown
from needshare.pathway.models import RiskWatch
from needshare.pathway.rules import part_of_time
from needshare.policy import current_pack

from .cases import case_of_owner

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


def watch_over(case: SharingCase) -> RiskWatch | None:
    """Return the watch over a case and keep others from changing it; None if it was never watched."""
    return RiskWatch.objects.select_for_update().filter(case=case, owner_id=case.owner_id).first()


def watched_case(watch_id: UUID, *, owner: UUID) -> SharingCase:
    """Return the case that a watch is over and keep others from changing it, for the worker.

    Raises:
        Unknown: there is none such of this owner.
    """
    found = RiskWatch.objects.filter(pk=watch_id, owner_id=owner)
    reference = found.values_list("case__reference", flat=True).first()
    if reference is None:
        raise Unknown
    return case_of_owner(reference, owner=owner)


def next_step_at(case: SharingCase, watch: RiskWatch) -> datetime | None:
    """Return when the next step of a watch is taken; None after the last."""
    step = current_pack(case.owner_id).watch.step_after(watch.taken)
    if step is None or case.received_at is None or case.due_at is None:
        return None
    return part_of_time(case.received_at, case.due_at, percent=step.percent)


def watches_due(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """List (watch, owner) whose next step is due, the longest waiting first, for the worker."""
    rows = RiskWatch.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(rows.values_list("id", "owner_id")[:limit])
