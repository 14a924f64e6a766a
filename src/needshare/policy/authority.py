"""Authority to decide (domain 11.3): which row of the table applies, and who may then decide."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from .definition import frame_of
from .facts import AssessmentFacts
from .facts_check import check_facts
from .interpreter import Interpreter
from .kinds import UNKNOWN
from .language import Condition
from .pack import Authority, Onward, Pack
from .results import Basis


@dataclass(frozen=True, slots=True)
class AuthorityNeeded:
    """Who may decide: the most demanding row that applies, and every row that does."""

    row: Authority
    rows: tuple[Authority, ...]

    @property
    def roles(self) -> frozenset[str]:
        """Name the roles that may decide: those of the row, less what a row that narrows leaves out."""
        return self.row.roles.intersection(*(each.roles for each in self.rows if each.narrows))

    @property
    def consult(self) -> tuple[str, ...]:
        """Name who must be asked first, from every row that applies."""
        return tuple(dict.fromkeys(place for row in self.rows for place in row.consult))

    @property
    def preparer_may_decide(self) -> bool:
        """Tell whether the person who prepared the case may also decide it."""
        return all(row.preparer_may_decide for row in self.rows)


def authority_needed(
    pack: Pack, facts: AssessmentFacts, *, basis: Basis | None = None, outcome: str | None = None
) -> AuthorityNeeded:
    """Find who may decide on a basis (none given: without an agreement), for the decision in mind.

    Rows stand in the pack from the least to the most demanding; the last that applies counts. A row
    whose condition is unknown applies.

    Raises:
        FactsError: when a fact names something the pack does not know.
    """
    check_facts(pack, facts)
    judge = _Judge(pack, facts, basis, outcome)
    rows = tuple(row for row in pack.authorities if judge.applies(row.condition, per_item=row.per_item))
    return AuthorityNeeded([row for row in rows if not row.narrows][-1], rows)


def seniority(pack: Pack, roles: Collection[str]) -> int:
    """Place who holds these roles among those who decide: by the most demanding row they may decide; -1 for nobody.

    A row that lets the preparer decide asks for nobody senior, and one that narrows names nobody.
    """
    places = [
        place
        for place, row in enumerate(pack.authorities)
        if not (row.preparer_may_decide or row.narrows) and set(roles) & set(row.roles)
    ]
    return max(places, default=-1)


def conditions_for(pack: Pack, facts: AssessmentFacts, *, basis: Basis | None = None) -> tuple[Onward, ...]:
    """List the conditions on onward use that are attached by default; people may add others."""
    judge = _Judge(pack, facts, basis, None)
    scheme = pack.schemes.get(facts.request.scheme or "")
    of_scheme = scheme.conditions if scheme else ()
    return tuple(
        each
        for each in pack.conditions.values()
        if each.id in of_scheme
        or (each.condition is not None and judge.applies(each.condition, per_item=each.per_item))
    )


class _Judge:
    def __init__(self, pack: Pack, facts: AssessmentFacts, basis: Basis | None, outcome: str | None) -> None:
        self.interpreter = Interpreter(pack.columns, pack.ranks)
        self.items = facts.items
        agreement = basis.agreement if basis else None
        self.frame: dict[str, Any] = {
            **frame_of(pack, facts),
            "agreement": agreement,
            "has_agreement": agreement is not None,
            "outcome": outcome,
        }

    def applies(self, condition: Condition, *, per_item: bool) -> bool:
        """Tell whether a condition holds or may hold; of an item condition, for any item."""
        if not per_item:
            return self._holds(condition, self.frame)
        return any(self._holds(condition, {**self.frame, "item": item}) for item in self.items)

    def _holds(self, condition: Condition, frame: dict[str, Any]) -> bool:
        truth = self.interpreter.truth(condition.node, frame)
        return truth is UNKNOWN or truth is True
