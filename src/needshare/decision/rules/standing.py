"""Who may not decide: whoever asked, whoever prepared where the policy says so, whoever lacks the authority."""

from collections.abc import Collection

from needshare.decision.terms import DecisionOutcome
from needshare.kernel import Finding, gettext_noop as _, met, not_met

# What the person who prepared a case may decide of it, where the authority table lets them at all: giving what
# was asked for within an agreement. Refusing, referring, deferring or saying nothing needs another person.
BY_ITS_PREPARER = (
    DecisionOutcome.DISCLOSE_FULL,
    DecisionOutcome.DISCLOSE_PARTIAL,
    DecisionOutcome.NOT_HELD,
)


def decider_is_independent(
    *, decider: object, requester: object, preparers: Collection[object], preparer_may_decide: bool
) -> Finding:
    """Check that the decider neither asked nor, where the policy says so, prepared the case.

    >>> decider_is_independent(decider=1, requester=1, preparers=(), preparer_may_decide=True).code
    'self_approval'
    """
    if decider == requester:
        return not_met(
            _("You cannot decide a request that you made."),
            test="accountable",
            code="self_approval",
            sources=("C9", "B8"),
        )
    if decider in preparers and not preparer_may_decide:
        return not_met(
            _("You prepared this case, so somebody else must decide it."),
            test="accountable",
            code="self_approval",
            sources=("C9", "B8"),
        )
    return met(_("The decider neither asked nor prepared."), test="accountable")


def decider_has_authority(*, held: Collection[str], needed: Collection[str], minimum: str) -> Finding:
    """Check that the decider holds a role that this decision needs (domain reference 11.3)."""
    if not set(held) & set(needed):
        return not_met(
            _("This decision needs a higher authority than yours."),
            test="accountable",
            code="authority_missing",
            sources=("A5", "C4"),
            facts={"minimum": minimum},
        )
    return met(_("The decider has the authority."), test="accountable", facts={"minimum": minimum})
