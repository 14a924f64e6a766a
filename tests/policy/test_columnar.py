"""The columnar form answers many assessments at once, and each exactly as the definition does."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from needshare.policy import AssessmentFacts, assess, compiled_form, current_pack, load_folder
from needshare.policy.columnar import Columnar, Replayed
from needshare.policy.columns import Layout, Table
from needshare.policy.definition import assess_plainly
from needshare.policy.engine import PACKS
from needshare.policy.facts import FactsError
from needshare.policy.results import Assessment
from tests.policy.cases import agreement, altered, cases, changed, item, rebuilt, with_items


def laid_out(facts: list[AssessmentFacts]) -> Table:
    layout = Layout()
    for each in facts:
        layout.add(each)
    return layout.table()


def rows_of(replayed: Replayed, table: Table, place: int) -> tuple:
    requests, items, gateway, gateway_items = (
        [replayed.distinct[family][row] for row in rows] for family, rows in enumerate(replayed.rows)
    )
    own = slice(table.first_item[place], table.first_item[place + 1])
    return requests[place], tuple(items[own]), gateway[place], tuple(gateway_items[own])


def is_same(replayed: Replayed, table: Table, place: int, plain: Assessment) -> bool:
    basis = plain.relied_on
    return (
        int(replayed.relied[place]) == basis.tally
        and int(replayed.best[place]) == plain.best.tally
        and replayed.basis_of(place, table) == basis.id
        and rows_of(replayed, table, place)
        == (basis.requests, basis.items, basis.gateway_requests, basis.gateway_items)
    )


def compared(facts: list[AssessmentFacts], judge: Callable[..., Assessment] = assess) -> Counter:
    pack, seen = current_pack(), Counter()
    table = laid_out(facts)
    replayed = Columnar(compiled_form(pack)).replay(table)
    for place, each in enumerate(facts):
        found = judge(pack, each)
        assert is_same(replayed, table, place, found), each
        seen[found.relied_on.outcome.value] += 1
        seen["signed" if found.relied_on.agreement else "one_off"] += 1
        seen["is_better_on_another_basis"] += found.best.tally < found.relied_on.tally
        seen["met"] += found.best.outcome == "met"
    return seen


def no_answer_is_rare(seen: Counter, count: int) -> bool:
    """The degeneracy guard: each outcome and each sort of basis makes up a share of what was compared."""
    return min(seen[word] for word in ("needs_a_person", "not_met", "signed", "one_off")) * 20 >= count and (
        seen["met"] > 0 and seen["is_better_on_another_basis"] > 0
    )


def test_the_columnar_form_answers_as_the_definition_does():
    assert no_answer_is_rare(compared(list(cases(1, 150)), assess_plainly), 150)


# Of the same cases `test_compiled` shows that the compiled form answers as the definition does: all three agree.
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 14))
def test_the_columnar_form_answers_as_the_compiled_form_does_on_many_cases(seed):
    assert no_answer_is_rare(compared(list(cases(seed, 5_000))), 5_000)


def test_what_has_many_items_or_none_many_agreements_or_none_is_judged_beside_the_rest():
    many = with_items(
        changed(), *(item(n, "incident_log" if n % 3 else "health", marking="official") for n in range(1, 30))
    )
    signed = [agreement(id=f"{n:02d}", reference=f"NMC-ISA-{n}", version=1 + n % 3) for n in range(20)]
    facts = [
        rebuilt(changed(), items=(), agreements=()),
        rebuilt(many, agreements=signed),
        changed(request__gateways=[]),
        rebuilt(many, agreements=(), request=altered(many.request, gateways=frozenset(("g01", "g15")))),
        changed(),
    ]
    assert compared(facts)["one_off"] >= 1
    assert Columnar(compiled_form(current_pack())).replay(laid_out([])).relied.shape == (0,)


def test_parts_of_a_table_are_judged_as_the_whole_is(monkeypatch):
    facts = list(cases(7, 200))
    whole = Columnar(compiled_form(current_pack())).replay(laid_out(facts))
    monkeypatch.setattr("needshare.policy.columnar.AT_ONCE", 40)
    monkeypatch.setattr("needshare.policy.bits.SPARSE", 0)
    table = laid_out(facts)
    parted = Columnar(compiled_form(current_pack())).replay(table)
    assert parted.relied.tolist() == whole.relied.tolist()
    assert all(rows_of(parted, table, place) == rows_of(whole, table, place) for place in range(len(facts)))


def test_one_changed_agreement_touches_only_its_share_and_equals_the_full_replay():
    facts = [
        rebuilt(
            each,
            request=altered(each.request, relies_on=f"NMC-ISA-{n % 9}"),
            agreements=[altered(one, reference=f"NMC-ISA-{n % 9}") for one in each.agreements],
        )
        for n, each in enumerate(cases(3, 400))
    ]
    table, form = laid_out(facts), Columnar(compiled_form(current_pack()))
    before = form.replay(table)
    changed_table = table.with_agreements(
        [
            altered(each, ends_on=each.starts_on) if each.reference == "NMC-ISA-4" else each
            for each in table.agreements
        ]
    )
    touched = changed_table.resting_on("NMC-ISA-4")
    share, whole = form.replay(changed_table.take(touched)), form.replay(changed_table)
    assert 0 < len(touched) < len(facts) / 4
    assert share.relied.tolist() == whole.relied[touched].tolist()
    assert share.best.tolist() == whole.best[touched].tolist()
    others = np.setdiff1d(np.arange(len(facts)), touched)
    assert whole.relied[others].tolist() == before.relied[others].tolist()
    assert (whole.relied[touched] != before.relied[touched]).any()


def test_the_day_of_an_assessment_is_that_of_the_force():
    late = rebuilt(changed(), at=changed().at.replace(month=7, hour=23, minute=30))
    compared([late, rebuilt(late, at=late.at + timedelta(minutes=29)), changed()])


def test_facts_in_words_a_pack_does_not_know_are_told_apart():
    facts = [changed(), changed(request__purpose="licensing"), changed(item__marking="official")]
    replayed = Columnar(compiled_form(load_folder(PACKS / "us_generic"))).replay(laid_out(facts))
    assert not replayed.is_judged.any()
    assert Columnar(compiled_form(current_pack())).replay(laid_out(facts)).is_judged.all()


def test_a_number_below_nought_is_no_fact():
    with pytest.raises(FactsError, match="never below nought"):
        Layout().add(rebuilt(changed(), request=replace(changed().request, subjects=-1)))
