"""Who may review a refusal: another, more senior decider, never the one who refused (clause C10, B8)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from needshare.decision.terms import ReviewOutcome
from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.texts import faults_in

LONGEST_WORDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a reviewer found of a refusal: what it comes to, why, and what the requester is told."""

    outcome: ReviewOutcome
    reasons: str
    told_to_requester: str


def reviewer_is_independent(*, reviewer: object, decider: object, others: Collection[object]) -> Finding:
    """Check that a reviewer neither refused, nor asked, nor prepared the case.

    >>> reviewer_is_independent(reviewer=1, decider=1, others=()).code
    'self_approval'
    """
    if reviewer == decider:
        return not_met(
            _("You refused this. Somebody else reviews it."),
            test="accountable",
            code="self_approval",
            sources=("C10", "B8"),
        )
    if reviewer in others:
        return not_met(
            _("You asked for this or prepared it. Somebody else reviews it."),
            test="accountable",
            code="self_approval",
            sources=("C10", "B8"),
        )
    return met(_("The reviewer is another person."), test="accountable")


def reviewer_is_more_senior(*, own: int, refused: int, highest: int) -> Finding:
    """Check that a reviewer stands above who refused in the authority table; nobody stands above the highest.

    >>> reviewer_is_more_senior(own=4, refused=4, highest=9).code
    'authority_missing'
    >>> reviewer_is_more_senior(own=9, refused=9, highest=9).code
    ''
    """
    if own > refused or own == refused == highest:
        return met(_("The reviewer is more senior."), test="accountable")
    return not_met(
        _("A refusal is reviewed by somebody more senior than the person who refused."),
        test="accountable",
        code="authority_missing",
        sources=("C10", "A5"),
    )


def decider_did_not_refuse(*, decider: object, refused_by: Collection[object]) -> Finding:
    """Check that what a review takes back is not decided again by who refused it."""
    if decider in refused_by:
        return not_met(
            _("You refused this, and a review took it back. Somebody else decides it now."),
            test="accountable",
            code="self_approval",
            sources=("C10", "B8"),
        )
    return met(_("Somebody else decides than the one who refused."), test="accountable")


def reviewers(places: Mapping[str, int], *, refused: int) -> list[str]:
    """Name the roles that stand above who refused, the least senior first; those at the top where none does.

    >>> reviewers({"decision_maker": 4, "supervisor": 6, "siro": 9}, refused=4)
    ['supervisor', 'siro']
    """
    highest = max(places.values(), default=-1)
    above = [role for role, place in places.items() if place > refused]
    found = above or [role for role, place in places.items() if place == highest]
    return sorted(found, key=lambda role: (places[role], role))


def faults_of_verdict(verdict: Verdict, *, may_be_decided_again: bool) -> list[FieldError]:
    """List what is missing from a verdict."""
    faults = [
        *faults_in("reasons", verdict.reasons, most=LONGEST_WORDS, is_required=True),
        *faults_in("told_to_requester", verdict.told_to_requester, most=LONGEST_WORDS, is_required=True),
    ]
    if verdict.outcome is ReviewOutcome.DECIDE_AGAIN and not may_be_decided_again:
        remedy = _("What was given in part, or is closed, is not decided again. Let the requester ask again.")
        faults.append(FieldError("outcome", remedy))
    return faults
