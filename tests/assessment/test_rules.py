from dataclasses import replace
from typing import Any

import pytest

from needshare.assessment import rules
from needshare.assessment.rules import Answers
from needshare.assessment.terms import HarmLevel, SubjectTold
from tests.story import answers

LISTED = {
    "sharing": [f"h{number}" for number in range(1, 11)],
    "not_sharing": [f"n{number}" for number in range(1, 7)],
}


def wrong(**changes: Any) -> list[str]:
    return [error.field for error in rules.unanswered(replace(answers(), **changes), **LISTED)]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"sharing_harm": {"h99": HarmLevel.NONE}}, ["sharing_harm"]),
        ({"not_sharing_harm": {"h1": HarmLevel.LOW}}, ["not_sharing_harm"]),
        ({"harm_words": ""}, []),
        ({"harm_words": " ", "sharing_harm": {"h1": HarmLevel.MEDIUM}}, ["harm_words"]),
        ({"harm_words": "", "not_sharing_harm": {"n1": HarmLevel.SEVERE}}, ["harm_words"]),
        ({"sharing_harm": {"h1": HarmLevel.SEVERE}}, []),
        ({"fairness_words": " "}, ["fairness_words"]),
        ({"subject_told": SubjectTold.YES, "fairness_words": ""}, []),
        ({"subject_told": SubjectTold.UNKNOWN, "fairness_words": ""}, []),
    ],
)
def test_what_a_person_must_put_into_words(changes: dict[str, Any], fields: list[str]):
    assert wrong(**changes) == fields


def test_nothing_answered_is_unknown_and_goes_to_a_person():
    assert rules.unanswered(Answers(), **LISTED) == []


@pytest.mark.parametrize(
    ("assessed", "unchanged", "is_met"), [(False, False, False), (True, False, False), (True, True, True)]
)
def test_only_the_case_as_it_was_assessed_is_put_forward(assessed: bool, unchanged: bool, is_met: bool):
    finding = rules.assessment_is_current(is_assessed=assessed, is_unchanged=unchanged)
    assert finding.is_met is is_met
    assert finding.reason
