"""The definition of an assessment: every basis, every test, every item, one after another.

Slow and obvious. `compiled` must give the same answer for every set of facts, and is tested to.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .facts import AgreementFacts, AssessmentFacts, ItemFacts
from .facts_check import check_facts, day_of, gateways_of
from .interpreter import Interpreter, Truth
from .pack import Pack, Test
from .results import Assessment, Basis, Families, Row, row_of


def frame_of(pack: Pack, facts: AssessmentFacts) -> dict[str, Any]:
    """Put the facts of the request, without item or basis, where conditions look for them."""
    relied = facts.request.relies_on
    return {
        "request": facts.request,
        "requester": facts.requester,
        "handler": facts.handler,
        "harm": facts.harm,
        "at": facts.at,
        "today": day_of(pack, facts.at),
        "partner_has_agreement": bool(facts.agreements),
        "relied_agreement_is_known": any(each.reference == relied for each in facts.agreements),
        "item": None,
        "agreement": None,
        "has_agreement": False,
        "gateway": None,
        "outcome": None,
    }


def assess_plainly(pack: Pack, facts: AssessmentFacts) -> Assessment:
    """Assess by the definition.

    Raises:
        FactsError: when a fact names something the pack does not know.
    """
    check_facts(pack, facts)
    plain = _Plain(pack, facts)
    gateways = gateways_of(facts)
    one_off = [plain.basis(None, gateway) for gateway in gateways]
    signed = [
        min((plain.basis(agreement, gateway) for gateway in gateways), key=_gateway_count)
        for agreement in facts.agreements
    ]
    return Assessment(pack, facts, plain.families, (*signed, *one_off))


def _gateway_count(basis: Basis) -> tuple[int, str]:
    rows = (basis.gateway_requests, *basis.gateway_items)
    return sum(row.tally for row in rows), basis.gateway or ""


class _Plain:
    def __init__(self, pack: Pack, facts: AssessmentFacts) -> None:
        self.interpreter = Interpreter(pack.columns, pack.ranks)
        self.families = Families.of(pack)
        self.facts = facts
        self.frame = frame_of(pack, facts)

    def basis(self, agreement: AgreementFacts | None, gateway: str | None) -> Basis:
        frame = {
            **self.frame,
            "agreement": agreement,
            "has_agreement": agreement is not None,
            "gateway": gateway,
        }
        families = self.families
        requests = self.row(families.requests, frame)
        gateway_requests = self.row(families.gateway_requests, frame)
        items = tuple(self.item_row(families.items, frame, item) for item in self.facts.items)
        gateway_items = tuple(self.item_row(families.gateway_items, frame, item) for item in self.facts.items)
        rows = (requests, gateway_requests, *items, *gateway_items)
        tally = sum(row.tally for row in rows)
        return Basis(agreement, gateway, requests, items, gateway_requests, gateway_items, tally)

    def item_row(self, tests: Sequence[Test], frame: Mapping[str, Any], item: ItemFacts) -> Row:
        return self.row(tests, {**frame, "item": item})

    def row(self, tests: Sequence[Test], frame: Mapping[str, Any]) -> Row:
        return row_of(tests, [self.truths(test, frame) for test in tests])

    def truths(self, test: Test, frame: Mapping[str, Any]) -> list[Truth]:
        return [self.interpreter.truth(rule.condition.node, frame) for rule in test.rules]
