"""Annex B and annex C as data: every code in its order with its words, every time limit, and what stays silent."""

from datetime import UTC, datetime

import pytest

from needshare.policy import assess, codes_on, current_pack, findings, told_to_requester
from needshare.policy.clocks import ends_at
from tests.policy.cases import changed, item, with_items
from tests.policy.test_loading import mistakes, put

PACK = current_pack()
SILENT = ("b02", "b03", "b04", "b16", "b01")
ANNEX_B = [
    "req_incomplete",
    "requester_unverified",
    "requester_not_named_contact",
    "destination_mismatch",
    "partner_not_signed",
    "isa_not_started",
    "isa_expired",
    "isa_suspended",
    "isa_withdrawn",
    "isa_review_overdue",
    "purpose_out_of_scope",
    "category_out_of_scope",
    "subject_group_out_of_scope",
    "gateway_missing",
    "gateway_purpose_mismatch",
    "gateway_recipient_mismatch",
    "gateway_exclusion",
    "gateway_not_in_force",
    "regime_s36_4_no_authorisation",
    "condition_missing_sensitive",
    "necessity_not_stated",
    "proportionality_not_stated",
    "accuracy_unverified",
    "accuracy_stale",
    "accuracy_disputed",
    "identity_match_weak",
    "identity_ambiguous",
    "not_relevant",
    "inadequate_misleading",
    "excessive",
    "partial_cover",
    "sanitise_possible",
    "spent_conviction_excluded",
    "condition_violation_proposed",
    "clearance_below_marking",
    "training_expired",
    "grade_e_block",
    "grade_d_warn",
    "handling_code_c",
    "originator_consent_required",
    "sanitisation_required",
    "b02",
    "b03",
    "b04",
    "b16",
    "b01",
    "b05",
    "b06",
    "b07",
    "b08",
    "b09",
    "b10",
    "b11",
    "b12",
    "b13",
    "b14",
    "b15",
    "b17",
    "b18",
    "live_investigation",
    "conflict_of_interest",
    "self_approval",
    "duplicate_suspected",
    "purpose_change",
    "harm_to_operation",
    "harm_to_subject",
    "harm_to_third_party",
    "harm_to_source",
    "harm_to_technique",
    "harm_to_justice",
    "harm_to_fair_treatment",
    "harm_to_trust",
    "harm_to_protection",
    "harm_to_originator",
    "harm_of_not_sharing",
    "method_forbidden",
    "method_insufficient",
    "domain_unverified",
    "file_hidden_content",
    "recipient_overrun",
    "emergency_path_used",
    "id_verify_deferred",
    "retro_record_due",
    "dpia_missing",
    "dpia_high_open",
    "international",
    "child_subject",
    "vulnerable_subject",
    "wrong_route",
    "verbal_note_overdue",
    "receipt_overdue",
    "correction_ack_overdue",
    "breach_clock",
    "ncnd_required",
    "retention_due",
    "log_gap",
    "unusual_access",
]
REFER = {"live_investigation", "duplicate_suspected", "purpose_change", "harm_of_not_sharing"}
WARN = [
    "isa_review_overdue",
    "accuracy_stale",
    "spent_conviction_excluded",
    "emergency_path_used",
    "id_verify_deferred",
    "retro_record_due",
    "child_subject",
    "vulnerable_subject",
    "verbal_note_overdue",
    "receipt_overdue",
    "correction_ack_overdue",
    "breach_clock",
    "retention_due",
    "log_gap",
    "unusual_access",
]
LAW = [
    "gateway_missing",
    "gateway_purpose_mismatch",
    "gateway_recipient_mismatch",
    "gateway_exclusion",
    "gateway_not_in_force",
    "regime_s36_4_no_authorisation",
    "condition_missing_sensitive",
]
STEPS = [
    "emergency",
    "route",
    "completeness",
    "verification",
    "law",
    "cover",
    "sensitive",
    "accuracy",
    "marking",
    "intelligence",
    "conflict",
    "harm",
    "method",
    "afterwards",
]


def severity(code):
    if code in SILENT:
        return "silent"
    if code in LAW or code.startswith(("b0", "b1")):
        return "stop_law"
    if code in REFER or code.startswith("harm_to_"):
        return "refer"
    if code in WARN:
        return "warn"
    return "info" if code in ("partner_not_signed", "partial_cover", "sanitise_possible") else "stop"


def test_the_codes_of_the_annex_stand_in_its_order_with_its_classes():
    ours = [code.id for code in PACK.codes.values() if code.source == "annex B"]
    assert ours == list(ANNEX_B)
    breach_of_law = set(ANNEX_B) - {"breach_clock"}
    assert {code: PACK.codes[code].severity for code in breach_of_law} == {
        code: severity(code) for code in breach_of_law
    }


def test_every_code_says_whom_it_goes_to_and_what_it_means_in_its_place():
    assert list(PACK.words("step")) == STEPS
    for code in PACK.codes.values():
        assert code.goes_to in PACK.words("goes_to"), code.id
        assert code.officer.endswith("."), code.id
        assert bool(code.step) is (code.severity != "silent"), code.id
        assert not code.requester or code.requester.endswith("."), code.id


@pytest.mark.parametrize(
    "code", [*SILENT, "live_investigation", "harm_to_source", "b06", "b11", "accuracy_disputed"]
)
def test_a_requester_is_told_nothing_from_which_something_held_could_be_read(code):
    assert PACK.codes[code].requester == ""


def test_a_requester_is_told_of_what_they_can_mend_and_of_nothing_silent():
    told = told_to_requester(
        PACK, ("req_incomplete", "b02", "live_investigation", "isa_expired", "not_a_code")
    )
    assert told == (PACK.codes["req_incomplete"].requester, PACK.codes["isa_expired"].requester)
    assert told_to_requester(PACK, SILENT) == ()


def test_codes_are_listed_in_the_order_of_evaluation_and_none_hides_another():
    facts = changed(
        request__urgency="emergency",
        request__gateways=[],
        request__necessity_is_stated=False,
        request__wrong_route="foi",
        request__method="fax",
        requester__destination="personal",
        requester__clearance="none",
        requester__training_until="missing",
        handler__is_conflicted=True,
    )
    facts = with_items(facts, item(1, "health", accuracy="disputed", is_live_investigation=True))
    found = assess(PACK, facts)
    codes = codes_on(found, found.relied_on)
    assert [each for each in codes if each in ANNEX_B] == [
        "emergency_path_used", "id_verify_deferred", "wrong_route", "necessity_not_stated", "gateway_missing",
        "category_out_of_scope", "condition_missing_sensitive", "accuracy_disputed", "clearance_below_marking",
        "conflict_of_interest", "live_investigation", "method_forbidden", "method_insufficient",
    ]  # fmt: skip
    steps = [
        PACK.steps[f"test {each.test}"] for each in findings(found, found.relied_on) if each.item is None
    ]
    assert steps == sorted(steps)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            put("assessment/1_lawful.toml", ("test", 0, "default_code"), "b02"),
            "1_lawful.toml: lawful_authority, b02: a silent",
        ),
        (
            put("assessment/5_accountable.toml", ("test", 1, "partial_code"), "b16"),
            "5_accountable.toml: agreement_cover, b16: a silent",
        ),
        (
            lambda docs: docs["lists/handling.toml"]["block"]["member"].append(
                {"id": "b03", "label": "Source"}
            ),
            "lists: block: 'b03' is a silent code",
        ),
        (
            lambda docs: (
                docs["access.toml"]["verb"][0]
                .setdefault("forbid", [])
                .append({"when": "subject.is_system", "message": "It is so.", "code": "b04"})
            ),
            "'b04' is a silent code, and nobody is told of one",
        ),
        (
            lambda docs: next(each for each in docs["codes.toml"]["code"] if each["id"] == "b01").update(
                requester="We hold something."
            ),
            "codes.toml: b01: a silent code has no words for the requester",
        ),
        (
            lambda docs: docs["codes.toml"]["code"][0].update(step="lunch", goes_to="nobody"),
            "'lunch' is not in the list 'step'",
        ),
    ],
)
def test_no_pack_is_loaded_that_could_say_what_is_silent(change, says):
    found = mistakes(change)
    assert any(says in each for each in found), found


ANNEX_C = {
    "breach_to_regulator": (72, "hours"),
    "breach_to_subjects": (0, "hours"),
    "emergency_record": (24, "hours"),
    "verbal_note": (12, "hours"),
    "dvds_initial": (24, "hours"),
    "dvds_total": (28, "days"),
    "csods_checks": (24, "hours"),
    "csods_interview": (10, "days"),
    "csods_assessment": (28, "days"),
    "family_protocol": (20, "working_days"),
    "encompass": (1, "morning"),
    "rectification": (1, "months"),
    "subject_access": (1, "months"),
    "subject_access_longer": (3, "months"),
    "freedom_of_information": (20, "working_days"),
    "complaint_acknowledged": (30, "days"),
    "correction_notice": (1, "working_days"),
    "dpia_consult_police": (42, "days"),
    "dpia_consult_police_more": (1, "months"),
    "dpia_consult_general": (56, "days"),
    "dpia_consult_general_more": (42, "days"),
    "agreement_first_review": (6, "months"),
    "agreement_review": (12, "months"),
    "childrens_referral": (1, "working_days"),
    "child_protection_conference": (15, "working_days"),
    "police_protection": (72, "hours"),
    "fgm_report": (1, "months"),
    "shortest_hold": (72, "months"),
    "vetting_security_check": (120, "months"),
    "vetting_developed": (84, "months"),
    "training": (12, "months"),
    "complaints_regulator": (1, "day_ends"),
}
BY_LAW = {
    "breach_to_regulator", "breach_to_subjects", "rectification", "subject_access", "subject_access_longer",
    "freedom_of_information", "complaint_acknowledged", "dpia_consult_police", "dpia_consult_police_more",
    "dpia_consult_general", "dpia_consult_general_more", "childrens_referral", "child_protection_conference",
    "police_protection", "fgm_report", "shortest_hold", "vetting_security_check", "vetting_developed",
    "complaints_regulator",
}  # fmt: skip


def test_the_limits_of_the_annex_are_there_and_a_force_may_set_what_is_no_law():
    assert {name: (PACK.clocks[name].amount, PACK.clocks[name].unit) for name in ANNEX_C} == ANNEX_C
    assert {clock.id for clock in PACK.clocks.values() if not clock.is_set_by_force} == BY_LAW
    assert all(clock.starts and clock.told and clock.sources for clock in PACK.clocks.values())


@pytest.mark.parametrize(
    ("clock", "start", "ends"),
    [
        # A Friday evening; the next working day is the Monday.
        ("encompass", datetime(2026, 3, 20, 22, tzinfo=UTC), datetime(2026, 3, 23, 9, tzinfo=UTC)),
        ("encompass", datetime(2026, 3, 17, 10, tzinfo=UTC), datetime(2026, 3, 18, 9, tzinfo=UTC)),
        ("complaints_regulator", datetime(2026, 3, 20, 22, tzinfo=UTC), datetime(2026, 3, 22, tzinfo=UTC)),
        # Through a weekend and the change to summer time: hours are hours.
        ("breach_to_regulator", datetime(2026, 3, 27, 18, tzinfo=UTC), datetime(2026, 3, 30, 18, tzinfo=UTC)),
    ],
)
def test_a_limit_runs_as_the_annex_says(clock, start, ends):
    assert ends_at(start, clock, "england_and_wales", PACK) == ends


def test_every_test_names_the_guidance_it_follows():
    assert all(
        test.guidance and all(each.title and each.section for each in test.guidance) for test in PACK.tests
    )
    found = assess(PACK, changed())
    assert all(each.guidance == PACK.test(each.test).guidance for each in findings(found, found.relied_on))
