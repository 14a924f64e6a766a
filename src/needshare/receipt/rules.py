"""What must be true before a package opens for its recipient, and what a requester is told."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from needshare.kernel import Finding, gettext_noop as _, met, not_met
from needshare.pathway.terms import RequesterStatus

if TYPE_CHECKING:
    from needshare.decision.queries import Letter

MOST_WRONG_CODES = 5
SITTING = timedelta(minutes=30)
WITHDRAWN = _("The force looks again at whether this may be shared. Ask the force.")


@dataclass(frozen=True, slots=True)
class Told:
    """One step of a request's story as the requester is told it."""

    status: RequesterStatus
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request that shares nothing; a refusal has its letter, what says nothing never has one."""

    is_refusal: bool
    text: str
    letter: "Letter | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What is looked at when somebody comes with a one-time link."""

    expires_at: datetime
    wrong_codes: int
    opened_at: datetime | None
    acknowledged_at: datetime | None
    code_given_at: datetime | None


def link_lives(facts: LinkFacts, *, at: datetime) -> bool:
    """Tell whether a link still answers: in time, not blocked by wrong codes, and not used.

    Opening uses it up; only the sitting in which it was opened goes on, until the receipt is given.
    """
    if at > facts.expires_at or facts.wrong_codes >= MOST_WRONG_CODES or facts.acknowledged_at:
        return False
    return facts.opened_at is None or is_in_sitting(facts.code_given_at, at=at)


def is_in_sitting(code_given_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether the right code was given a short while ago."""
    return code_given_at is not None and timedelta(0) <= at - code_given_at <= SITTING


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFacts:
    """What is looked at when a recipient wants to open a package."""

    at: datetime
    is_named_recipient: bool
    has_accepted_conditions: bool
    expires_at: datetime
    is_covered_by_checkpoint: bool
    is_person_active: bool
    is_agreement_standing: bool
    is_authority_standing: bool


def may_open(facts: OpeningFacts) -> tuple[Finding, ...]:
    """Check that this person may open this package now: named, in time, conditions accepted, logged."""
    checks = (
        (
            facts.is_named_recipient and facts.is_person_active,
            "requester_not_named_contact",
            _("This package is addressed to somebody else."),
        ),
        (
            facts.has_accepted_conditions,
            "conditions_not_accepted",
            _("Accept the handling conditions before you open the package."),
        ),
        (
            facts.at <= facts.expires_at,
            "link_expired",
            _("The time to open this package has passed. Ask the force to release it again."),
        ),
        (
            facts.is_agreement_standing,
            "isa_suspended",
            _("The agreement this was shared under does not stand today. Ask the force."),
        ),
        (facts.is_authority_standing, "authorisation_ended", WITHDRAWN),
        (
            facts.is_covered_by_checkpoint,
            "not_in_checkpoint",
            _("The record of this release is being sealed. Try again in a moment."),
        ),
    )
    return tuple(
        met(reason, test="secure")
        if holds
        else not_met(reason, test="secure", code=code, sources=("A4", "C7"))
        for holds, code, reason in checks
    )


def sharing_stands(*, is_agreement_standing: bool) -> Finding:
    """Check that what a package was shared under stands today: nobody is led on to it otherwise."""
    reason = _("The agreement this was shared under does not stand today. Ask the force.")
    if is_agreement_standing:
        return met(reason, test="secure")
    return not_met(reason, test="secure", code="isa_suspended", sources=("A4", "C7"))


def authority_stands(*, is_authority_standing: bool) -> Finding:
    """Check that nothing a package rests on was revoked; the recipient is not told what that would be."""
    if is_authority_standing:
        return met(WITHDRAWN, test="secure")
    return not_met(WITHDRAWN, test="secure", code="authorisation_ended", sources=("A2", "A5"))


def may_hand_over(facts: OpeningFacts) -> tuple[Finding, ...]:
    """Check that a package may be posted or read out now; its conditions are accepted face to face."""
    return may_open(replace(facts, has_accepted_conditions=True))
