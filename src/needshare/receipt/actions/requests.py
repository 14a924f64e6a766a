"""A requester's look at their own organisation's request: where it is, and the answer; nothing of how.

Neither the steps shown nor the answer tell whether information is held: "not held" and "neither
confirmed nor denied" are the same status in the same fixed words (domain reference 1.9.5), and before
the requester is verified there is no answer at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, consulted
from needshare.audit.terms import Operation
from needshare.decision import queries as decisions
from needshare.decision.terms import DecisionOutcome
from needshare.disclosure import queries as disclosure
from needshare.intake import queries as intake
from needshare.intake.rules import Asking
from needshare.intake.terms import VerificationOutcome
from needshare.kernel import Actor, Unknown
from needshare.pathway import access, queries as pathway
from needshare.pathway.stages import seen_by_requester
from needshare.pathway.terms import RequesterStatus, Stage
from needshare.policy import current_pack
from needshare.receipt.rules import Answer, Told

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery
    from needshare.pathway.models import SharingCase, Step

NOTES_FOR_REQUESTER = frozenset({"intake.return_for_more", "intake.redirect"})
NOTHING_TO_SAY = frozenset({DecisionOutcome.NOT_HELD, DecisionOutcome.NCND})


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """One request as those who asked may see it."""

    case: SharingCase
    asking: Asking
    status: RequesterStatus
    story: tuple[Told, ...]
    answer: Answer | None
    package: Delivery | None
    may_change: bool
    review: decisions.ForRequester

    @property
    def missing(self) -> str:
        """Return what the force asked to be added or corrected, while the request waits for it."""
        return self.story[-1].note if self.status is RequesterStatus.MORE_NEEDED and self.story else ""


def _admitted_request(*, reference: str, by: Actor, **_asked: object) -> SharingCase:
    """Find the request among those of the actor's organisation, before anything in it is read."""
    if by.is_force:
        raise Unknown
    case = pathway.sharing_case(reference, viewer=by)
    about(case=case.reference, owner=case.owner_id)
    return case


@consulted(Operation.CONSULTATION, admitted_by=_admitted_request)
def open_own_request(case: SharingCase, *, reference: str, by: Actor, at: datetime) -> OwnRequest:
    """Open a request of one's own organisation: what was asked, its status, its answer.

    Raises:
        Unknown: there is none such of the actor's organisation.
    """
    status = seen_by_requester(Stage(case.stage))
    return OwnRequest(
        case=case,
        asking=intake.asking_of(reference, viewer=by),
        status=status,
        story=_story(pathway.steps_of(case, viewer=by)),
        answer=_answer(case, status),
        package=_package(reference, by),
        may_change=access.may_do("request.withdraw", case, by),
        review=decisions.for_requester(case, viewer=by),
    )


def _story(steps: Iterable[Step]) -> tuple[Told, ...]:
    """Tell the steps by status alone; steps between which the status stays the same are one."""
    told: list[Told] = []
    for step in steps:
        status = seen_by_requester(Stage(step.to_stage))
        note = step.note if step.act in NOTES_FOR_REQUESTER else ""
        if not told or told[-1].status is not status:
            told.append(Told(status, step.taken_at, note))
    return tuple(told)


def _answer(case: SharingCase, status: RequesterStatus) -> Answer | None:
    verified = intake.newest_verification(case)
    is_verified = verified is not None and verified.outcome == VerificationOutcome.VERIFIED
    if not is_verified or status not in (RequesterStatus.ANSWERED, RequesterStatus.CLOSED):
        return None
    decision = decisions.decision_in_force(case)
    if decision is None:
        return None
    if decision.outcome in NOTHING_TO_SAY:
        return Answer(is_refusal=False, text=current_pack().texts["nothing_to_say"].body)
    if decision.outcome == DecisionOutcome.REFUSE:
        return Answer(is_refusal=True, text=decision.told_to_requester, letter=decisions.Letter.of(decision))
    return None


def _package(reference: str, by: Actor) -> Delivery | None:
    try:
        return disclosure.delivery_for(reference, viewer=by)
    except Unknown:
        return None
