"""The gateways of domain reference 2.9, the rules of 2.11 over them, and the matrix of annex G."""

from dataclasses import replace

import pytest

from needshare.kernel import Outcome
from needshare.policy import assess, current_pack, findings, regime_of, usual
from tests.policy.cases import changed, item, with_items

PACK = current_pack()
GATEWAYS = PACK.lists["gateway"].members
# fmt: off
SECTIONS = {
    "g01": "common law", "g02": "s.115", "g03": "s.17A", "g04": "37-39", "g05": "ss.10, 11", "g06": "16E-16K",
    "g07": "16LA", "g08": "ss.17, 27", "g09": "s.47", "g10": "44, 46", "g11": "s.325", "g12": "327A", "g13": "s.77",
    "g14": "49A", "g15": "s.16", "g16": "s.17", "g17": "24-30", "g18": "37-43", "g19": "44A-44F", "g20": "s.14",
    "g21": "s.7", "g22": "436-439", "g23": "68-72", "g24": "35, 48, 56", "g25": "26, 36-38", "g26": "38B",
    "g27": "s.19", "g28": "36-39", "g29": "52", "g30": "42-45", "g31": "Mental Capacity", "g32": "s.251",
    "g33": "5B", "g34": "Crime and Policing", "g35": "113B", "g36": "170", "g37": "reg.27", "g38": "s.185",
    "g39": "s.104", "g40": "Localism", "g41": "45-54", "g42": "s.36", "g43": "Sch 4A", "g44": "Sch 5",
    "g45": "31.17", "g46": "Investigations Act 1996", "g47": "Part 3", "g48": "17-19", "g49": "94-96",
    "g50": "ss.72-78", "g51": "22A", "g52": "s.9", "g53": "s.131",
}
NOT_VERIFIED = {"g07", "g09", "g11", "g24", "g29", "g34"}
INTO_THE_POLICE_ONLY = {"g18", "g19", "g26", "g32", "g33", "g34", "g36", "g37", "g40", "g47", "g48"}
# purpose: regime, gateways, conditions
MATRIX = {
    "prevent_detect_crime": ("le", "g01 g02 g21", "sch8_1 sch8_4 sch8_8"),
    "investigate": ("le", "g01 g46 g21", "sch8_1 sch8_2"),
    "prosecute": ("le", "g01 g46 g21", "sch8_1 sch8_2"),
    "offender_management": ("le", "g11 g20", "sch8_1"),
    "protect_life": ("either", "g01", "sch8_3 art9_c"),
    "missing_person": ("either", "g01", "sch8_3 art9_c"),
    "safeguard_child": ("either", "g05 g06 g09 g14 g01", "sch8_4 sch1_18"),
    "safeguard_adult": ("either", "g30 g01", "sch8_4 sch1_18"),
    "domestic_abuse_protection": ("le", "g01 g02 g13", "sch8_1 sch8_4"),
    "public_protection_disclosure": ("either", "g01", "sch8_1 sch1_10 sch1_11 sch1_12"),
    "asb_prevention": ("le", "g02 g39", "sch8_1"),
    "serious_violence_strategy": ("le", "g15 g16 g03", ""),
    "counter_terrorism_prevent": ("le", "g25 g26 g27", "sch8_1"),
    "modern_slavery": ("le", "g29 g01", "sch8_4"),
    "fraud_prevention": ("le", "g23 g24 g22", "sch8_8"),
    "civil_proceedings": ("gen", "g45 g01", "art9_f sch1_33"),
    "family_proceedings": ("gen", "g45", "art9_f sch1_7 sch1_18"),
    "insurance_claim": ("either", "g01", "art9_a sch1_14"),
    "employment_vetting": ("gen", "g35", ""),
    "professional_regulation": ("either", "g01", "sch1_11 sch1_12"),
    "licensing": ("either", "g38", "sch1_6 sch1_12"),
    "housing_management": ("gen", "g02 g39 g40", "sch1_10"),
    "immigration": ("either", "g28", "sch1_6"),
    "coronial": ("gen", "g43 g44", "sch1_6 sch1_7"),
    "health_care": ("gen", "g01", "art9_c art9_h"),
    "research_statistics": ("either", "g03", "art9_j sch8_9"),
    "complaint_misconduct": ("either", "g43", "sch1_6 sch1_11"),
    "victim_support": ("either", "g52", "sch8_4 sch1_18"),
    "civil_emergency": ("either", "g41 g51", "art9_c art9_g"),
    "other": ("either", "", "sch8_1 sch1_6"),
}
# fmt: on


def test_all_fifty_three_are_there_each_with_its_section():
    assert list(GATEWAYS) == list(SECTIONS)
    assert len(GATEWAYS) == 53
    for name, words in SECTIONS.items():
        assert words.lower() in " ".join(GATEWAYS[name].sources).lower(), name


def test_what_is_not_sure_is_not_verified():
    assert {name for name, each in GATEWAYS.items() if not each.columns["verified"]} == NOT_VERIFIED


def test_each_says_who_discloses_to_whom_for_what_and_where():
    for name, each in GATEWAYS.items():
        columns = each.columns
        assert columns["purposes"], name
        assert columns["data"], name
        assert columns["limits"], name
        assert columns["jurisdictions"], name
        assert columns["police_may_disclose"] is (name not in INTO_THE_POLICE_ONLY), name
        if name in INTO_THE_POLICE_ONLY:
            assert columns["anyone_may_disclose"] or columns["disclosers"], name
        assert columns["jurisdictions"] <= set(PACK.words("jurisdiction")), name


def test_the_matrix_is_that_of_the_annex():
    found = {}
    for purpose in PACK.lists["purpose"].members.values():
        columns = purpose.columns
        found[purpose.id] = (columns["regime"], columns["usual_gateways"], columns["conditions"])
    assert found == {
        name: (regime, frozenset(gateways.split()), frozenset(conditions.split()))
        for name, (regime, gateways, conditions) in MATRIX.items()
    }
    without = {
        each.id for each in PACK.lists["purpose"].members.values() if not each.columns.get("never_rely_on")
    }
    assert without == {"licensing", "coronial", "other"}


@pytest.mark.parametrize("purpose", [name for name, (_, _, conditions) in MATRIX.items() if conditions])
def test_a_usual_condition_of_a_purpose_belongs_to_its_regime(purpose):
    regime, _, conditions = MATRIX[purpose]
    for condition in conditions.split():
        regimes = PACK.column("sensitive_condition", condition, "regimes")
        assert regime == "either" or regime in regimes, condition


def lawful(facts, gateway):
    found = assess(PACK, facts)
    basis = found.basis(f"one_off:{gateway}")
    return next(each for each in findings(found, basis) if each.test == "lawful_authority")


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_purpose_that_a_gateway_does_not_serve_is_never_met_by_it(gateway):
    served = PACK.column("gateway", gateway, "purposes")
    purpose = next(name for name in MATRIX if name not in served)
    found = lawful(changed(request__gateways=[gateway], request__purpose=purpose), gateway)
    assert found.outcome is Outcome.NOT_MET
    assert "gateway_purpose_mismatch" in found.codes


@pytest.mark.parametrize("gateway", sorted(NOT_VERIFIED))
def test_one_that_is_not_verified_is_never_enough_alone(gateway):
    columns = GATEWAYS[gateway].columns
    kinds = sorted(columns["recipients"]) or ["local_authority"]
    facts = changed(
        request__gateways=[gateway],
        request__purpose=sorted(columns["purposes"])[0],
        requester__organisation_type=kinds[0],
        request__regime="le",
    )
    found = lawful(facts, gateway)
    assert found.outcome is not Outcome.MET
    assert "gateway_unverified" in found.codes


def test_beside_one_that_is_verified_it_does_no_harm():
    facts = changed(
        request__gateways=["g09", "g05"], request__purpose="safeguard_child", request__regime="le"
    )
    assert lawful(facts, "g09").outcome is Outcome.NEEDS_A_PERSON
    assert lawful(facts, "g05").outcome is Outcome.MET


def test_each_item_is_judged_by_itself():
    facts = with_items(
        changed(request__gateways=["g15"], request__purpose="serious_violence_strategy"),
        item(1, "incident_log"),
        item(2, "health"),
        item(3, "health", sensitive_condition="sch1_10"),
        item(4, "ethnicity", sensitive_condition="sch8_1"),
    )
    found = assess(PACK, facts)
    codes = {
        (each.item, code)
        for each in findings(found, found.basis("one_off:g15"))
        for code in each.codes
        if each.test in ("data_scope", "sensitive_condition")
    }
    assert codes == {
        (2, "gateway_exclusion"),
        (2, "condition_missing_sensitive"),
        (3, "gateway_exclusion"),
        (3, "condition_missing_sensitive"),
        (3, "condition_unusual"),
        (4, "condition_unusual"),
    }


@pytest.mark.parametrize(
    ("purpose", "recipient", "reading", "regime"),
    [
        ("prevent_detect_crime", "probation", "le", "le"),
        ("prevent_detect_crime", "charity_vcs", "le", "le"),
        ("prevent_detect_crime", "charity_vcs", "gen", "gen"),
        ("prevent_detect_crime", "probation", "gen", "le"),
        ("housing_management", "housing_provider", "le", "gen"),
        ("safeguard_child", "school_or_college", "le", ""),
    ],
)
def test_the_regime_is_selected_by_purpose_recipient_and_the_reading_of_the_force(
    purpose, recipient, reading, regime
):
    kind, _value = PACK.parameters["regime_to_others"]
    pack = replace(PACK, parameters={**PACK.parameters, "regime_to_others": (kind, reading)})
    assert regime_of(pack, purpose, recipient) == regime


def test_what_is_offered_first_leads_out_of_the_police_by_a_power():
    row = usual(PACK, "domestic_abuse_protection", "charity_vcs")
    assert row.gateways == ("g01", "g02")
    assert usual(PACK, "counter_terrorism_prevent", "nca").gateways == ("g25", "g27")
    assert "Blanket lists" in usual(PACK, "asb_prevention", "local_authority").never_rely_on
