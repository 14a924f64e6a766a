import copy
import json

import pytest

from needshare.kernel import Finding, Outcome
from needshare.policy import (
    UNKNOWN,
    assess,
    assessment_as_data,
    assessment_to_canonical,
    by_heading,
    current_pack,
    facts_to_canonical,
    findings,
    replay,
)
from needshare.policy.explanation import Sentence
from needshare.policy.loading import load
from tests.policy.cases import agreement, cases, changed, item, rebuilt, with_items


def found_by(test, basis="agreement", item_number=None, **change):
    found = assess(current_pack(), changed(**change))
    chosen = next(each for each in found.bases if each.id.startswith(basis))
    return next(each for each in findings(found, chosen) if each.test == test and each.item == item_number)


def test_a_finding_names_the_facts_the_clauses_and_the_agreement():
    found = found_by("agreement", agreement__ends_on=agreement().starts_on)
    assert isinstance(found, Finding)
    assert found.outcome is Outcome.NOT_MET
    assert found.code == "isa_expired"
    assert found.reason == (
        "NMC-ISA-014 ended on 15 March 2024; this route is closed, and a one-off decision stays open."
    )
    assert found.clauses == ("B1", "B9", "B10", "C5", "C8")
    assert found.sources[:5] == found.clauses
    assert found.agreement_clauses == ("NMC-ISA-014 clause 2",)
    assert found.facts == {
        "agreement.ends_on": "2024-03-15",
        "agreement.status": "in_force",
        "today": "2026-03-16",
    }
    assert found.refer_to == "information_management"


def test_a_finding_that_is_met_names_the_clauses_of_the_agreement_too():
    found = found_by("agreement_cover", item_number=1)
    assert found.outcome is Outcome.MET
    assert found.reason == "NMC-ISA-014 covers Incident logs."
    assert found.agreement_clauses == ("NMC-ISA-014 clause 8",)
    assert found.refer_to == ""
    assert not found.note


def test_the_gateway_brings_its_source():
    found = found_by("lawful_authority")
    assert "Crime and Disorder Act 1998 s.115" in found.legal_sources
    assert found.reason.startswith(
        "Crime and Disorder Act 1998, section 115 serves the purpose Prevent anti-social"
    )


def test_no_gateway_names_the_default():
    found = found_by("lawful_authority", request__gateways=[])
    assert (found.outcome, found.codes) == (Outcome.NOT_MET, ("gateway_missing",))
    assert found.reason.startswith("No legal gateway is relied on")
    assert found.legal_sources == ("DPA 2018 s.35",)


def test_every_code_of_a_test_is_gathered_worst_first():
    found = found_by("purpose", request__wrong_route="dbs", request__is_duplicate_suspected=True)
    assert found.codes == ("wrong_route", "duplicate_suspected")
    assert found.outcome is Outcome.NOT_MET
    assert "another route" in found.reason
    assert "earlier request" in found.reason


def test_what_is_unknown_is_named_in_words():
    found = found_by("requester", requester__is_verified="unknown", requester__is_authorised="unknown")
    assert found.outcome is Outcome.NEEDS_A_PERSON
    assert found.codes == ("facts_unknown",)
    assert found.reason == (
        "This cannot be judged until a person establishes whether the requester is verified, "
        "whether the requester has authority to ask."
    )
    assert found.facts["requester.is_verified"] == {"unknown": True}


def test_a_missing_value_is_written_as_none_given():
    found = found_by("training", handler__training_until="missing")
    assert found.reason.endswith("it lasted until none given.")


def test_a_set_is_written_as_its_labels():
    found = found_by("need_to_share", harm__not_sharing=[["n1", "severe"], ["n2", "severe"]])
    assert "Risk to life or of serious harm, A child or adult at risk stays unprotected" in found.reason


def test_a_note_is_met_and_says_something():
    found = found_by("timeliness", request__is_overdue=True)
    assert found.note
    assert found.codes == ("request_overdue",)


def test_a_reason_is_written_in_another_language():
    found = found_by("agreement", agreement__ends_on=agreement().starts_on)
    template = found.sentences[0].template
    welsh = {template: "Daeth {agreement.reference} i ben ar {agreement.ends_on}.", "March": "Mawrth"}
    assert found.words(lambda text: welsh.get(text, text)) == "Daeth NMC-ISA-014 i ben ar 15 Mawrth 2024."


def test_partial_cover_is_said_once_for_the_request():
    facts = with_items(changed(), item(1, "incident_log"), item(2, "photo"))
    found = assess(current_pack(), facts)
    partial = [each for each in findings(found, found.relied_on) if "partial_cover" in each.codes]
    assert [(each.item, each.outcome) for each in partial] == [(None, Outcome.MET)]
    assert partial[0].reason.startswith("NMC-ISA-014 covers only part of what is asked for, item 1;")


def test_every_test_answers_once_for_the_request_or_for_each_item():
    pack = current_pack()
    facts = with_items(changed(), item(7, "incident_log"), item(3, "identity"))
    found = assess(pack, facts)
    answered = [(each.test, each.item) for each in findings(found, found.relied_on)]
    wanted = {(test.id, number) for test in pack.tests for number in ((3, 7) if test.per_item else (None,))}
    assert set(answered) == wanted
    assert len(answered) == len(wanted)
    assert next(number for _, number in answered if number is not None) == 3


def test_findings_are_grouped_under_the_five_headline_tests():
    found = assess(current_pack(), changed())
    grouped = by_heading(findings(found, found.relied_on))
    assert list(grouped) == ["lawful", "necessary", "proportionate", "secure", "accountable"]
    assert all(grouped.values())


def test_every_reason_is_whole_sentences_with_every_place_filled():
    pack = current_pack()
    for facts in cases(12, 150):
        found = assess(pack, facts)
        for basis in found.bases:
            for each in findings(found, basis):
                assert each.reason[-1] in ".?!"
                assert "{" not in each.reason
                assert each.clauses
                assert each.label
                assert each.outcome is Outcome.MET or each.codes
                assert each.outcome is Outcome.MET or each.refer_to


def test_outcome_and_codes_agree_with_severities():
    pack = current_pack()
    for facts in cases(13, 150):
        found = assess(pack, facts)
        for basis in found.bases:
            for each in findings(found, basis):
                severities = {pack.codes[code].severity for code in each.codes}
                if each.outcome is Outcome.MET and each.test != "accuracy" and each.test != "training":
                    assert severities <= {"warn", "info"}
                if each.outcome is Outcome.NEEDS_A_PERSON:
                    assert "refer" in severities
                    assert not severities & {"stop_law"}


def test_a_stored_assessment_is_replayed_byte_for_byte():
    pack = current_pack()
    for facts in cases(14, 40):
        assert replay(pack, facts_to_canonical(facts)) == assessment_to_canonical(assess(pack, facts))


def test_the_stored_form_names_pack_facts_and_every_basis():
    facts = rebuilt(
        changed(), agreements=(agreement(), agreement(id="x", reference="NMC-ISA-X", status="suspended"))
    )
    found = assess(current_pack(), facts)
    data = assessment_as_data(found)
    assert data["pack"]["sha256"] == current_pack().sha256
    assert [each["id"] for each in data["bases"]] == ["agreement:014", "agreement:x", "one_off:g02"]
    suspended = data["bases"][1]
    row = data["rows"][suspended["requests"]]
    place = data["tests"][0].index("agreement")
    assert row[place] == ["not_met", ["isa_suspended"]]
    assert set(data["findings"]) == {"agreement:014"}
    assert json.loads(assessment_to_canonical(found)) == data


def test_a_basis_is_found_by_its_name():
    found = assess(current_pack(), changed())
    assert found.basis("one_off:g02").agreement is None
    with pytest.raises(KeyError):
        found.basis("agreement:none")


def test_without_an_agreement_named_the_best_one_off_basis_is_relied_on():
    found = assess(current_pack(), changed(request__relies_on="missing", request__gateways=["g35", "g02"]))
    assert found.relied_on.id == "one_off:g02"


def test_the_newest_version_of_the_agreement_named_is_relied_on():
    older, newer = agreement(id="a", version=2), agreement(id="b", version=3)
    found = assess(current_pack(), rebuilt(changed(), agreements=(newer, older)))
    assert found.relied_on.id == "agreement:b"


def test_a_value_nobody_knows_is_written_as_such():
    sentence = Sentence("The item is {x}.", (("x", UNKNOWN, None),))
    assert sentence.write() == "The item is not known."


def test_a_ground_for_a_person_is_explained():
    documents = copy.deepcopy(dict(current_pack().documents))
    lawful = documents["assessment/1_lawful.toml"]["test"][0]
    lawful["needs_a_person"] = [
        {"code": "facts_unknown", "when": "request.urgency == 'emergency'", "message": "Ask."}
    ]
    lawful["met"][0]["when"] = "not missing(gateway) and requester.is_verified"
    pack = load(documents, {})

    def answer(**change):
        found = assess(pack, changed(**change))
        made = next(each for each in findings(found, found.relied_on) if each.test == "lawful_authority")
        return made.outcome, made.codes, made.reason

    outcome, codes, reason = answer(request__urgency="emergency", requester__is_verified=False)
    assert (outcome, codes, reason) == (Outcome.NEEDS_A_PERSON, ("facts_unknown",), "Ask.")
    outcome, codes, reason = answer(requester__is_verified="unknown")
    assert (outcome, codes) == (Outcome.NEEDS_A_PERSON, ("facts_unknown",))
    assert "whether the requester is verified" in reason
    assert answer(requester__is_verified=False)[:2] == (Outcome.NOT_MET, ("gateway_missing",))
