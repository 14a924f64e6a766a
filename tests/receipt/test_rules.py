from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from needshare.receipt import rules
from needshare.receipt.rules import LinkFacts, OpeningFacts

AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SOUND = OpeningFacts(
    at=AT,
    is_named_recipient=True,
    has_accepted_conditions=True,
    expires_at=AT,
    is_covered_by_checkpoint=True,
    is_person_active=True,
    is_agreement_standing=True,
    is_authority_standing=True,
)


def failing(**changes: Any) -> list[str]:
    return [each.code for each in rules.may_open(replace(SOUND, **changes)) if not each.is_met]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"is_named_recipient": False}, ["requester_not_named_contact"]),
        ({"is_person_active": False}, ["requester_not_named_contact"]),
        ({"has_accepted_conditions": False}, ["conditions_not_accepted"]),
        ({"expires_at": AT - SECOND}, ["link_expired"]),
        ({"is_agreement_standing": False}, ["isa_suspended"]),
        ({"is_authority_standing": False}, ["authorisation_ended"]),
        ({"is_covered_by_checkpoint": False}, ["not_in_checkpoint"]),
    ],
)
def test_each_thing_missing_keeps_a_package_shut_and_is_named(changes: dict[str, Any], codes: list[str]):
    assert failing(**changes) == codes


def test_handing_over_asks_for_all_but_the_click_on_the_conditions():
    unaccepted = replace(SOUND, has_accepted_conditions=False)
    assert all(each.is_met for each in rules.may_hand_over(unaccepted))
    late = rules.may_hand_over(replace(unaccepted, expires_at=AT - SECOND))
    assert [each.code for each in late if not each.is_met] == ["link_expired"]


LINK = LinkFacts(expires_at=AT, wrong_codes=0, opened_at=None, acknowledged_at=None, code_given_at=None)


@pytest.mark.parametrize(
    ("changes", "lives"),
    [
        ({}, True),
        ({"expires_at": AT - SECOND}, False),
        ({"wrong_codes": rules.MOST_WRONG_CODES - 1}, True),
        ({"wrong_codes": rules.MOST_WRONG_CODES}, False),
        ({"opened_at": AT}, False),
        ({"opened_at": AT, "code_given_at": AT - rules.SITTING}, True),
        ({"opened_at": AT, "code_given_at": AT - rules.SITTING - SECOND}, False),
        ({"opened_at": AT, "code_given_at": AT + SECOND}, False),
        ({"acknowledged_at": AT, "code_given_at": AT}, False),
    ],
)
def test_a_link_answers_in_time_unblocked_and_unused(changes: dict[str, Any], lives: bool):
    assert rules.link_lives(replace(LINK, **changes), at=AT) is lives
