"""How the rules of one test combine: base, restriction, unknown."""

import pytest

from needshare.kernel import Outcome
from needshare.policy.kinds import UNKNOWN
from needshare.policy.language import Condition
from needshare.policy.pack import Rule, Test
from needshare.policy.results import MET, NOT_MET, PERSON, row_of

ALWAYS = Condition("True", ("holds", ("literal", True)), ())
KINDS = {
    "ground": ("met", Outcome.MET),
    "person": ("needs_a_person", Outcome.NEEDS_A_PERSON),
    "refers": ("restrict", Outcome.NEEDS_A_PERSON),
    "stops": ("restrict", Outcome.NOT_MET),
    "notes": ("restrict", Outcome.MET),
}


def outcome(default, **truths):
    rules = tuple(Rule("t", *KINDS[name][:1], ALWAYS, KINDS[name][1], name, "So.") for name in truths)
    test = Test(
        id="t",
        label="T",
        question="?",
        heading="lawful",
        per_item=False,
        default=default,
        default_code="d",
        message="So.",
        clauses=(),
        sources=(),
        rules=rules,
    )
    return row_of([test], [list(truths.values())]).outcomes[0]


@pytest.mark.parametrize(
    ("default", "truths", "wanted"),
    [
        (Outcome.NOT_MET, {}, NOT_MET),
        (Outcome.MET, {}, MET),
        (Outcome.NOT_MET, {"ground": True}, MET),
        (Outcome.NOT_MET, {"ground": False}, NOT_MET),
        (Outcome.NOT_MET, {"ground": UNKNOWN}, PERSON),
        (Outcome.NOT_MET, {"ground": False, "person": True}, PERSON),
        (Outcome.NOT_MET, {"ground": True, "person": True}, MET),
        (Outcome.NOT_MET, {"ground": False, "person": UNKNOWN}, PERSON),
        (Outcome.NOT_MET, {"ground": True, "stops": True}, NOT_MET),
        (Outcome.NOT_MET, {"ground": True, "refers": True}, PERSON),
        (Outcome.NOT_MET, {"ground": True, "refers": True, "stops": True}, NOT_MET),
        (Outcome.MET, {"stops": UNKNOWN}, PERSON),
        (Outcome.MET, {"refers": UNKNOWN, "stops": True}, NOT_MET),
        (Outcome.MET, {"notes": True}, MET),
        (Outcome.MET, {"notes": UNKNOWN}, MET),
        (Outcome.NOT_MET, {"ground": False, "notes": True}, NOT_MET),
    ],
)
def test_rules_combine(default, truths, wanted):
    assert outcome(default, **truths) == wanted


def test_a_row_counts_both_ways():
    assert outcome(Outcome.NEEDS_A_PERSON) == PERSON
