"""What must be true before a package opens for its recipient."""

from dataclasses import dataclass
from datetime import datetime

from needshare.kernel import Finding, gettext_noop as _, met, not_met


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
