"""What it costs to judge a million past item assessments again, and how far that depends on the agreements there are.

Assessments are drawn near the base case of `uk_police`, one to five items each, each of a partner who has six
agreements; the world holds 200 or 10 000 of them. Every row is judged by every test of the pack on every basis. The
unit is a raw scan: adding up each column that the rules of the pack look at. One agreement is then changed: only the
assessments that look at it are judged, and must end as a full replay has them. Figures are processor time, medians of
rounds that take turns. Run: python -m benchmarks.replay [--json] [--items 1000000]
"""

import argparse
import json
import random
import statistics
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np

from needshare.policy import AgreementFacts, AssessmentFacts, compiled_form, load_folder
from needshare.policy.columnar import Columnar
from needshare.policy.columns import Layout, Table
from needshare.policy.engine import PACKS
from needshare.policy.facts import SCOPES, given
from needshare.policy.tables import case, read_table

PACK = load_folder(PACKS / "uk_police")
BASE = read_table(PACKS / "uk_police").base
TODAY = BASE["at"].date()
EACH = 6
DISTINCT = 20_000
GOALS = {"replay_in_scans": 300.0, "agreements_200_to_10000": 1.3, "one_agreement_over_its_share": 3.0}
CHOICES: dict[str, tuple[Any, ...]] = {
    "request.purpose": ("asb_prevention", "prevent_detect_crime", "safeguard_child", "employment_vetting"),
    "request.gateways": (["g01"], ["g02"], ["g01", "g15"], ["g29"], []),
    "request.method": ("portal", "gov_tls_email", "hand", "phone"),
    "request.urgency": ("routine", "urgent", "emergency"),
    "request.necessity_is_stated": (True, False),
    "request.is_overdue": (True, False),
    "request.subject_is_told": ("yes", "no_with_reason", "unknown"),
    "requester.is_verified": (True, False, "unknown"),
    "requester.organisation_type": ("local_authority", "housing_provider", "school_or_college"),
    "requester.destination": ("verified", "unverified", "lookalike"),
    "requester.clearance": ("none", "employer_check", "sc"),
    "handler.training_until": tuple(TODAY + timedelta(days=days) for days in (-40, 10, 300)),
    "harm.sharing": ([["h1", "none"]], [["h2", "medium"]], [["h4", "severe"]]),
    "at": tuple(BASE["at"] - timedelta(days=days) for days in range(0, 1100, 7)),
}
ITEMS: dict[str, tuple[Any, ...]] = {
    "category": (
        "identity",
        "incident_log",
        "court_orders",
        "health",
        "arrest_no_charge",
        "convictions_spent",
    ),
    "marking": ("official", "official_sensitive", "official_sensitive", "secret"),
    "accuracy": ("verified", "verified", "stale", "disputed", "unverified"),
    "identity_match": ("confirmed", "confirmed", "weak", "ambiguous"),
    "subject_role": ("suspect", "victim", "witness_or_other_informant"),
    "is_relevant": (True, True, False, "unknown"),
    "is_child": (False, False, True),
    "is_excessive": (False, False, True),
    "blocks": ((), (), ("b06",), ("b14",)),
    "sensitive_condition": (None, "s8_1"),
    "as_at": tuple(TODAY - timedelta(days=days) for days in (5, 90, 700)),
}


def known(path: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Keep the words that the pack knows."""
    scope, _, name = path.partition(".")
    kind = SCOPES[scope].__dataclass_fields__[name].metadata.get("kind") if name else None
    words = PACK.lists[kind.of].members if kind and kind.of in PACK.lists else None
    return tuple(
        each for each in values if words is None or not isinstance(each, str) or each in (*words, "unknown")
    )


def world(count: int) -> list[tuple[AgreementFacts, ...]]:
    """Make agreements, six for each partner, as those of a force differ."""
    chance = random.Random(count)
    base = dict(BASE["agreement"][0])
    categories, purposes = list(PACK.words("category")), list(PACK.words("purpose"))
    made = [
        AgreementFacts(
            **{
                **base,
                "id": f"{number:05d}",
                "reference": f"NMC-ISA-{number}",
                "status": chance.choices(("in_force", "suspended"), (9, 1))[0],
                "ends_on": TODAY + timedelta(days=chance.randint(-400, 900)),
                "categories": frozenset([*base["categories"], *chance.sample(categories, 8)]),
                "purposes": frozenset([*base["purposes"], *chance.sample(purposes, 4)]),
                "requester_is_named": chance.random() < 0.8,
            }
        )
        for number in range(count)
    ]
    return [tuple(made[place : place + EACH]) for place in range(0, count - EACH + 1, EACH)]


def drawn(seed: int, count: int, partners: list[tuple[AgreementFacts, ...]]) -> list[AssessmentFacts]:
    """Draw assessments near the base case, most of them plausible."""
    chance = random.Random(seed)
    item = case(BASE, {}).items[0]
    choices = {path: known(path, values) for path, values in CHOICES.items()}
    of_item = {name: known(f"item.{name}", values) for name, values in ITEMS.items()}
    found = []
    for _each in range(count):
        names = chance.sample(list(choices), chance.choice((0, 1, 1, 2, 3)))
        facts = case(BASE, {name: chance.choice(choices[name]) for name in (*names, "at")})
        items = []
        for number in range(1, chance.randint(1, 5) + 1):
            own = chance.sample(list(of_item), chance.choice((0, 0, 1, 1, 2)))
            change = {name: chance.choice(of_item[name]) for name in own}
            items.append(type(item)(**{**given(item), **change, "number": number}))
        signed = chance.choice(partners)
        request = replace(
            facts.request, relies_on=chance.choice((None, *(each.reference for each in signed)))
        )
        found.append(replace(facts, request=request, items=tuple(items), agreements=signed))
    return found


def million(count: int, agreements: int) -> Table:
    """Lay out as many item assessments as asked for, from some thousands that differ."""
    layout = Layout()
    for each in drawn(agreements, DISTINCT, world(agreements)):
        layout.add(each)
    few = layout.table()
    chance = np.random.default_rng(agreements)
    places = chance.integers(0, len(few), int(count * len(few) / few.items))
    return few.take(places)


def scanned(table: Table) -> float:
    """Add up each column that the rules look at, and say how long that took."""
    paths = {path for test in PACK.tests for rule in test.rules for path in rule.condition.facts}
    columns = [table.columns[path] for path in sorted(paths) if path in table.columns]
    columns += [table.agreement, table.gateway]
    started = time.process_time()
    for column in columns:
        column.sum()
    return time.process_time() - started


def replayed(form: Columnar, table: Table) -> tuple[float, Any]:
    started = time.process_time()
    found = form.replay(table)
    return time.process_time() - started, found


def one_changed(form: Columnar, table: Table) -> dict[str, float]:
    """Change one agreement: judge its share alone, and see that a full replay says the same."""
    reference = table.agreements[0].reference
    ended = [
        replace(each, ends_on=each.starts_on) if each.reference == reference else each
        for each in table.agreements
    ]
    after = table.with_agreements(ended)
    ratios = []
    for _round in range(5):
        started = time.process_time()
        places = after.resting_on(reference)
        share = form.replay(after.take(places))
        spent = time.process_time() - started
        full_time, full = replayed(form, after)
        ratios.append(spent / full_time)
    same = np.array_equal(share.relied, full.relied[places]) and np.array_equal(share.best, full.best[places])
    if not same or not len(places) or len(places) == len(table):
        raise SystemExit(
            f"{reference}: its share of {len(places)} rows does not end as the full replay has it"
        )
    part = len(places) / len(table)
    return {
        "one_agreement_rows_percent": part * 100,
        "one_agreement_time_percent": statistics.median(ratios) * 100,
        "one_agreement_over_its_share": statistics.median(ratios) / part,
    }


def measured(items: int, rounds: int = 5) -> dict[str, float]:
    form = Columnar(compiled_form(PACK))
    worlds = {count: million(items, count) for count in (200, 10_000)}
    times: dict[str, list[float]] = {name: [] for name in ("scan", "200", "10000")}
    ratios: list[float] = []
    spread: list[float] = []
    for _round in range(rounds):
        scan = statistics.median(scanned(worlds[200]) for _each in range(5))
        spent = {count: replayed(form, table)[0] for count, table in worlds.items()}
        again = statistics.median(scanned(worlds[200]) for _each in range(5))
        unit = (scan + again) / 2
        times["scan"].append(unit)
        times["200"].append(spent[200])
        times["10000"].append(spent[10_000])
        ratios.append(spent[200] / unit)
        spread.append(spent[10_000] / spent[200])
    outcomes = np.bincount(form.replay(worlds[200]).outcomes(), minlength=3) / len(worlds[200]) * 100
    return {
        "items": worlds[200].items,
        "assessments": len(worlds[200]),
        "scan_ms": statistics.median(times["scan"]) * 1000,
        "replay_200_ms": statistics.median(times["200"]) * 1000,
        "replay_10000_ms": statistics.median(times["10000"]) * 1000,
        "replay_in_scans": statistics.median(ratios),
        "agreements_200_to_10000": statistics.median(spread),
        **dict(zip(("met_percent", "person_percent", "not_met_percent"), outcomes.tolist(), strict=True)),
        **one_changed(form, worlds[200]),
    }


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--items", type=int, default=1_000_000)
    options = asked.parse_args()
    found = measured(options.items)
    if options.json:
        print(json.dumps({**found, "goals": GOALS}, indent=1))
    else:
        for name, value in found.items():
            goal = f"  (goal: at most {GOALS[name]:g})" if name in GOALS else ""
            print(f"{name:30} {value:12.3f}{goal}")
    return 0 if all(found[name] <= most for name, most in GOALS.items()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
