from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from needshare.disclosure import rules
from needshare.disclosure.rules import ReleaseFacts
from needshare.kernel import Finding

AT = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
SOUND = ReleaseFacts(
    at=AT,
    today=AT.date(),
    approved_hash="a",
    present_hash="a",
    prepared_hash="a",
    checked_hash="b",
    bytes_hash="b",
    is_named_person=True,
    is_person_active=True,
    is_person_verified=True,
    person_clearance_carries=1,
    clearance_until=AT.date(),
    package_marking=1,
    ceiling=1,
    is_organisation_active=True,
    destination="verified",
    is_signed_up=True,
    is_named_in_agreement=True,
    is_one_off=False,
    is_decision_in_force=True,
    lapses_at=AT,
    is_authorised=True,
    method="portal",
    method_carries={"portal": 1, "gov_tls_email": 0},
    allowed_methods=frozenset({"portal", "gov_tls_email", "fax"}),
    is_public=False,
)
NAMES = ["right_information", "right_person", "right_agency", "right_time", "right_way"]


def failing(**changes: Any) -> list[tuple[str, str]]:
    return [
        (each.test, each.code) for each in rules.five_checks(replace(SOUND, **changes)) if not each.is_met
    ]


def test_all_five_are_met_at_their_very_edges_and_named():
    assert [each.test for each in rules.five_checks(SOUND)] == NAMES
    assert failing() == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({}, "", "cleared for the marking."),
        ({"is_first_release": True}, "recipient_first", "nothing was ever released"),
        ({"is_other_purpose": True}, "recipient_unusual", "for this purpose before"),
    ],
)
def test_a_first_or_unusual_recipient_is_looked_at_twice_and_stops_nothing(
    changes: dict[str, Any], code: str, words: str
):
    found = rules.right_person(replace(SOUND, **changes))
    assert (found.is_met, found.code) == (True, code)
    assert words in found.reason


@pytest.mark.parametrize(
    ("changes", "check", "code"),
    [
        ({"present_hash": "x"}, "right_information", "approval_changed"),
        ({"prepared_hash": "x"}, "right_information", "approval_changed"),
        ({"checked_hash": ""}, "right_information", "second_check_missing"),
        ({"bytes_hash": "x"}, "right_information", "approval_changed"),
        ({"is_named_person": False}, "right_person", "requester_unverified"),
        ({"is_person_active": False}, "right_person", "requester_unverified"),
        ({"is_person_verified": False}, "right_person", "requester_unverified"),
        ({"is_named_in_agreement": False}, "right_person", "requester_not_named_contact"),
        ({"person_clearance_carries": 0}, "right_person", "clearance_below_marking"),
        ({"clearance_until": None}, "right_person", "clearance_below_marking"),
        ({"clearance_until": date(2026, 3, 15)}, "right_person", "clearance_below_marking"),
        ({"is_organisation_active": False}, "right_agency", "org_unverified"),
        ({"destination": "lookalike"}, "right_agency", "destination_mismatch"),
        ({"destination": "unknown"}, "right_agency", "destination_mismatch"),
        ({"is_signed_up": False}, "right_agency", "isa_expired"),
        ({"is_decision_in_force": False}, "right_time", "decision_missing"),
        ({"lapses_at": None}, "right_time", "approval_lapsed"),
        ({"lapses_at": AT - timedelta(microseconds=1)}, "right_time", "approval_lapsed"),
        ({"is_authorised": False}, "right_time", "authorisation_ended"),
        ({"method": "pigeon"}, "right_way", "method_forbidden"),
        ({"method": "fax"}, "right_way", "method_forbidden"),
        ({"allowed_methods": frozenset()}, "right_way", "method_forbidden"),
        ({"method": "gov_tls_email"}, "right_way", "method_insufficient"),
        ({"ceiling": 0}, "right_way", "clearance_below_marking"),
    ],
)
def test_each_fact_alone_fails_its_own_check_and_no_other(changes: dict[str, Any], check: str, code: str):
    assert failing(**changes) == [(check, code)]


def test_each_reason_is_different_so_that_a_person_knows_what_to_do():
    reasons = [
        finding.reason
        for changes in ({"present_hash": "x"}, {"checked_hash": ""}, {"bytes_hash": "x"})
        for finding in rules.five_checks(replace(SOUND, **changes))
        if not finding.is_met
    ]
    assert len(set(reasons)) == 3


def test_a_one_off_basis_stands_in_for_an_agreement():
    one_off = {"is_signed_up": False, "is_named_in_agreement": False, "is_one_off": True, "ceiling": None}
    assert failing(**one_off) == []


def test_a_member_of_the_public_has_no_agency_and_no_clearance_but_is_verified():
    public = {"is_public": True, "person_clearance_carries": -1, "is_signed_up": False, "destination": ""}
    assert failing(**public) == []
    assert failing(**public, is_person_verified=False) == [("right_person", "requester_unverified")]


def test_all_failing_checks_are_told():
    told = failing(
        present_hash="x", is_named_person=False, destination="x", is_decision_in_force=False, method="fax"
    )
    assert [check for check, _code in told] == NAMES


@pytest.mark.parametrize(("releaser", "is_met"), [("decider", False), ("preparer", True)])
def test_nobody_releases_what_they_decided(releaser: str, is_met: bool):
    finding = rules.releaser_is_another(decider="decider", releaser=releaser)
    assert finding.is_met is is_met
    assert finding.code == ("" if is_met else "self_approval")


@pytest.mark.parametrize(("checker", "is_met"), [("preparer", False), ("decider", False), ("another", True)])
def test_nobody_checks_what_they_prepared_or_decided(checker: str, is_met: bool):
    finding = rules.checker_is_another(preparer="preparer", decider="decider", checker=checker)
    assert finding.is_met is is_met
    assert bool(finding.code) is not is_met


@pytest.mark.parametrize(("seen", "is_met"), [("abc", True), ("abd", False), ("", False)])
def test_only_the_bytes_looked_at_are_confirmed(seen: str, is_met: bool):
    assert rules.bytes_are_those_seen(seen=seen, present="abc").is_met is is_met


@pytest.mark.parametrize(("recipients", "is_met"), [(0, False), (1, True), (7, True)])
def test_somebody_must_be_named(recipients: int, is_met: bool):
    finding: Finding = rules.somebody_is_named(recipients)
    assert finding.is_met is is_met


@pytest.mark.parametrize(("markings", "of_the_whole"), [([], 0), ([0], 0), ([0, 2, 1], 2)])
def test_the_whole_is_marked_as_its_highest_part(markings: list[int], of_the_whole: int):
    assert rules.highest(markings) == of_the_whole
