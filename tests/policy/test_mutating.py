"""The decision tables hold the rules fast: nearly every small change of a rule is noticed by a row."""

import pytest

from .mutating import FLOOR, score_of


@pytest.mark.parametrize("pack", ["uk_police", "us_generic"])
def test_nearly_every_small_change_of_a_rule_is_noticed(pack):
    noticed, made, missed = score_of(pack)
    assert made > 150
    assert noticed / made >= FLOOR, [f"{each.rule.test}: {each.words}" for each in missed]
