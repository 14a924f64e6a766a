import copy

import pytest

from needshare.policy import (
    AccessSubject,
    assess,
    assessment_to_canonical,
    check,
    compiled_form,
    current_pack,
)
from needshare.policy.definition import assess_plainly
from needshare.policy.emission import define
from needshare.policy.loading import load
from tests.policy.cases import agreement, cases, changed, item, rebuilt, with_items


def same_answers(seed: int, count: int) -> dict[str, int]:
    pack, seen = current_pack(), {"met": 0, "needs_a_person": 0, "not_met": 0}
    for facts in cases(seed, count):
        fast, plain = assess(pack, facts), assess_plainly(pack, facts)
        assert fast.bases == plain.bases, facts
        for basis in fast.bases:
            seen[basis.outcome] += 1
    return seen


def no_outcome_is_rare(seen: dict[str, int]) -> bool:
    """The degeneracy guard: each outcome of a basis makes up at least a twentieth of what was compared."""
    return min(seen.values()) * 20 >= sum(seen.values())


def test_compiled_form_and_definition_agree():
    assert no_outcome_is_rare(same_answers(seed=1, count=1_000))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 14))
def test_compiled_form_and_definition_agree_on_many_cases(seed):
    assert no_outcome_is_rare(same_answers(seed=seed, count=5_000))


def test_both_write_the_same_bytes():
    pack = current_pack()
    for facts in cases(3, 60):
        assert assessment_to_canonical(assess(pack, facts)) == assessment_to_canonical(
            assess_plainly(pack, facts)
        )


def test_many_items_and_agreements_agree():
    pack = current_pack()
    items = [
        item(number, "incident_log" if number % 3 else "health", marking="official")
        for number in range(1, 41)
    ]
    agreements = [
        agreement(id=f"{n:02d}", reference=f"NMC-ISA-{n}", categories={"health"} if n % 2 else {"identity"})
        for n in range(30)
    ]
    facts = rebuilt(with_items(changed(), *items), agreements=agreements)
    assert assess(pack, facts).bases == assess_plainly(pack, facts).bases


def test_a_request_without_items_or_agreements_is_assessed():
    facts = rebuilt(changed(), items=(), agreements=())
    found = assess(current_pack(), facts)
    assert [basis.id for basis in found.bases] == ["one_off:g02"]
    assert found.bases == assess_plainly(current_pack(), facts).bases


def test_a_pack_is_compiled_once():
    assert compiled_form(current_pack()) is compiled_form(current_pack())


def test_kept_rows_are_bounded(monkeypatch):
    monkeypatch.setattr("needshare.policy.compiled.MOST_ROWS", 2)
    pack = current_pack()
    form = type(compiled_form(pack))(pack)
    for facts in cases(5, 30):
        assert form.assess(facts).bases == assess_plainly(pack, facts).bases
    assert max(len(rows) for rows in form.rows) <= 2


def test_generated_source_names_no_builtin_beyond_its_own():
    form = compiled_form(current_pack())
    space = define(form.source, "again", {**form.emitter.names, "__builtins__": {}})
    assert callable(space["of_agreements"])


def test_a_pack_with_many_rules_about_agreement_and_item_is_compiled_too():
    documents = copy.deepcopy(dict(current_pack().documents))
    cover = next(
        t for t in documents["assessment/5_accountable.toml"]["test"] if t["id"] == "agreement_cover"
    )
    cover["restrict"] += [
        {
            "code": "category_out_of_scope",
            "when": f"agreement.ceiling < 'secret' and item.{fact} and item.number != {number}",
            "message": "It is so.",
        }
        for number, fact in enumerate(("is_excessive", "is_misleading", "is_child"))
    ]
    cover["restrict"].append(
        {
            "code": "category_out_of_scope",
            "when": "not (item.accuracy == 'verified') and not agreement.requester_is_named",
            "message": "It is so.",
        }
    )
    pack = load(documents, {})
    form = compiled_form(pack)
    assert form.width > 1
    for facts in cases(41, 300):
        assert form.assess(facts).bases == assess_plainly(pack, facts).bases


def test_forms_kept_are_bounded(monkeypatch):
    documents = copy.deepcopy(dict(current_pack().documents))
    documents["phrases.toml"]["permitted"] = "You may well do this."
    another = load(documents, {})
    first = compiled_form(current_pack())
    monkeypatch.setattr("needshare.policy.engine.KEPT", 1)
    assert compiled_form(another) is not first
    assert compiled_form(current_pack()) is not first
    subject = AccessSubject(id="me", owner="force", is_force=True, roles=frozenset())
    assert check(another, "policy.view", subject).is_met
    assert check(current_pack(), "policy.view", subject).is_met
