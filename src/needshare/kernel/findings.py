"""Finding: the answer to one test, with its reason, the clause behind it and what must follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .refusals import Blocked
from .terms import Term, gettext_noop as _


class Outcome(Term):
    """The three answers a test can have."""

    MET = "met", _("Met")
    NEEDS_A_PERSON = "needs_a_person", _("Needs a person")
    NOT_MET = "not_met", _("Not met")

    @property
    def rank(self) -> int:
        """Order from best (0) to worst (2), so that the worst of several is their maximum."""
        return list(Outcome).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one test found.

    `reason` is shown and must be safe to show; anything else goes in `restricted`, for the role
    that may read it. `sources` are clause ids (A1...C12) and legal sources; `facts` are what the
    test looked at; `duties` are what must be done because of it.
    """

    test: str
    outcome: Outcome
    reason: str
    code: str = ""
    sources: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    duties: tuple[str, ...] = ()
    restricted: str = ""

    @property
    def is_met(self) -> bool:
        """Tell whether the test is met."""
        return self.outcome is Outcome.MET


def met(reason: str, *, test: str = "", **rest: Any) -> Finding:
    """Say that a test is met, and why.

    >>> met("A policing purpose is stated.", test="purpose").outcome.value
    'met'
    """
    return Finding(test=test, outcome=Outcome.MET, reason=reason, **rest)


def not_met(reason: str, *, test: str = "", **rest: Any) -> Finding:
    """Say that a test is not met, and why."""
    return Finding(test=test, outcome=Outcome.NOT_MET, reason=reason, **rest)


def needs_a_person(reason: str, *, test: str = "", **rest: Any) -> Finding:
    """Say that only a person can answer a test, and what they must look at."""
    return Finding(test=test, outcome=Outcome.NEEDS_A_PERSON, reason=reason, **rest)


def require(*findings: Finding) -> None:
    """Go on only if every finding is met.

    Raises:
        Blocked: naming every finding that is not met, the first one's reason first.
    """
    failed = tuple(finding for finding in findings if not finding.is_met)
    if failed:
        raise Blocked(failed[0].reason, failed)
