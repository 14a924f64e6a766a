"""Expiry never grants: of whatever authorisations cover an item, the end of one never improves a finding."""

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, strategies as st

from needshare.authorisations.rules import Dates, standing_on
from needshare.authorisations.terms import Standing
from needshare.policy import assess, current_pack, findings
from tests.policy.cases import cases, rebuilt

KINDS = tuple(current_pack().words("authorisation_kind"))
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
FLOOR = 30


def outcomes(facts):
    found = assess(current_pack(), facts)
    return {
        (basis.id, each.test, each.item): each.outcome.rank
        for basis in found.bases
        for each in findings(found, basis)
    }


def test_the_end_of_an_authorisation_never_improves_an_outcome():
    chance, hits = random.Random(46), 0
    for facts in cases(seed=46, count=200):
        held = frozenset(chance.sample(KINDS, chance.randint(1, 3)))
        blocks = frozenset(chance.sample(("b08", "b13", "b18"), chance.randint(0, 1)))
        gateways = chance.choice((facts.request.gateways, frozenset({"g45"})))
        items = [
            replace(each, authorised_by=held, authorised_under="AU", blocks=blocks) for each in facts.items
        ]
        request = replace(facts.request, gateways=gateways)
        before = outcomes(rebuilt(facts, items=tuple(items), request=request))
        gone = chance.choice(sorted(held))
        fewer = [replace(each, authorised_by=held - {gone}) for each in items]
        after = outcomes(rebuilt(facts, items=tuple(fewer), request=request))
        assert all(after[finding] >= rank for finding, rank in before.items()), (facts, gone)
        hits += after != before
    assert hits >= FLOOR


@given(first=DAYS, length=st.integers(0, 40), day=DAYS, wait=st.integers(0, 60), is_checked=st.booleans())
def test_once_it_has_lapsed_it_never_stands_again(first, length, day, wait, is_checked):
    dates = Dates(
        valid_from=first,
        valid_to=first + timedelta(days=length),
        is_checked=is_checked,
        is_revoked=False,
        is_replaced=False,
    )
    if standing_on(day, dates) is Standing.LAPSED:
        assert standing_on(day + timedelta(days=wait), dates) is Standing.LAPSED
    if standing_on(day, dates) is Standing.IN_FORCE:
        assert is_checked
        assert first <= day <= first + timedelta(days=length)
