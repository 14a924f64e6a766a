"""Answers that wait their fixed time before the requester sees them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.decision.models import Decision
from needshare.decision.rules import AnswerFacts, clock_of_answer
from needshare.decision.terms import DecisionOutcome
from needshare.intake import queries as intake
from needshare.kernel import Unknown
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.policy import current_pack

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

SAYING_NOTHING = (DecisionOutcome.NOT_HELD, DecisionOutcome.NCND)


def given_from(case: SharingCase, outcome: DecisionOutcome, *, at: datetime) -> datetime | None:
    """Return when an answer decided now is given; None for one that does not wait.

    It depends on what was asked, never on whom it is about or what was found.
    """
    if outcome not in SAYING_NOTHING:
        return None
    asked = intake.request_of(case)
    facts = AnswerFacts(
        urgency=case.urgency,
        purpose=case.purpose,
        categories=frozenset(each.category for each in intake.items_of(asked)),
        requester_type=case.requesting_organisation.legal_type,
    )
    classes = (each.columns for each in current_pack().lists["answer_class"].members.values())
    clock = clock_of_answer(facts, classes)
    return pathway.due_at(clock, jurisdiction=case.owner.jurisdiction, at=at) if clock else None


def answers_due(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """List answers whose fixed time is over, the first decided first: decision and owner, for the worker."""
    found = Decision.objects.filter(
        given_from__lte=at, set_aside_at__isnull=True, case__stage=Stage.ANSWER_WAITING
    )
    return list(found.order_by("id").values_list("id", "owner_id")[:limit])


def answer_to_give(decision_id: UUID, *, owner: UUID) -> Decision:
    """Return a decision whose answer waits.

    Raises:
        Unknown: there is none such of this owner, or it waits no more.
    """
    found = Decision.objects.filter(
        id=decision_id, owner_id=owner, set_aside_at__isnull=True, case__stage=Stage.ANSWER_WAITING
    )
    decision = found.select_related("case", "case__owner", "data_key").first()
    if decision is None:
        raise Unknown
    return decision


def waiting_answer(case_id: UUID) -> Decision | None:
    """Return the decision of a case whose answer waits, or None."""
    found = Decision.objects.filter(
        case_id=case_id, set_aside_at__isnull=True, case__stage=Stage.ANSWER_WAITING
    )
    return found.first()
