"""Results: what an assessment found, kept as small shared rows until somebody looks at the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from needshare.kernel import Outcome

from .facts import AgreementFacts, AssessmentFacts
from .kinds import NotKnown
from .pack import Pack, Test

OUTCOMES = (Outcome.MET, Outcome.NEEDS_A_PERSON, Outcome.NOT_MET)
MET, PERSON, NOT_MET = range(3)
_RANK = {outcome: place for place, outcome in enumerate(OUTCOMES)}


# How many tests are not met and how many need a person, in one number that sums and sorts as both do.
MANY: Final = 1 << 20


class Row(NamedTuple):
    """The answers of one family of tests: an outcome each, and the rules that hold or are unknown.

    `tally` is MANY times the number not met, plus the number that need a person.
    """

    outcomes: tuple[int, ...]
    held: tuple[tuple[int, ...], ...]
    unknown: tuple[tuple[int, ...], ...]
    tally: int


class Basis(NamedTuple):
    """One basis, assessed whole: an agreement with its best gateway, or one gateway and no agreement.

    `requests` and `items` are rows of the tests that do not look at the gateway, `gateway_…` of those
    that do; items stand in the order of the facts.
    """

    agreement: AgreementFacts | None
    gateway: str | None
    requests: Row
    items: tuple[Row, ...]
    gateway_requests: Row
    gateway_items: tuple[Row, ...]
    tally: int

    @property
    def not_met(self) -> int:
        """Count the answers that are not met."""
        return self.tally // MANY

    @property
    def person(self) -> int:
        """Count the answers that need a person."""
        return self.tally % MANY

    @property
    def id(self) -> str:
        """Name the basis."""
        return f"agreement:{self.agreement.id}" if self.agreement else f"one_off:{self.gateway or 'none'}"

    @property
    def outcome(self) -> Outcome:
        """Give the worst outcome of any test on any item."""
        return OUTCOMES[NOT_MET if self.not_met else PERSON if self.person else MET]

    def item_outcome(self, place: int) -> Outcome:
        """Give the worst outcome for the item at this place, tests of the whole request included."""
        rows = (self.requests, self.gateway_requests, self.items[place], self.gateway_items[place])
        return OUTCOMES[max(max(row.outcomes, default=0) for row in rows)]


@dataclass(frozen=True)
class Families:
    """The tests of a pack by what they are answered for: request or item, gateway or not."""

    requests: tuple[Test, ...]
    items: tuple[Test, ...]
    gateway_requests: tuple[Test, ...]
    gateway_items: tuple[Test, ...]

    @classmethod
    def of(cls, pack: Pack) -> "Families":
        """Sort the tests of a pack."""
        kinds = ((False, False), (True, False), (False, True), (True, True))
        sorted_ = [tuple(t for t in pack.tests if (t.per_item, t.uses_gateway) == kind) for kind in kinds]
        return cls(*sorted_)

    def all(self) -> tuple[tuple[Test, ...], ...]:
        """List the families in their fixed order."""
        return (self.requests, self.items, self.gateway_requests, self.gateway_items)


@dataclass(frozen=True)
class Assessment:
    """Everything one assessment found: every basis whole, the one relied on and the best."""

    pack: Pack
    facts: AssessmentFacts
    families: Families
    bases: tuple[Basis, ...]

    @cached_property
    def best(self) -> Basis:
        """Give the basis with the fewest tests not met, then the fewest needing a person, then by name."""
        return min(self.bases, key=lambda basis: (basis.tally, basis.id))

    @cached_property
    def relied_on(self) -> Basis:
        """Give the basis the requester relies on: the agreement named, else the best one-off basis.

        An agreement that is not with this partner cannot be relied on; the finding says so.
        """
        reference = self.facts.request.relies_on
        named = [each for each in self.bases if each.agreement and each.agreement.reference == reference]
        if named:
            return max(named, key=lambda basis: (basis.agreement.version if basis.agreement else 0, basis.id))
        one_off = [each for each in self.bases if each.agreement is None]
        return min(one_off, key=lambda basis: (basis.tally, basis.id))

    @property
    def overall(self) -> Outcome:
        """Give the outcome of the best basis."""
        return self.best.outcome

    def item_overall(self, place: int) -> Outcome:
        """Give the best outcome any basis gives the item at this place."""
        return min((basis.item_outcome(place) for basis in self.bases), key=lambda outcome: outcome.rank)

    def basis(self, basis_id: str) -> Basis:
        """Find a basis by its name.

        Raises:
            KeyError: when there is none of that name.
        """
        for basis in self.bases:
            if basis.id == basis_id:
                return basis
        raise KeyError(basis_id)


def row_of(tests: Sequence[Test], truths: Sequence[Sequence[bool | NotKnown]]) -> Row:
    """Combine the truth of every rule of every test into their outcomes: the rule of `interpreter`."""
    outcomes, held, unknown = [], [], []
    for test, answers in zip(tests, truths, strict=True):
        outcomes.append(outcome_of(test, answers))
        held.append(tuple(place for place, truth in enumerate(answers) if truth is True))
        unknown.append(tuple(place for place, truth in enumerate(answers) if truth not in (True, False)))
    tally = MANY * outcomes.count(NOT_MET) + outcomes.count(PERSON)
    return Row(tuple(outcomes), tuple(held), tuple(unknown), tally)


def outcome_of(test: Test, answers: Sequence[bool | NotKnown]) -> int:
    """Work out the outcome of one test from the truth of its rules."""
    pairs = list(zip(test.rules, answers, strict=True))
    base = base_of(test, answers)
    held = [_RANK[rule.outcome] for rule, truth in pairs if rule.kind == "restrict" and truth is True]
    unsure = [PERSON for rule, truth in pairs if rule.tightens and truth not in (True, False)]
    return max(base, *held, *unsure) if held or unsure else base


def base_of(test: Test, answers: Sequence[bool | NotKnown]) -> int:
    """Work out where a test starts, before any restriction."""
    pairs = list(zip(test.rules, answers, strict=True))
    grounds = [truth for rule, truth in pairs if rule.kind == "met"]
    persons = [truth for rule, truth in pairs if rule.kind == "needs_a_person"]
    if any(truth is True for truth in grounds):
        return MET
    if any(truth is not False for truth in (*grounds, *persons)):
        return PERSON
    return _RANK[test.default]
