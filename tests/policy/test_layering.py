"""A force's own layer tightens and sets; whatever would loosen is refused with its place and the rule it breaks."""

import copy
import datetime
import re

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from needshare.policy import (
    AccessSubject,
    PackError,
    assess,
    current_pack,
    load_canonical,
    load_layer,
    replay,
)
from needshare.policy.authority import authority_needed
from needshare.policy.canonical import assessment_to_canonical, facts_to_canonical
from needshare.policy.documents import canonical
from needshare.policy.engine import PACKS
from needshare.policy.layering import lay
from needshare.policy.loading import load
from needshare.policy.permission import check_plainly
from needshare.policy.tables import run_tables
from tests.architecture.source import ROOT
from tests.policy.cases import cases, changed
from tests.policy.layers import HEAD, HEAD_TEXT, LONGER, layer, table, write

PACK = current_pack()
RULE = {"code": "req_incomplete", "when": "request.is_overdue", "message": "It is so."}


def person(*roles, unit):
    return AccessSubject(id="me", owner="force", is_force=True, roles=frozenset(roles), unit=unit)


def tightened(test="security", **rest):
    return table("test", id=test, **rest)


@pytest.mark.parametrize(
    ("file", "document", "says"),
    [
        ("clocks", table("clock", id="link_expiry", amount=999), "'clock.link_expiry' is not in its may_loosen"),
        ("clocks", table("clock", id="receipt", amount=99), "99 is longer than 10, the longest the pack allows"),
        ("clocks", table("clock", id="receipt", amount=0), "this must be one at least"),
        ("clocks", table("clock", id="receipt", amount=1, unit="hours"), "write it in days, as the pack does"),
        ("clocks", table("clock", id="tea", amount=1), "the pack has no time limit named 'tea'"),
        ("clocks", table("clock", id="receipt", amount=1, label="R"), "there is no such field here"),
        ("parameters", table("parameter", name="bulk_subjects", value=101), "'parameter.bulk_subjects' is not in"),
        ("parameters", table("parameter", name="training_grace_days", value=15), "15 is more than 14, the most"),
        ("parameters", table("parameter", name="bulk_subjects", value=0), "0 is less than 1, the least"),
        ("parameters", table("parameter", name="bulk_subjects", value="many"), "this must be int, not 'many'"),
        ("parameters", table("parameter", name="bulk_subjects"), "value: this field is missing"),
        ("parameters", table("parameter", name="tea", value=1), "the pack has no figure named 'tea'"),
        ("parameters", table("parameter", name="highest_marking", value="secret"), "secret is looser than the pack's"),
        ("assessment", tightened(met=[RULE]), "this is a further ground for the test 'security' to pass"),
        ("assessment", tightened(needs_a_person=[RULE]), "a layer only tightens; change the pack instead"),
        ("assessment", tightened(default="met"), "default: a layer may not change this"),
        ("assessment", tightened(restrict=[{**RULE, "when": "no"}]), "nmc/assessment.toml: security, req_incomplete"),
        ("assessment", tightened(restrict=[{**RULE, "code": "tea"}]), "'tea' is not a code of this pack"),
        ("assessment", tightened(without=["tea"]), "the test 'security' has no rule with the code 'tea'"),
        (
            "assessment",
            tightened("requester", without=["destination_mismatch"]),
            "'rule.requester.destination_mismatch' is not in may_loosen of the pack, so this rule stays: "
            "'request.urgency != 'emergency' and requester.destination in {'lookalike', 'personal'}' (The address is",
        ),
        ("codes", table("code", id="req_incomplete"), "the pack has this code already"),
        ("clauses", table("clause", id="A1", text="No"), "the pack has this clause already"),
        ("access", table("verb", id="tea.drink"), "the pack has no 'tea.drink' that could be forbidden"),
        ("access", table("verb", id="case.list", permit=[{}]), "this would permit 'case.list' to more people"),
        ("access", table("verb", id="case.list", refusal="No."), "refusal: a layer may not change this"),
        ("access", table("verb", id="case.list", forbid=[{"when": "x"}]), "nmc/access.toml: case.list, x, when"),
        ("authority", table("authority", id="bulk", roles=["officer"]), "officer may not decide by the row 'bulk'"),
        ("authority", table("authority", id="bulk", preparer_may_decide=True), "asks for another person"),
        ("authority", table("authority", id="bulk", when="True"), "when: a layer may not change this"),
        (
            "authority",
            table("authority", id="own", label="L", minimum="M", when="has_agreement", roles=["officer"]),
            "together with 'routine_within_agreement' nobody could decide any more; name one of these too",
        ),
        ("escalation", table("escalation", id="any", longest_wait_hours=99), "99 hours is longer than the pack's 24"),
        ("escalation", table("escalation", id="any", steps=["king"]), "'king' is not a role of this pack"),
        ("lists", {"referral": {"member": [{"id": "tea", "label": "T"}]}}, "a layer adds no words"),
        ("lists", {"gateway": {"member": [{"id": "g01", "label": "T"}]}}, "'gateway.label' is not in may_set"),
        ("onward", table("condition", id="purpose_only", text="T", also_when="True"), "text: a layer may not change"),
        ("gossip", {}, "nmc/gossip.toml: a layer has no file of this name"),
        ("layer", {**HEAD, "pack": "us_generic"}, "lies over 'us_generic', and the pack here is 'uk_police'"),
        ("layer", {**HEAD, "force": "n m c"}, "this must be the code of the organisation, in capitals"),
        ("layer", {**HEAD, "version": "3" * 24}, "is longer than 24 letters"),
        ("layer", {**HEAD, "effective_to": datetime.date(2026, 1, 1)}, "effective_to: this is before 'effective_from'"),
    ],
)  # fmt: skip
def test_what_would_loosen_or_is_wrong_is_named(file, document, says):
    with pytest.raises(PackError) as wrong:
        lay(PACK, layer(**{file: document}), prefix="nmc/")
    assert any(says in each for each in wrong.value.mistakes), wrong.value.mistakes


def test_a_mistake_of_a_layer_says_its_file_and_line(tmp_path):
    folder = write(tmp_path / "NMC", {"layer.toml": HEAD_TEXT, "clocks.toml": LONGER})
    with pytest.raises(PackError) as wrong:
        load_layer(PACK, folder)
    assert wrong.value.mistakes == (
        "NMC/clocks.toml line 4: receipt, amount: 99 is longer than 10, the longest the pack allows for 'receipt'",
    )


def test_a_layer_is_not_laid_over_another():
    laid = lay(PACK, layer())
    with pytest.raises(PackError, match="not over another layer"):
        lay(laid, layer())


def test_a_restriction_of_a_layer_decides_and_cites_itself():
    laid = lay(PACK, layer())
    facts = changed(request__method="phone")
    found = assess(laid, facts)
    assert found.overall.value == "not_met"
    assert "nmc_no_phone" in {laid.test("security").rules[-1].code}
    assert laid.test("security").rules[-1].layer == "NMC"
    assert (laid.version, laid.layer.force, laid.layer.title) == (
        f"{PACK.version}+3", "NMC", "Northmoor: local policy",
    )  # fmt: skip


def test_the_pack_under_a_layer_stays_as_it_is():
    before = canonical(PACK.documents)
    lay(PACK, layer(clocks=table("clock", id="receipt", amount=1)))
    assert canonical(PACK.documents) == before


def test_pack_and_layer_are_stored_as_one_text_and_replayed_byte_for_byte():
    laid = lay(PACK, layer(clocks=table("clock", id="receipt", amount=1)))
    facts = changed(request__method="phone")
    stored = assessment_to_canonical(assess(laid, facts))
    again = load_canonical(canonical(laid.documents))
    assert again.sha256 == laid.sha256 != PACK.sha256
    assert again.layer == laid.layer
    assert replay(again, facts_to_canonical(facts)) == stored


def test_a_layer_sets_what_the_pack_leaves_to_it():
    laid = lay(
        PACK,
        layer(
            clocks=table("clock", id="due_routine", amount=20),
            parameters=table("parameter", name="training_grace_days", value=14),
            escalation={
                "escalation": [
                    {"id": "claim_case", "steps": ["supervisor", "siro"], "longest_wait_hours": 2},
                    {"id": "answer_test", "steps": ["dpo"]},
                ]
            },
            lists={"referral": {"member": [{"id": "legal", "label": "Joint legal services, room 4"}]}},
            onward=table("condition", id="purpose_only", also_when="request.is_overdue"),
        ),
    )
    assert laid.clocks["due_routine"].amount == 20
    assert laid.parameter("training_grace_days") == 14
    assert laid.escalation("claim_case").steps == ("supervisor", "siro")
    assert laid.escalation("answer_test").longest_wait_hours == 24
    assert laid.words("referral")["legal"] == "Joint legal services, room 4"
    assert "request.is_overdue" in laid.conditions["purpose_only"].condition.facts


def test_a_layer_forbids_by_unit_and_role():
    unit = "01990000-0000-7000-8000-000000000001"
    laid = lay(
        PACK,
        layer(
            units=table("unit", name="desk", label="Front desk", unit_id=unit),
            access=table(
                "verb",
                id="request.record",
                forbid=[
                    {
                        "when": "subject.unit == parameter.unit_desk and not overlap(subject.roles, {'supervisor'})",
                        "message": "The front desk passes requests on.",
                    }
                ],
            ),
        ),
    )
    at_desk = person("officer", unit=unit)
    assert check_plainly(PACK, "request.record", at_desk).is_met
    refusal = check_plainly(laid, "request.record", at_desk)
    assert (refusal.is_met, refusal.reason) == (False, "The front desk passes requests on.")
    assert check_plainly(laid, "request.record", person("officer", unit=None)).is_met


def test_a_layer_raises_the_authority_and_never_lowers_it():
    narrowed = lay(
        PACK,
        layer(
            authority={
                "authority": [
                    {"id": "sensitive", "roles": ["information_management"], "consult": ["dpo"]},
                    {
                        "id": "nmc_health",
                        "label": "Health",
                        "minimum": "information management",
                        "when": "item.category == 'health'",
                        "per": "item",
                        "roles": ["information_management", "decision_maker", "siro"],
                        "consult": ["legal"],
                    },
                ]
            }
        ),
    )
    health = changed(item__category="health")
    needed = authority_needed(narrowed, health)
    assert (needed.row.id, needed.roles) == ("sensitive", {"information_management"})
    assert {"dpo", "legal"} <= set(needed.consult)
    for facts in cases(seed=3, count=150):
        for outcome in (None, "refused", "neither_confirmed_nor_denied"):
            one = authority_needed(PACK, facts, outcome=outcome)
            other = authority_needed(narrowed, facts, outcome=outcome)
            assert other.roles <= one.roles
            assert other.roles
            assert set(other.consult) >= set(one.consult)


def test_a_rule_goes_only_where_the_pack_lets_it():
    documents = copy.deepcopy(dict(PACK.documents))
    documents["pack.toml"]["may_loosen"] = ["rule.requester.domain_unverified", "authority.bulk"]
    loose = load(documents, {})
    laid = lay(
        loose,
        layer(
            assessment=tightened("requester", without=["domain_unverified"]),
            codes={},
            authority=table("authority", id="bulk", roles=["siro", "dpo"]),
        ),
    )
    assert "domain_unverified" not in {rule.code for rule in laid.test("requester").rules}
    assert authority_needed(laid, changed(request__subjects=500)).roles == {"siro", "dpo"}


def test_the_layer_of_the_guide_is_sound_and_its_row_holds(tmp_path):
    guide = (ROOT / "docs" / "how-to" / "write-a-local-layer.md").read_text("utf-8")
    files = {
        found[1]: found[0] for found in re.findall(r"```toml\n(# ([a-z_/]+\.toml):.*?)```", guide, re.DOTALL)
    }
    assert len(files) >= 11
    folder = write(tmp_path / "NMC", files)
    laid = load_layer(PACK, folder)
    report = run_tables(laid, PACKS / "uk_police", folder)
    assert report.failures == []
    assert (laid.clocks["receipt"].amount, laid.parameter("bulk_subjects")) == (2, 50)


@pytest.mark.parametrize(
    ("file", "path", "value", "says"),
    [
        ("pack.toml", ("may_loosen",), ["clock.tea"], "'clock.tea' is nothing of this pack"),
        (
            "pack.toml",
            ("may_loosen",),
            ["rule.security.tea"],
            "no test 'security' has a rule with the code 'tea'",
        ),
        (
            "pack.toml",
            ("may_loosen",),
            ["clock.link_expiry"],
            "say in the clock 'link_expiry' how long it may be",
        ),
        ("pack.toml", ("may_loosen",), ["parameter.bulk_subjects"], "which way is stricter, and how far"),
        ("pack.toml", ("may_set",), ["tea.label"], "'tea' is not a list of this pack"),
        (
            "pack.toml",
            ("may_set",),
            ["method.max_marking"],
            "only a label, a note or a column of text may be set",
        ),
        ("parameters.toml", ("parameter", 0, "most"), -1, "its value 0 is more than its most, -1"),
        ("parameters.toml", ("parameter", 0, "least"), 3, "its value 0 is less than its least, 3"),
        ("parameters.toml", ("parameter", 3, "least"), 3, "only a number has a least and a most"),
        ("clocks/limits.toml", ("clock", 0, "longest"), 1, "this is less than the time limit itself"),
        (
            "parameters.toml",
            ("parameter", 0, "stricter"),
            "higher",
            "a higher value of 'training_grace_days' is called stricter, and would loosen this rule",
        ),
    ],
)
def test_what_a_pack_leaves_to_a_force_is_bounded(file, path, value, says):
    documents = copy.deepcopy(dict(PACK.documents))
    place = documents[file]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(PackError) as wrong:
        load(documents, {})
    assert any(says in each for each in wrong.value.mistakes), wrong.value.mistakes


# --- the property: a layer that loads never turns "not met" into anything better -------------------------

CONDITIONS = (
    "request.urgency == 'routine'",
    "request.is_overdue",
    "request.method in {'phone', 'messaging_app'}",
    "item.category == 'health'",
    "item.is_child or item.is_vulnerable",
    "item.marking > 'official'",
    "has_agreement and agreement.ends_on < today + 30",
    "agreement.status != 'in_force' and has_agreement",
    "requester.organisation_type == 'charity_vcs'",
    "not requester.is_verified",
    "requester.training_until < today + parameter.training_grace_days",
    "gateway == 'g01'",
    "missing(gateway)",
    "today < handler.training_until",
    "agreement.status == 'in_force'",
)
TESTS = tuple(test.id for test in PACK.tests)
RULES = st.fixed_dictionaries(
    {
        "code": st.sampled_from(("req_incomplete", "excessive", "nmc_no_phone")),
        "when": st.sampled_from(CONDITIONS),
        "message": st.just("Northmoor asks for more."),
    },
    optional={"outcome": st.sampled_from(("met", "needs_a_person", "not_met"))},
)
FIGURES = st.sampled_from(sorted(PACK.bounds)).flatmap(
    lambda name: st.fixed_dictionaries({"name": st.just(name), "value": st.integers(0, 800)})
)
CHANGES = st.one_of(
    st.tuples(st.just("restrict"), st.sampled_from(TESTS), st.lists(RULES, min_size=1, max_size=2)),
    st.tuples(st.just("restrict"), st.sampled_from(TESTS), st.lists(RULES, min_size=1, max_size=2)),
    st.tuples(st.just("restrict"), st.sampled_from(TESTS), st.lists(RULES, min_size=1, max_size=2)),
    st.tuples(st.just("met"), st.sampled_from(TESTS), st.lists(RULES, min_size=1, max_size=1)),
    st.tuples(st.just("without"), st.sampled_from(TESTS), st.just(["req_incomplete"])),
    st.tuples(st.just("figure"), FIGURES, st.none()),
)
ALLOWED = frozenset(
    name.removeprefix("parameter.") for name in PACK.may_loosen if name.startswith("parameter.")
)


def built(changes):
    found = layer(assessment={"test": []}, parameters={"parameter": []})
    tests = {}
    for kind, about, what in changes:
        if kind == "figure":
            found["parameters.toml"]["parameter"].append(about)
        else:
            test = tests.setdefault(about, {"id": about})
            test[kind] = [*test.get(kind, []), *copy.deepcopy(what)]
    found["assessment.toml"]["test"] = list(tests.values())
    return found


def loosest(documents):
    """Give the pack with the figures that it lets a layer loosen set as the layer set them."""
    named = {each["name"]: each["value"] for each in documents["parameters.toml"]["parameter"]}
    text = copy.deepcopy(dict(PACK.documents))
    for each in text["parameters.toml"]["parameter"]:
        if each["name"] in ALLOWED and each["name"] in named:
            each["value"] = named[each["name"]]
    return load(text, {})


def by_basis(found):
    return {basis.id: (basis.outcome.rank, basis.tally) for basis in found.bases}


def one_off_outcomes(pack, found):
    """Map each test of each one-off basis, for the request or each item, to its outcome."""
    outcomes = {}
    for basis in found.bases:
        if basis.agreement is None:
            rows = (basis.requests, basis.items, basis.gateway_requests, basis.gateway_items)
            for family, answers in zip(found.families.all(), rows, strict=True):
                many = [answers] if hasattr(answers, "tally") else answers
                for place, row in enumerate(many):
                    outcomes |= {
                        (basis.id, place, test.id): outcome
                        for test, outcome in zip(family, row.outcomes, strict=True)
                    }
    return outcomes


HITS = {"tried": 0, "loaded": 0, "worse": 0}
NEAR = tuple(cases(seed=77, count=40))


@settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
@given(st.lists(CHANGES, min_size=1, max_size=3))
def tightens_or_is_refused(changes):
    documents = built(changes)
    HITS["tried"] += 1
    try:
        laid = lay(PACK, documents)
    except PackError:
        return
    HITS["loaded"] += 1
    before = loosest(documents)
    for facts in NEAR:
        one, other = assess(before, facts), assess(laid, facts)
        assert other.overall.rank >= one.overall.rank, (documents, facts)
        for place in range(len(facts.items)):
            assert other.item_overall(place).rank >= one.item_overall(place).rank, (documents, facts)
        was, now = by_basis(one), by_basis(other)
        assert all(now[name] >= was[name] for name in was), (documents, facts)
        tests, then = one_off_outcomes(laid, other), one_off_outcomes(before, one)
        gone = {
            key for key in then if key not in tests
        }  # a test now answered for each gateway stands elsewhere
        assert all(tests[key] >= then[key] for key in then if key not in gone), (documents, facts)
        HITS["worse"] += was != now


def test_a_layer_that_loads_never_makes_an_answer_better():
    tightens_or_is_refused()
    assert HITS["loaded"] * 5 >= HITS["tried"], f"the degeneracy guard: {HITS}"
    assert HITS["worse"] * 20 >= HITS["loaded"] * len(NEAR), f"the degeneracy guard: {HITS}"
