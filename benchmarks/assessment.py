"""What one assessment costs: 10 items against 200 agreements, by CPU time, and against two references.

`interpreter` is the definition the compiled form is tested against; `hand` is the same boolean question
(is each item covered by any agreement?) written out by hand, without codes, reasons or gateways.
Run: python -m benchmarks.assessment [--json]
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from needshare.policy import (
    AgreementFacts,
    AssessmentFacts,
    HandlerFacts,
    HarmFacts,
    ItemFacts,
    RequesterFacts,
    RequestFacts,
    assess,
    assessment_to_canonical,
    current_pack,
    findings,
)
from needshare.policy.definition import assess_plainly

AT = datetime(2026, 3, 16, 9, tzinfo=UTC)
TODAY = AT.date()
GOAL_MS = 1.0
MARKINGS = ("official", "official_sensitive", "secret", "top_secret")


def agreements(chance: random.Random, count: int) -> tuple[AgreementFacts, ...]:
    pack = current_pack()
    purposes, categories = list(pack.words("purpose")), list(pack.words("category"))
    roles, methods = list(pack.words("subject_role")), list(pack.words("method"))
    return tuple(
        AgreementFacts(
            id=f"{number:05d}",
            reference=f"NMC-ISA-{number:05d}",
            version=1,
            clauses={"categories": "clause 8"},
            status=chance.choices(("in_force", "suspended", "withdrawn"), (8, 1, 1))[0],
            starts_on=TODAY - timedelta(days=chance.randint(-30, 900)),
            ends_on=TODAY + timedelta(days=chance.randint(-60, 900)),
            review_on=TODAY + timedelta(days=chance.randint(-60, 300)),
            discloser_is_party=True,
            recipient_is_party=chance.random() < 0.95,
            requester_is_named=chance.random() < 0.7,
            purposes=frozenset(chance.sample(purposes, chance.randint(1, 6))) | {"asb_prevention"},
            categories=frozenset(chance.sample(categories, chance.randint(3, 30))),
            subject_groups=frozenset(chance.sample(roles, chance.randint(2, 10))),
            ceiling=chance.choice(MARKINGS[:2]),
            methods=frozenset(chance.sample(methods, chance.randint(1, 6))) | {"portal"},
            jurisdictions=frozenset({"england_and_wales"}),
        )
        for number in range(count)
    )


def facts(seed: int, items: int = 10, count: int = 200) -> AssessmentFacts:
    chance = random.Random(seed)
    categories = list(current_pack().words("category"))
    return AssessmentFacts(
        at=AT,
        request=RequestFacts(
            direction="inbound_request",
            purpose="asb_prevention",
            purpose_is_described=True,
            gateways=frozenset({"g01", "g02"}),
            objective_is_stated=True,
            necessity_is_stated=True,
            proportionality_is_stated=True,
            consequence_is_stated=True,
            retention_is_stated=True,
            declarations_are_made=True,
            onward_sharing="named",
            identifies_one_person=True,
            urgency="routine",
            is_overdue=False,
            highest_marking_held="official_sensitive",
            method="portal",
            subject_is_told="yes",
            relies_on="NMC-ISA-00007",
            jurisdiction="england_and_wales",
        ),
        requester=RequesterFacts(
            is_verified=True,
            organisation_type="local_authority",
            is_relevant_authority=True,
            destination="verified",
            declares_no_conflict=True,
            training_until=date(2026, 12, 1),
            clearance="employer_check",
            is_authorised=True,
        ),
        handler=HandlerFacts(training_until=date(2026, 12, 1), is_conflicted=False),
        harm=HarmFacts(sharing=(("h1", "none"),), not_sharing=(("n3", "low"),)),
        items=tuple(
            ItemFacts(
                number=number + 1,
                category=chance.choice(categories),
                marking=chance.choice(MARKINGS[:2]),
                as_at=TODAY - timedelta(days=chance.randint(1, 400)),
                accuracy=chance.choice(("verified", "verified", "stale", "unverified")),
                identity_match="confirmed",
                is_relevant=True,
                is_excessive=False,
                is_misleading=False,
                subject_role=chance.choice(("suspect", "victim", "convicted")),
                is_child=False,
                is_vulnerable=False,
                is_live_investigation=False,
                label="fact",
                blocks=frozenset(),
                is_depersonalised=False,
            )
            for number in range(items)
        ),
        agreements=agreements(chance, count),
    )


def by_hand(case: AssessmentFacts) -> list[bool]:
    """Answer only: is each item covered by some agreement in force?"""
    request, requester = case.request, case.requester
    covered = [False] * len(case.items)
    for each in case.agreements:
        if each.status != "in_force" or not each.starts_on <= TODAY:
            continue
        if each.ends_on is not None and each.ends_on < TODAY:
            continue
        if request.purpose not in each.purposes or request.method not in each.methods:
            continue
        if not (each.requester_is_named and each.recipient_is_party and requester.is_verified):
            continue
        ceiling = MARKINGS.index(each.ceiling)
        for place, item in enumerate(case.items):
            if item.category in each.categories and item.subject_role in each.subject_groups:
                covered[place] |= MARKINGS.index(item.marking) <= ceiling
    return covered


def milliseconds(work: Callable[[AssessmentFacts], object], cases: list[AssessmentFacts]) -> float:
    started = time.process_time()
    for case in cases:
        work(case)
    return (time.process_time() - started) * 1000 / len(cases)


def measure(rounds: int = 7, each: int = 30) -> dict[str, float]:
    """Measure medians over interleaved rounds; every round sees requests the engine has not seen."""
    pack = current_pack()
    assess(pack, facts(0))
    names: dict[str, Callable[[AssessmentFacts], object]] = {
        "assess": lambda case: assess(pack, case),
        "assess_small": lambda case: assess(pack, case),
        "assess_and_show": lambda case: [findings(made := assess(pack, case), made.relied_on)],
        "assess_and_store": lambda case: assessment_to_canonical(assess(pack, case)),
        "hand": by_hand,
    }
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        for name, work in names.items():
            count = 1 if name == "assess_small" else 200
            cases = [facts(1000 * (number + 1) + place, count=count) for place in range(each)]
            times[name].append(milliseconds(work, cases))
    found = {f"{name}_ms": statistics.median(values) for name, values in times.items()}
    found["interpreter_ms"] = milliseconds(lambda case: assess_plainly(pack, case), [facts(1), facts(2)])
    found["interpreter_over_assess"] = found["interpreter_ms"] / found["assess_ms"]
    found["assess_over_hand"] = found["assess_ms"] / found["hand_ms"]
    found["goal_ms"] = GOAL_MS
    return found


def main() -> int:
    found = measure()
    if "--json" in sys.argv:
        print(json.dumps(found, indent=1))
    else:
        for name, value in found.items():
            print(f"{name:28} {value:10.3f}")
    return 0 if found["assess_ms"] <= GOAL_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
