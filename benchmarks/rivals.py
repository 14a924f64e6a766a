"""One decision with every finding, beside the same yes or no asked of pycasbin and of Cedar (cedarpy).

The pack is `us_generic`; 100 partners have 200 agreements, one to five partners in each. Each of the others is given
its most favourable form: pycasbin tests the partner and calls one Python function; Cedar gets, already parsed, the
policies of this one partner only, and a context made ready beforehand. All must answer alike on every case. What they
need stands in `requirements/rivals.txt` and is no part of the product:
pip install --require-hashes -r requirements/rivals.txt
Figures are processor time, medians of rounds that take turns. Run: python -m benchmarks.rivals [--json]
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import casbin
import cedarpy

from benchmarks.policy import (
    ENDED,
    PACK,
    TODAY,
    agreements,
    every_basis_by_hand,
    requests,
)
from needshare.kernel import Outcome
from needshare.policy import AgreementFacts, AssessmentFacts, assess

GOALS = {"pycasbin_over_compiled": 100.0, "cedarpy_sliced_over_compiled": 12.0}
PARTNERS = 100


def shared() -> dict[int, tuple[AgreementFacts, ...]]:
    """Give each of 200 agreements one to five of the partners."""
    chance = random.Random(5)
    found: dict[int, list[AgreementFacts]] = {partner: [] for partner in range(PARTNERS)}
    for each in (one for signed in agreements(204).values() for one in signed):
        for partner in chance.sample(range(PARTNERS), chance.randint(1, 5)):
            found[partner].append(each)
    return {partner: tuple(signed) for partner, signed in found.items()}


WORLD = shared()
MODEL = """
[request_definition]
r = partner, facts
[policy_definition]
p = partner, agreement
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = (p.partner == "any" || r.partner == p.partner) && holds(r.facts, p.agreement)
"""


def enforcer() -> Any:
    """Make the enforcer: a line for each agreement, and one for going without."""
    model = casbin.Model()
    model.load_model_from_text(MODEL)
    made = casbin.Enforcer(model, enable_log=False)
    by_id = {each.id: each for signed in WORLD.values() for each in signed}

    def holds(facts: AssessmentFacts, agreement: str) -> bool:
        signed = (by_id[agreement],) if agreement != "none" else ()
        return every_basis_by_hand(PACK, replace(facts, agreements=signed))[0]

    made.add_function("holds", holds)
    for partner, signed in WORLD.items():
        for each in signed:
            made.add_policy(str(partner), each.id)
    made.add_policy("any", "none")
    return made


def words(values: Any) -> str:
    return "[" + ", ".join(json.dumps(each) for each in sorted(values)) + "]"


def gateway(word: str) -> str:
    """Write out when one gateway carries a request."""
    columns = PACK.lists["gateway"].members[word].columns
    starts = columns.get("in_force_from")
    parts = [
        f"context.gateways.contains({json.dumps(word)})",
        f"{words(columns['purposes'])}.contains(context.purpose)",
        f"!{words(columns['excluded_categories'])}.contains(context.category)",
        "true" if columns["verified"] else "false",
        f"{starts.toordinal() if starts else 0} <= context.today",
    ]
    if not columns["to_anyone"]:
        parts.append(f"{words(columns['recipients'])}.contains(context.organisation)")
    return "(" + " && ".join(parts) + ")"


COMMON = " && ".join(
    (
        'context.wrong_route == "" && context.purpose != "" && context.onward_sharing != "open"',
        'context.destination == "verified" && !context.is_excessive && context.accuracy != "disputed"',
        '!["weak", "ambiguous"].contains(context.identity_match)',
        f"!context.blocks.containsAny({words([*ENDED, 'third_agency'])})",
        '(!["criminal_intelligence", "political_religious"].contains(context.category) || context.is_relevant)',
        '!context.harms.contains("severe")',
        f"context.carries >= context.rank && context.rank <= {PACK.ranks['marking']['cui_les']}",
        "context.method >= context.rank",
        '(context.urgency == "emergency" || (context.necessity_is_stated && context.is_verified && '
        "context.is_weighed && context.training_until >= context.today))",
        "(" + " || ".join(gateway(word) for word in PACK.words("gateway")) + ")",
    )
)


def policy(agreement: AgreementFacts | None) -> str:
    own = "true"
    if agreement is not None:
        ends = agreement.ends_on.toordinal() if agreement.ends_on else 10**7
        own = (
            f'"{agreement.status}" == "in_force" && context.today <= {ends} && '
            f"{words(agreement.categories)}.contains(context.category)"
        )
    return f"permit (principal, action, resource) when {{ {own} && {COMMON} }};"


def context(facts: AssessmentFacts) -> dict[str, Any]:
    """Lay the facts out as Cedar reads them; not charged."""
    request, requester, item = facts.request, facts.requester, facts.items[0]
    ranks = PACK.ranks["marking"]
    trained = facts.handler.training_until or date.min
    return {
        "wrong_route": request.wrong_route or "",
        "purpose": request.purpose or "",
        "gateways": sorted(request.gateways),
        "onward_sharing": request.onward_sharing,
        "urgency": request.urgency,
        "necessity_is_stated": request.necessity_is_stated,
        "organisation": requester.organisation_type,
        "destination": str(requester.destination),
        "is_verified": requester.is_verified is True,
        "is_excessive": item.is_excessive,
        "accuracy": str(item.accuracy),
        "identity_match": str(item.identity_match),
        "blocks": sorted(item.blocks),
        "category": item.category,
        "is_relevant": item.is_relevant is True,
        "harms": [level for _harm, level in facts.harm.sharing],
        "is_weighed": bool(facts.harm.sharing and facts.harm.not_sharing),
        "training_until": trained.toordinal(),
        "today": TODAY.toordinal(),
        "rank": ranks[item.marking],
        "carries": ranks.get(PACK.columns["clearance", "carries"].get(requester.clearance), -1),
        "method": ranks.get(PACK.columns["method", "max_marking"].get(request.method), -1),
    }


def cedar() -> Callable[[int, dict[str, Any]], bool]:
    """Parse the policies of each partner beforehand, and give what asks them."""
    sets = {
        partner: cedarpy.PolicySet.from_str("\n".join([*map(policy, signed), policy(None)]))
        for partner, signed in WORLD.items()
    }
    nobody = cedarpy.Entities.from_json_str("[]")
    asked = {"principal": 'User::"partner"', "action": 'Action::"share"', "resource": 'Item::"one"'}

    def ask(partner: int, given: dict[str, Any]) -> bool:
        found = cedarpy.is_authorized({**asked, "context": given}, sets[partner], nobody)
        return found.decision == cedarpy.Decision.Allow

    return ask


def spent(work: Callable[[], list[bool]]) -> tuple[float, list[bool]]:
    started = time.process_time()
    found = work()
    return time.process_time() - started, found


def measured(rounds: int = 7, each: int = 100) -> dict[str, float]:
    line, ask = enforcer(), cedar()
    times: dict[str, list[float]] = {name: [] for name in ("compiled", "pycasbin", "cedarpy_sliced")}
    met = 0
    for number in range(rounds + 1):
        asked = requests(7000 + number, each, len(WORLD))
        cases = [(partner, replace(facts, agreements=WORLD[partner])) for partner, facts in asked]
        contexts = [(partner, context(facts)) for partner, facts in cases]
        works: dict[str, Callable[[], list[bool]]] = {
            "compiled": lambda cases=cases: [
                assess(PACK, facts).overall is Outcome.MET for _p, facts in cases
            ],
            "pycasbin": lambda cases=cases: [line.enforce(str(p), facts) for p, facts in cases],
            "cedarpy_sliced": lambda contexts=contexts: [ask(p, given) for p, given in contexts],
        }
        answers = {}
        for name, work in works.items():
            time_taken, answers[name] = spent(work)
            times[name] += [time_taken] if number else []  # the first round warms
        if not answers["compiled"] == answers["pycasbin"] == answers["cedarpy_sliced"]:
            raise SystemExit("they do not answer alike")
        met += sum(answers["compiled"])
    if not (rounds + 1) * each // 10 < met < (rounds + 1) * each * 9 // 10:
        raise SystemExit(f"{met} answers of {(rounds + 1) * each} are yes: the cases show nothing")
    figures = {f"{name}_us": statistics.median(values) / each * 1e6 for name, values in times.items()}
    for name in ("pycasbin", "cedarpy_sliced"):
        pairs = zip(times[name], times["compiled"], strict=True)
        figures[f"{name}_over_compiled"] = statistics.median(one / other for one, other in pairs)
    return figures


def main() -> int:
    found = measured()
    if "--json" in sys.argv:
        print(json.dumps({**found, "goals": GOALS}, indent=1))
    else:
        for name, value in found.items():
            goal = f"  (goal: at least {GOALS[name]:g})" if name in GOALS else ""
            print(f"{name:30} {value:12.3f}{goal}")
    return 0 if all(found[name] >= least for name, least in GOALS.items()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
