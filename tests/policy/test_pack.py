"""The UK police pack: what the field's reference lists is there, and its parts fit together."""

import configparser
from datetime import date
from pathlib import Path

import pytest

import needshare
from needshare.accounts.terms import Clearance, Vetting
from needshare.agreements.terms import Status
from needshare.pathway.terms import Direction, Stage
from needshare.policy import current_pack
from needshare.policy.engine import PACKS
from needshare.policy.showing import check_folder, show

PACK = current_pack()
SEVERITIES = {
    "req_incomplete": "stop",
    "partner_not_signed": "info",
    "isa_expired": "stop",
    "isa_review_overdue": "warn",
    "gateway_missing": "stop_law",
    "regime_s36_4_no_authorisation": "stop_law",
    "condition_missing_sensitive": "stop_law",
    "clearance_below_marking": "stop",
    "live_investigation": "refer",
    "harm_to_operation": "refer",
    "harm_of_not_sharing": "refer",
    "child_subject": "warn",
    "wrong_route": "stop",
    "b02": "silent",
    "b06": "stop_law",
    "emergency_path_used": "warn",
}


def test_it_is_loaded_once():
    assert current_pack() is current_pack()
    assert current_pack().sha256 == PACK.sha256


def test_its_lists_are_complete():
    sizes = {
        "purpose": 30,
        "category": 43,
        "requester_type": 38,
        "subject_role": 14,
        "marking": 4,
        "harm": 10,
    }
    for name, size in sizes.items():
        assert len(PACK.words(name)) == size, name
    assert set(PACK.words("gateway")) >= {"g01", "g02", "g05", "g09", "g11", "g14", "g15", "g30", "g35"}
    assert list(PACK.words("marking").values()) == ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"]
    assert len(PACK.clauses) == 36
    assert len(PACK.conditions) == 18


def test_severities_are_those_of_the_catalogue():
    assert {code: PACK.codes[code].severity for code in SEVERITIES} == SEVERITIES
    assert all(code.cleared_by and code.source in ("annex B", "product") for code in PACK.codes.values())
    assert PACK.codes["isa_expired"].shown == "ISA_EXPIRED"


def test_the_usual_gateways_of_a_purpose_serve_it():
    for purpose in PACK.lists["purpose"].members.values():
        for gateway in purpose.columns["usual_gateways"]:
            assert purpose.id in PACK.column("gateway", gateway, "purposes"), (purpose.id, gateway)


def test_every_gateway_has_its_source_and_limits():
    for gateway in PACK.lists["gateway"].members.values():
        assert gateway.sources
        assert gateway.columns["limits"]
        assert gateway.columns["regimes"]
        assert (
            gateway.columns["to_anyone"]
            or gateway.columns["to_relevant_authority"]
            or gateway.columns["recipients"]
            or gateway.columns["police_may_receive"]
        )


def test_sensitive_categories_are_those_of_the_act():
    sensitive = {each.id for each in PACK.lists["category"].members.values() if each.columns["is_sensitive"]}
    assert sensitive == {
        "health", "mental_health", "sex_life_orientation", "ethnicity", "religion", "politics", "trade_union",
        "genetic", "biometric", "gender_history",
    }  # fmt: skip


def test_every_clearance_of_accounts_is_known():
    known = set(PACK.words("clearance"))
    assert {each.value for each in Clearance} | {each.value for each in Vetting} <= known
    assert PACK.rank("clearance", "sc") > PACK.rank("clearance", "bpss")


def test_words_stored_elsewhere_are_those_of_the_pack():
    assert set(PACK.words("stage")) == {stage.value for stage in Stage}
    assert set(PACK.words("direction")) == {direction.value for direction in Direction}
    told_otherwise = {"not_started", "superseded"}  # by its dates, and as withdrawn
    assert set(PACK.words("agreement_status")) == {status.value for status in Status} - told_otherwise


def test_silent_flags_are_no_facts_of_an_ordinary_assessment():
    assert not {"b01", "b02", "b03", "b04", "b16"} & set(PACK.words("block"))


def test_reading_a_column_a_parameter_and_a_test():
    assert PACK.column("method", "portal", "max_marking") == "official_sensitive"
    assert PACK.column("method", "fax", "max_marking") is None
    assert PACK.parameter("bulk_subjects") == 100
    assert PACK.test("harm").heading == "proportionate"
    assert PACK.member("gateway", "g02").columns["in_force_from"] == date(1998, 9, 30)
    with pytest.raises(KeyError):
        PACK.words("colours")


def test_outgoing_texts_name_their_parts():
    assert len(PACK.texts["disclosure_cover"].parts) == 13
    assert PACK.texts["nothing_to_say"].is_fixed
    assert PACK.texts["nothing_to_say"].body


def test_every_duty_and_referral_of_the_pack_is_used():
    used = {duty for test in PACK.tests for rule in test.rules for duty in rule.duties}
    assert used == set(PACK.words("duty"))


def test_a_sound_folder_has_no_mistake_and_is_shown_in_words():
    assert check_folder(PACKS / "uk_police") == ()
    shown = show(PACK)
    assert PACK.sha256 in shown
    assert "G09 Children Act 1989, section 47 (not verified)" in shown
    assert "ISA_EXPIRED: {agreement.reference} ended on" in shown
    assert "Answer to a routine request: 10 working days" in shown


def test_a_wrong_folder_says_what_is_wrong(tmp_path):
    assert check_folder(tmp_path) == ("pack.toml: this file is missing; it names the pack and its version",)


def test_every_module_of_the_engine_is_held_pure():
    root = Path(needshare.__file__).parents[2]
    contracts = configparser.ConfigParser()
    contracts.read(root / ".importlinter")
    listed = set(contracts["importlinter:contract:pure"]["source_modules"].split())
    folder = Path(needshare.__file__).parent / "policy"
    modules = {f"needshare.policy.{path.stem}" for path in folder.glob("*.py")} - {
        "needshare.policy.__init__",
        "needshare.policy.to_q",
        "needshare.policy.to_branches",
    }
    assert modules <= listed
