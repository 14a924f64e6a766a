"""Reads of what rests on a gateway whose end date the policy names (domain reference 2.11, rule 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from needshare import policy
from needshare.agreements import queries as agreements
from needshare.intake import queries as intake
from needshare.pathway import queries as pathway
from needshare.tasks import queries as tasks
from needshare.tasks.terms import TaskKind

from .records import newest_assessment

if TYPE_CHECKING:
    from needshare.agreements.models import AgreementVersion
    from needshare.pathway.models import SharingCase


@dataclass(frozen=True, slots=True)
class EndingGateway:
    """A gateway of the policy of a force, and the last day on which it is in force."""

    owner: UUID
    gateway: str
    ends_on: date

    @property
    def occurrence(self) -> str:
        """Name this change of law, so that nothing is asked twice for it."""
        return f"{self.gateway} {self.ends_on.isoformat()}"


def ending_gateways(owner: UUID) -> list[EndingGateway]:
    """List the gateways that have an end date in the policy of a force, its own layer included."""
    found = policy.current_pack(owner).columns.get(("gateway", "in_force_to"), {})
    return [EndingGateway(owner, word, ends_on) for word, ends_on in sorted(found.items())]


def cases_resting_on(change: EndingGateway, *, limit: int) -> list[SharingCase]:
    """List open cases that rest on a gateway and of which nobody was asked yet for this change."""
    asked = tasks.opened_for(TaskKind.LAW_CHANGED, change.occurrence, owner=change.owner)
    rows = pathway.cases_within(Q(owner_id=change.owner) & pathway.open_cases() & ~Q(id__in=asked))
    found = []
    for case in rows.order_by("id").select_related("data_key", "owner").iterator():
        if change.gateway in gateways_of(case):
            found.append(case)
            if len(found) == limit:
                break
    return found


def gateways_of(case: SharingCase) -> frozenset[str]:
    """Name the gateways a case rests on: those of its newest assessment, before that those of the request."""
    stored = newest_assessment(case)
    if stored is not None:
        return policy.facts_from_canonical(bytes(stored.facts)).request.gateways
    asked = intake.request_if_any(case)
    return frozenset(asked.gateways) if asked is not None else frozenset()


def agreements_resting_on(change: EndingGateway) -> list[AgreementVersion]:
    """List the standing agreements that cite a gateway, or under which an open case rests on it; not asked of yet."""
    asked = tasks.opened_for(TaskKind.LAW_CHANGED, change.occurrence, owner=change.owner)
    relied_on = set()
    for case in pathway.cases_within(Q(owner_id=change.owner, id__in=asked)):
        request = intake.request_if_any(case)
        if request is not None and request.agreement_reference:
            relied_on.add(request.agreement_reference)
    standing = agreements.standing_versions(owner=change.owner)
    return [
        each
        for each in standing
        if each.agreement_id not in asked
        and (change.gateway in each.gateways or each.agreement.reference in relied_on)
    ]
