"""SCN-01 to SCN-04 of the field's reference, as far as the engine answers for them."""

import pytest

from needshare.kernel import Outcome
from needshare.policy import assess, authority_needed, codes_on, conditions_for, current_pack, findings
from tests.policy.cases import YESTERDAY, agreement, changed, item, rebuilt, with_items


@pytest.fixture
def pack():
    return current_pack()


def codes_of_items(assessment, basis):
    found = {}
    for finding in findings(assessment, basis):
        if finding.item is not None:
            found.setdefault(finding.item, set()).update(finding.codes)
    return found


def test_scn_01_a_clean_routine_request_under_a_valid_agreement(pack):
    facts = with_items(changed(), item(1, "identity"), item(2, "incident_log"), item(3, "court_orders"))
    found = assess(pack, facts)
    assert found.relied_on.id == "agreement:014"
    assert codes_on(found, found.relied_on) == ()
    assert found.relied_on.outcome is Outcome.MET
    assert [found.item_overall(place) for place in range(3)] == [Outcome.MET] * 3
    attached = [condition.id for condition in conditions_for(pack, facts, basis=found.relied_on)]
    assert attached == ["purpose_only", "named_recipients_only", "notify_on_inaccuracy"]
    assert authority_needed(pack, facts, basis=found.relied_on).row.id == "routine_within_agreement"
    assert (pack.clocks["receipt"].amount, pack.clocks["receipt"].unit) == (3, "days")


def test_scn_02_an_agreement_that_expired_yesterday(pack):
    ended = agreement(id="021", reference="NMC-ISA-021", ends_on=YESTERDAY)
    facts = rebuilt(
        changed(
            request__relies_on="NMC-ISA-021",
            request__gateways=["g01", "g02"],
            requester__organisation_type="housing_provider",
        ),
        items=(item(1, "contact_address"), item(2, "incident_log")),
        agreements=(ended,),
    )
    found = assess(pack, facts)
    assert codes_on(found, found.relied_on) == ("isa_expired",)
    assert found.relied_on.outcome is Outcome.NOT_MET
    one_off = {basis.id: basis.outcome for basis in found.bases if basis.agreement is None}
    assert one_off == {"one_off:g01": Outcome.MET, "one_off:g02": Outcome.MET}
    duties = {duty for finding in findings(found, found.relied_on) for duty in finding.duties}
    assert {"notify_agreement_owner", "notify_contact_points", "renew_agreement"} <= duties
    assert "tell_partner_agreement_ended" in duties
    for basis in found.bases:
        needed = authority_needed(pack, facts, basis=basis)
        assert needed.row.id == "one_off"
        assert "supervisor" in needed.roles
        assert "disclosure_officer" not in needed.roles


def test_scn_03_more_categories_than_the_agreement_covers(pack):
    facts = with_items(changed(), item(1, "incident_log"), item(2, "health"), item(3, "arrest_no_charge"))
    found = assess(pack, facts)
    relied = found.relied_on
    assert set(codes_on(found, relied)) == {
        "partial_cover",
        "category_out_of_scope",
        "condition_missing_sensitive",
    }
    assert codes_of_items(found, relied) == {
        1: set(),
        2: {"category_out_of_scope", "condition_missing_sensitive"},
        3: {"category_out_of_scope"},
    }
    assert [relied.item_outcome(place) for place in range(3)] == [
        Outcome.MET,
        Outcome.NOT_MET,
        Outcome.NOT_MET,
    ]
    assert [found.item_overall(place) for place in range(3)] == [Outcome.MET, Outcome.NOT_MET, Outcome.MET]
    arrest = next(each for each in findings(found, relied) if each.test == "adequacy" and each.item == 3)
    assert arrest.duties == ("show_outcome",)
    assert authority_needed(pack, facts, basis=relied).row.id == "sensitive"


def test_scn_04_the_right_organisation_and_the_wrong_person(pack):
    facts = changed(
        request__method="gov_tls_email",
        requester__is_verified=False,
        requester__destination="lookalike",
        agreement__requester_is_named=False,
    )
    found = assess(pack, facts)
    assert codes_on(found, found.relied_on) == ("requester_not_named_contact", "destination_mismatch")
    assert {basis.outcome for basis in found.bases} == {Outcome.NOT_MET}
    requester = next(each for each in findings(found, found.relied_on) if each.test == "requester")
    assert requester.duties == ("call_back", "ask_contact_point", "alert_information_security")
    assert requester.agreement_clauses == ("NMC-ISA-014 clause 10",)


def test_scn_04_before_anybody_checked_the_requester(pack):
    facts = changed(
        requester__is_verified="unknown",
        requester__is_authorised="unknown",
        requester__destination="lookalike",
        agreement__requester_is_named=False,
    )
    found = assess(pack, facts)
    assert codes_on(found, found.relied_on) == ("requester_not_named_contact", "destination_mismatch")


def test_staff_vetting_under_an_agreement_for_crime_prevention_is_not_authorised(pack):
    found = assess(pack, changed(request__purpose="employment_vetting", request__wrong_route="dbs"))
    wanted = {"purpose_out_of_scope", "regime_s36_4_no_authorisation", "wrong_route"}
    assert wanted <= set(codes_on(found, found.relied_on))


def test_a_private_partnership_cannot_rely_on_section_115(pack):
    facts = changed(
        requester__organisation_type="private_security_business_crime_partnership",
        requester__is_relevant_authority=False,
    )
    found = assess(pack, facts)
    assert "gateway_recipient_mismatch" in codes_on(found, found.relied_on)


def test_an_emergency_defers_what_it_may_and_notes_it(pack):
    facts = rebuilt(
        changed(
            request__urgency="emergency",
            request__gateways=["g01"],
            request__purpose="missing_person",
            request__regime="le",
            request__declarations_are_made=False,
            requester__is_verified=False,
            handler__training_until="missing",
        ),
        agreements=(),
    )
    found = assess(pack, facts)
    assert found.overall is Outcome.MET
    assert {"emergency_path_used", "id_verify_deferred", "training_expired"} <= set(
        codes_on(found, found.relied_on)
    )
    assert "officer" in authority_needed(pack, facts).roles
