"""Reviews of refusals: which there are, who may take one up, and the register of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from needshare.decision import access, rules
from needshare.decision.models import Decision, RefusalReview
from needshare.decision.terms import DecisionOutcome, ReviewOutcome
from needshare.kernel import Actor, Unknown, require
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.policy import current_pack, seniority

from .records import decision_in_force

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

PAGE = 50
# Where the requester has been told: what is not refused in these is still on its way.
TOLD = {
    DecisionOutcome.REFUSE: (Stage.REFUSED, Stage.CLOSED),
    DecisionOutcome.DISCLOSE_PARTIAL: (Stage.RELEASED, Stage.ACKNOWLEDGED, Stage.CLOSED),
}
REVIEWERS = ("decision_maker", "supervisor", "information_management", "siro")


def refusal_of(case: SharingCase) -> Decision | None:
    """Return the refusal of a case, whole or in part, that the requester was told of and may have reviewed."""
    decision = decision_in_force(case)
    if decision is None or case.stage not in TOLD.get(DecisionOutcome(decision.outcome), ()):
        return None
    return decision


def newest_review(case: SharingCase) -> RefusalReview | None:
    """Return the newest review of a refusal of a case, or None."""
    return _whole().filter(case=case).order_by("-id").first()


def _whole() -> QuerySet[RefusalReview]:
    return RefusalReview.objects.select_related(
        "case",
        "case__requesting_organisation",
        "decision",
        "decision__data_key",
        "decision__assessment",
        "decision__decided_by",
        "decision__decided_by__owner",
        "decision__decided_by__data_key",
        "asked_by",
        "taken_by",
        "settled_by",
        "settled_by__data_key",
        "resubmission",
        "data_key",
    )


@dataclass(frozen=True, slots=True)
class ForRequester:
    """What whoever asked may see of a review: whether they may ask for one, and what became of it."""

    may_ask: bool
    asked_at: datetime | None = None
    due_at: datetime | None = None
    outcome: str = ""
    told: str = ""
    resubmission: str = ""


def for_requester(case: SharingCase, *, viewer: Actor) -> ForRequester:
    """Return what a requester may see of the review of a refusal; of what was never refused, nothing."""
    review, refused = newest_review(case), refusal_of(case)
    is_new = refused is not None and (review is None or review.decision_id != refused.pk)
    may_ask = is_new and access.judged("refusal.ask_review", case, viewer).is_met
    if review is None:
        return ForRequester(may_ask)
    return ForRequester(
        may_ask,
        asked_at=review.asked_at,
        due_at=review.due_at,
        outcome=review.outcome,
        told=review.told_to_requester,
        resubmission=review.resubmission.reference if review.resubmission else "",
    )


def own_review(reference: str, *, viewer: Actor) -> ForRequester:
    """Return what became of the review of a refusal, to who may ask for one.

    Raises:
        Unknown: absent or hidden.
        Blocked: the viewer may not ask.
    """
    case = pathway.case_for_step(reference, "refusal.ask_review", viewer=viewer)
    return for_requester(case, viewer=viewer)


def case_with_review(reference: str, verb: str, *, viewer: Actor) -> tuple[SharingCase, RefusalReview]:
    """Return a case the viewer may know of and its newest review, to somebody who may do this to it.

    Raises:
        Unknown: absent or hidden, or there is no review.
        Blocked: the viewer may not do this.
    """
    case = pathway.case_in_index(reference, viewer=viewer)
    review = newest_review(case)
    if review is None:
        raise Unknown
    access.must(verb, case, viewer, decided_by=review.decision.decided_by_id)
    return case, review


def review_to_change(reference: str, verb: str, *, viewer: Actor) -> tuple[SharingCase, RefusalReview]:
    """Return the newest review of a case and keep others from changing it until this act ends.

    Raises: as `case_with_review`.
    """
    case, review = case_with_review(reference, verb, viewer=viewer)
    RefusalReview.objects.select_for_update().get(pk=review.pk)
    case, review = case_with_review(reference, verb, viewer=viewer)  # as it is now that nobody changes it
    return case, review


def must_be_reviewer(case: SharingCase, review: RefusalReview, *, viewer: Actor) -> None:
    """Go on only for another person than the one who refused, and a more senior one.

    Raises:
        Blocked: they refused it, asked for it or prepared it, or are not senior enough.
    """
    decision = review.decision
    others = {
        case.requester_id or case.opened_by_id,
        case.handler_id,
        review.asked_by_id,
        decision.assessment.assessed_by_id,
    }
    pack = current_pack(case.owner_id)
    require(
        rules.reviewer_is_independent(reviewer=viewer.id, decider=decision.decided_by_id, others=others),
        rules.reviewer_is_more_senior(
            own=seniority(pack, viewer.roles),
            refused=_place_of(decision),
            highest=max(seniority(pack, (role,)) for role in REVIEWERS),
        ),
    )


def _place_of(decision: Decision) -> int:
    """Place who refused: by the roles they hold of those the row they decided by names, else by all of these."""
    pack = current_pack(decision.owner_id)
    row = next((each for each in pack.authorities if each.id == decision.authority), None)
    named = row.roles if row else frozenset(REVIEWERS)
    return seniority(pack, decision.decided_by.held_roles() & named or named)


def reviewers_of(decision: Decision) -> list[str]:
    """Name the roles that may review a refusal, the least senior first."""
    pack = current_pack(decision.owner_id)
    places = {role: seniority(pack, (role,)) for role in REVIEWERS}
    return rules.reviewers(places, refused=_place_of(decision))


def refused_by(case: SharingCase) -> Collection[UUID]:
    """Name who refused what reviews of a case took back."""
    found = RefusalReview.objects.filter(case=case, outcome=ReviewOutcome.DECIDE_AGAIN)
    return set(found.values_list("decision__decided_by_id", flat=True))


def register(viewer: Actor, *, before: UUID | None = None, limit: int = PAGE) -> Sequence[RefusalReview]:
    """List reviews of cases the viewer may know of, newest first, and one more than asked if there are more.

    Raises:
        Blocked: the viewer does not read the register.
    """
    access.must_hold("refusal.list", viewer)
    found = _whole().filter(owner_id=viewer.owner, case__in=pathway.index_for(viewer))
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found.order_by("-id")[: limit + 1])


def case_to_ask_about(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case to somebody who may ask for a review of its refusal, for the page that asks.

    Raises:
        Unknown: absent or hidden, or there is nothing to review.
        Blocked: the viewer may not ask.
    """
    case = pathway.case_for_step(reference, "refusal.ask_review", viewer=viewer)
    if not for_requester(case, viewer=viewer).may_ask:
        raise Unknown
    return case


def resubmission_of(review: RefusalReview, reference: str, *, viewer: Actor) -> SharingCase:
    """Return the later request of the same organisation that a reference names.

    Raises:
        Unknown: there is none such that the viewer may know of.
    """
    found = pathway.case_in_index(reference, viewer=viewer)
    is_later = found.opened_at >= review.asked_at and found.pk != review.case_id
    if (
        not is_later
        or found.owner_id != review.owner_id
        or found.requesting_organisation_id != review.case.requesting_organisation_id
    ):
        raise Unknown
    return found
