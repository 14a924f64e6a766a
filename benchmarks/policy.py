"""What a pack costs: loading it with every check, and one decision beside the same question written by hand.

`hand` answers for `us_generic` whether every test is met on some basis: the same conditions as in the pack, written
out in Python with the tables looked up, without a code, a reason or a second basis once one will do. Both must
answer alike on every case. A request is for one item, of a partner who has six agreements; the world holds 10, 200 or
10 000 agreements, found by partner. Figures are processor time, medians of rounds that take turns.
Run: python -m benchmarks.policy [--json]
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from needshare.kernel import Outcome
from needshare.policy import AgreementFacts, AssessmentFacts, Pack, assess, load_folder
from needshare.policy.engine import PACKS
from needshare.policy.tables import case, read_table

AT = datetime(2026, 3, 16, 14, tzinfo=UTC)
TODAY = AT.date()
EACH = 6
GOALS = {"load_uk_police_ms": 150.0, "decision_over_hand": 12.0, "agreements_10_to_10000": 2.5}
ENDED = {"compelled_statement", "expunged", "part2_record", "sealed_juvenile"}
CHOICES: dict[str, tuple[Any, ...]] = {
    "request.purpose": ("investigate", "investigate", "prosecute", "protect_life"),
    "request.gateways": (["us01"], ["us01"], ["us01", "us02"], ["us03"]),
    "request.method": ("portal", "hand", "encrypted_email", "personal_email"),
    "request.urgency": ("routine", "urgent", "emergency"),
    "request.necessity_is_stated": (True, True, False),
    "request.onward_sharing": ("named", "none", "open"),
    "request.wrong_route": ("missing", "missing", "press"),
    "requester.is_verified": (True, True, False),
    "requester.organisation_type": ("police_agency", "prosecutor", "school"),
    "requester.destination": ("verified", "verified", "lookalike"),
    "requester.clearance": ("fingerprint", "national_security", "agency_check"),
    "handler.training_until": (date(2026, 12, 1), date(2026, 3, 1)),
    "harm.sharing": ([["operation", "none"]], [["source", "severe"]], []),
    "item.category": ("incident_report", "criminal_history", "criminal_intelligence", "health"),
    "item.marking": ("cui_les", "cui", "classified"),
    "item.accuracy": ("verified", "disputed"),
    "item.identity_match": ("confirmed", "weak"),
    "item.blocks": ([], ["third_agency"], ["expunged"]),
    "item.is_excessive": (False, True),
}


def agreements(count: int) -> dict[int, tuple[AgreementFacts, ...]]:
    """Make a world of agreements, six for each partner."""
    chance = random.Random(count)
    base = dict(read_table(PACKS / "us_generic").base["agreement"][0])
    made = [
        AgreementFacts(
            **{
                **base,
                "id": f"{number:05d}",
                "reference": f"RPD-MOU-{number}",
                "status": chance.choices(("in_force", "suspended"), (9, 1))[0],
                "ends_on": TODAY + timedelta(days=chance.randint(-60, 900)),
                "categories": frozenset(chance.sample(list(PACK.words("category")), chance.randint(3, 8))),
            }
        )
        for number in range(count)
    ]
    return {place // EACH: tuple(made[place : place + EACH]) for place in range(0, count - EACH + 1, EACH)}


def requests(seed: int, count: int, partners: int) -> list[tuple[int, AssessmentFacts]]:
    """Draw requests near the base case, most of them plausible, each of one partner."""
    chance = random.Random(seed)
    base = read_table(PACKS / "us_generic").base
    found = []
    for _each in range(count):
        names = chance.sample(list(CHOICES), chance.choice((0, 0, 0, 1, 1, 2)))
        drawn = case(base, {name: chance.choice(CHOICES[name]) for name in names})
        found.append((chance.randrange(partners), drawn))
    return found


def by_hand(pack: Pack, facts: AssessmentFacts) -> bool:
    """Tell whether every test is met on some basis; without an agreement none of the agreement's can fail."""
    request = facts.request
    return (
        request.wrong_route is None
        and request.purpose is not None
        and request.onward_sharing != "open"
        and facts.requester.destination == "verified"
        and _may_go(facts)
        and not any(level == "severe" for _harm, level in facts.harm.sharing)
        and _is_secure(pack, facts)
        and (request.urgency == "emergency" or _is_complete(facts))
        and any(_authorises(pack, gateway, facts) for gateway in request.gateways)
    )


def _may_go(facts: AssessmentFacts) -> bool:
    item = facts.items[0]
    return not (
        item.is_excessive
        or item.accuracy == "disputed"
        or item.identity_match in ("weak", "ambiguous")
        or item.blocks & ENDED
        or "third_agency" in item.blocks
        or (
            item.category in ("criminal_intelligence", "political_religious") and item.is_relevant is not True
        )
    )


def _is_complete(facts: AssessmentFacts) -> bool:
    trained = facts.handler.training_until
    return bool(
        facts.request.necessity_is_stated
        and facts.requester.is_verified is True
        and facts.harm.sharing
        and facts.harm.not_sharing
        and trained is not None
        and trained >= TODAY
    )


def _is_secure(pack: Pack, facts: AssessmentFacts) -> bool:
    ranks, item = pack.ranks["marking"], facts.items[0]
    carries = pack.columns["clearance", "carries"].get(facts.requester.clearance)
    most = pack.columns["method", "max_marking"].get(facts.request.method)
    rank = ranks[item.marking]
    return not (
        carries is None
        or ranks[carries] < rank
        or rank > ranks["cui_les"]
        or most is None
        or ranks[most] < rank
    )


def _authorises(pack: Pack, gateway: str, facts: AssessmentFacts) -> bool:
    columns = pack.lists["gateway"].members[gateway].columns
    starts = columns.get("in_force_from")
    return (
        (columns["to_anyone"] or facts.requester.organisation_type in columns["recipients"])
        and facts.request.purpose in columns["purposes"]
        and facts.items[0].category not in columns["excluded_categories"]
        and columns["verified"]
        and (starts is None or starts <= TODAY)
    )


def every_basis_by_hand(pack: Pack, facts: AssessmentFacts) -> list[bool]:
    """Tell it of every basis, as the engine does: each agreement, and what goes without one."""
    without = by_hand(pack, facts)
    item = facts.items[0]
    return [
        *(
            without
            and each.status == "in_force"
            and (each.ends_on is None or each.ends_on >= TODAY)
            and item.category in each.categories
            for each in facts.agreements
        ),
        without,
    ]


def milliseconds(work: Callable[[], object], times: int) -> float:
    started = time.process_time()
    for _each in range(times):
        work()
    return (time.process_time() - started) * 1000 / times


def loading(rounds: int = 7) -> dict[str, float]:
    """Measure loading each pack with every static check."""
    names = ("uk_police", "us_generic")
    times: dict[str, list[float]] = {name: [] for name in names}
    for _round in range(rounds):
        for name in names:
            times[name].append(milliseconds(partial(load_folder, PACKS / name), 1))
    return {f"load_{name}_ms": statistics.median(values) for name, values in times.items()}


def deciding(rounds: int = 9, each: int = 150) -> dict[str, float]:
    """Measure one decision in worlds of several sizes, and by hand; every round sees requests not seen before."""
    worlds = {count: agreements(count) for count in (10, 200, 10_000)}
    times: dict[str, list[float]] = {
        name: [] for name in ("hand", *(f"agreements_{count}" for count in worlds))
    }
    alike = met = 0
    for number in range(rounds + 1):
        for count, world in worlds.items():
            asked = requests(1000 * number + count, each, len(world))
            cases = [(partner, replace(facts, agreements=world[partner])) for partner, facts in asked]
            started = time.process_time()
            found = [assess(PACK, facts) for _partner, facts in cases]
            spent = (time.process_time() - started) * 1000 / each
            if count == 200:
                started = time.process_time()
                by = [every_basis_by_hand(PACK, facts) for _partner, facts in cases]
                hand = (time.process_time() - started) * 1000 / each
                alike += sum(
                    (one.overall is Outcome.MET) is any(other) for one, other in zip(found, by, strict=True)
                )
                met += sum(map(any, by))
                times["hand"] += [hand] if number else []
            times[f"agreements_{count}"] += [spent] if number else []  # the first round warms
    figures = {f"{name}_ms": statistics.median(values) for name, values in times.items()}
    total = (rounds + 1) * each
    if alike != total or not total // 10 < met < total - total // 10:
        raise SystemExit(
            f"by hand and by the pack answered alike {alike} times of {total}, {met} of them met"
        )
    figures["decision_over_hand"] = statistics.median(
        one / other for one, other in zip(times["agreements_200"], times["hand"], strict=True)
    )
    figures["agreements_10_to_10000"] = statistics.median(
        one / other for one, other in zip(times["agreements_10000"], times["agreements_10"], strict=True)
    )
    return figures


PACK = load_folder(PACKS / "us_generic")


def main() -> int:
    found = {**loading(), **deciding()}
    if "--json" in sys.argv:
        print(json.dumps({**found, "goals": GOALS}, indent=1))
    else:
        for name, value in found.items():
            goal = f"  (goal: at most {GOALS[name]:g})" if name in GOALS else ""
            print(f"{name:28} {value:10.3f}{goal}")
    return 0 if all(found[name] <= most for name, most in GOALS.items()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
