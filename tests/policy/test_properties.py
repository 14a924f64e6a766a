"""What must hold of every assessment, on cases drawn near agreements; each property states its hit rate."""

import copy
import os
import random
import subprocess
import sys

import pytest

from needshare.kernel import Outcome
from needshare.policy import (
    UNKNOWN,
    assess,
    assessment_to_canonical,
    current_pack,
    facts_to_canonical,
)
from needshare.policy.facts import SCOPES
from needshare.policy.kinds import kinds_in
from needshare.policy.loading import load
from tests.policy.cases import POOLS, TOMORROW, YESTERDAY, agreement, altered, cases, rebuilt

COUNT = 600
TIGHTER = {
    "expires": lambda facts, each: {"ends_on": YESTERDAY},
    "is suspended": lambda facts, each: {"status": "suspended"},
    "starts later": lambda facts, each: {"starts_on": TOMORROW},
    "loses a category": lambda facts, each: {"categories": each.categories - {facts.items[0].category}},
    "loses a purpose": lambda facts, each: {"purposes": each.purposes - {facts.request.purpose}},
    "loses a method": lambda facts, each: {"methods": each.methods - {facts.request.method}},
    "loses a group": lambda facts, each: {
        "subject_groups": each.subject_groups - {facts.items[0].subject_role}
    },
    "lowers its ceiling": lambda facts, each: {"ceiling": "official"},
    "no longer names the requester": lambda facts, each: {"requester_is_named": False},
}


def score(facts):
    found = assess(current_pack(), facts)
    items = [found.item_overall(place).rank for place in range(len(facts.items))]
    return found.best.tally, found.overall.rank, items


def is_no_better(after, before):
    items = all(worse >= better for worse, better in zip(after[2], before[2], strict=True))
    return after[0] >= before[0] and after[1] >= before[1] and items


@pytest.mark.parametrize("how", TIGHTER)
def test_tightening_an_agreement_never_improves(how):
    hits = tried = 0
    for facts in cases(seed=21, count=COUNT):
        if not facts.agreements:
            continue
        first, *rest = facts.agreements
        tighter = rebuilt(facts, agreements=(altered(first, **TIGHTER[how](facts, first)), *rest))
        assert is_no_better(score(tighter), score(facts)), (facts, how)
        tried += 1
        found = assess(current_pack(), facts).bases[0], assess(current_pack(), tighter).bases[0]
        hits += found[0].tally < found[1].tally
    assert hits * 20 >= tried, f"only {hits} of {tried} cases were made worse by what was tightened"


def worse_and_better(path, kind):
    """Give pairs of values of a fact, the second better, from its pool."""
    fact = current_pack().facts[path]
    scope, _, name = path.partition(".")
    values = [value for value in POOLS[scope][name] if value is not None and value is not UNKNOWN]
    if kind.name == "bool":
        pairs = [(False, True)]
    elif kind.name == "enum" and fact.best:
        pairs = [
            (low, high) for low in values for high in values if low not in fact.best and high in fact.best
        ]
    elif kind.name == "set":
        pairs = [(low, high) for low in values for high in values if low < high]
    else:
        ranks = current_pack().ranks.get(kind.of, {})
        pairs = [
            (low, high) for low in values for high in values if ranks.get(low, low) < ranks.get(high, high)
        ]
    return pairs if fact.direction == "+" else [(high, low) for low, high in pairs]


DIRECTED = [
    (f"{scope}.{name}", kinds_in(SCOPES[scope])[name])
    for scope, pool in POOLS.items()
    if scope != "agreement"
    for name in pool
    if current_pack().facts[f"{scope}.{name}"].direction != "0"
]


def with_fact(facts, path, value):
    scope, _, name = path.partition(".")
    if scope == "item":
        first, *rest = facts.items
        return rebuilt(facts, items=(altered(first, **{name: value}), *rest))
    return rebuilt(facts, **{scope: altered(getattr(facts, scope), **{name: value})})


def test_a_better_fact_never_makes_an_answer_worse():
    chance = random.Random(5)
    hits = {path: 0 for path, _ in DIRECTED}
    for path, kind in DIRECTED:
        pairs = worse_and_better(path, kind)
        assert pairs, path
        for facts in cases(seed=hash_of(path), count=60):
            low, high = chance.choice(pairs)
            worse, better = score(with_fact(facts, path, low)), score(with_fact(facts, path, high))
            assert is_no_better(worse, better), (path, low, high, facts)
            hits[path] += worse != better
    real = sum(1 for count in hits.values() if count)
    assert real * 4 >= len(hits) * 3, (
        f"these facts never mattered: {[path for path, n in hits.items() if not n]}"
    )


def hash_of(path):
    return sum(ord(letter) * place for place, letter in enumerate(path, 1))


UNSURE = [
    (f"{scope}.{name}", kind)
    for scope in ("request", "requester", "item")
    for name, kind in kinds_in(SCOPES[scope]).items()
    if kind.may_be_unknown
]


@pytest.mark.parametrize(("path", "kind"), UNSURE)
def test_unknown_is_met_only_if_every_known_value_is(path, kind):
    pack = current_pack()
    values = (True, False) if kind.name == "bool" else tuple(pack.words(kind.of))
    hits = 0
    for facts in cases(seed=9, count=60):
        unsure = outcomes(assess(pack, with_fact(facts, path, UNKNOWN)))
        for value in values:
            known = outcomes(assess(pack, with_fact(facts, path, value)))
            for one, other in zip(unsure, known, strict=True):
                assert one > 0 or other == 0, (path, value, facts)
                hits += other > 0
    assert hits > 0


def outcomes(found):
    return [
        outcome
        for basis in found.bases
        for row in (basis.requests, basis.gateway_requests, *basis.items, *basis.gateway_items)
        for outcome in row.outcomes
    ]


def test_order_of_agreements_and_items_changes_nothing():
    pack = current_pack()
    for facts in cases(seed=4, count=200):
        turned = rebuilt(facts, agreements=facts.agreements[::-1], items=facts.items[::-1])
        one, other = assess(pack, facts), assess(pack, turned)
        assert (one.best.id, one.relied_on.id, one.overall) == (
            other.best.id,
            other.relied_on.id,
            other.overall,
        )
        assert {basis.id: basis.tally for basis in one.bases} == {
            basis.id: basis.tally for basis in other.bases
        }


def test_same_facts_and_pack_give_the_same_bytes_in_whatever_order_they_come():
    pack = current_pack()
    for facts in cases(seed=14, count=150):
        turned = rebuilt(facts, agreements=facts.agreements[::-1], items=facts.items[::-1])
        assert facts_to_canonical(facts) == facts_to_canonical(turned)
        assert assessment_to_canonical(assess(pack, facts)) == assessment_to_canonical(assess(pack, turned))


def test_another_process_with_other_hashes_gives_the_same_bytes():
    """Sets are walked in another order there; what is written must not show it."""
    told = set()
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(map(str, sys.path)),
        }
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, check=True, capture_output=True, text=True
        )
        told.add(done.stdout)
    assert len(told) == 1


DIGEST = """
import hashlib
from needshare.policy import assess, assessment_to_canonical, current_pack
from tests.policy.cases import cases
digest = hashlib.sha256(current_pack().sha256.encode())
for facts in cases(seed=15, count=25):
    digest.update(assessment_to_canonical(assess(current_pack(), facts)))
print(digest.hexdigest())
"""


def changed_pack(change):
    documents = copy.deepcopy(dict(current_pack().documents))
    change(documents)
    return load(documents, {})


def gateways_end(documents):
    for gateway in documents["lists/gateways.toml"]["gateway"]["member"]:
        gateway["in_force_to"] = YESTERDAY


def everything_is_restricted(documents):
    """Add a restriction to every test, one that holds of many cases."""
    for file, document in documents.items():
        for test in document.get("test", []) if file.startswith("assessment/") else []:
            about = "item.marking > 'official'" if test["per"] == "item" else "request.urgency == 'routine'"
            test.setdefault("restrict", []).append(
                {
                    "code": "req_incomplete",
                    "when": about,
                    "message": "It is so.",
                }
            )


@pytest.mark.parametrize("change", [gateways_end, everything_is_restricted])
def test_what_ends_never_grants_and_a_restriction_never_improves(change):
    tighter, tried, hits = changed_pack(change), 0, 0
    for facts in cases(seed=33, count=COUNT):
        before, after = assess(current_pack(), facts), assess(tighter, facts)
        assert after.overall.rank >= before.overall.rank, facts
        assert after.best.tally >= before.best.tally, facts
        for place in range(len(facts.items)):
            assert after.item_overall(place).rank >= before.item_overall(place).rank, facts
        then = {basis.id: basis for basis in before.bases}
        assert all(basis.tally >= then[basis.id].tally for basis in after.bases), facts
        tried += 1
        hits += after.best.tally > before.best.tally
    assert hits * 20 >= tried, f"the degeneracy guard: only {hits} of {tried} cases were made worse"


def test_another_agreement_changes_no_other_basis():
    pack = current_pack()
    another = agreement(id="zzz", reference="NMC-ISA-ZZZ", categories={"cctv"})
    for facts in cases(seed=6, count=200):
        if not facts.agreements:
            continue
        before = {basis.id: basis for basis in assess(pack, facts).bases}
        after = {
            basis.id: basis
            for basis in assess(pack, rebuilt(facts, agreements=(*facts.agreements, another))).bases
        }
        assert {name: after[name] for name in before} == before


def test_overall_is_never_better_than_any_basis():
    pack = current_pack()
    for facts in cases(seed=8, count=200):
        found = assess(pack, facts)
        assert found.overall.rank == min(basis.outcome.rank for basis in found.bases)
        for place in range(len(facts.items)):
            assert found.best.item_outcome(place).rank <= found.best.outcome.rank
        assert found.relied_on in found.bases
        assert isinstance(found.overall, Outcome)
