import pytest

from needshare.policy import current_pack
from tests.api.chain import Chain, harm
from tests.calling import refused
from tests.entries import count, newest

NOBODY = "00000000-0000-7000-8000-000000000001"


@pytest.fixture
def chain(api):
    return Chain(api).until("verify")


def judged(chain, **changes):
    return {"item_version": chain.versions[0], "requested_number": 1, **changes}


def test_everything_found_so_far_is_shown_to_the_preparer(api, chain):
    chain.assess()
    work = api("preparer").done(f"{chain.case}/work")
    assert [each["category"] for each in work["items"]] == ["incident_log", "court_orders"]
    assert work["persons"][0]["name"] == "Marlon Pryce"
    assert {each["version"] for each in work["held"]} == set(chain.versions)
    assert len(work["gathered"]) == 2
    assert work["assessment"]["bases"][0]["findings"]
    assert newest("assessment.open_work").actor["channel"] == "api"


def test_people_are_found_for_a_case(api, chain):
    found = api("preparer").done(f"{chain.case}/subjects/search", {"name": "Marlon Pryce"})["found"]
    assert [each["id"] for each in found] == [chain.subject]
    said = refused(api("preparer").post(f"{chain.case}/subjects/search", {}), 422)
    assert [each["field"] for each in said["errors"]] == ["name"]


@pytest.mark.parametrize("changes", [{"number": 9}, {"evidence": " "}])
def test_a_match_names_somebody_asked_about_and_its_evidence(api, chain, changes):
    match = {"number": 1, "subject": chain.subject, "confidence": "confirmed", "evidence": "Same address."}
    said = refused(api("preparer").post(f"{chain.case}/matches", {**match, **changes}), 422)
    assert [each["field"] for each in said["errors"]] == list(changes)
    refused(api("preparer").post(f"{chain.case}/matches", {**match, "subject": NOBODY}), 404)


@pytest.mark.parametrize("changes", [{"item_version": NOBODY}, {"requested_number": 9}])
def test_only_what_is_held_and_asked_for_is_gathered(api, chain, changes):
    said = refused(api("preparer").post(f"{chain.case}/gather", {"items": [judged(chain, **changes)]}), 422)
    assert [each["field"] for each in said["errors"]] == ["items"]
    twice = {"items": [judged(chain), judged(chain)]}
    refused(api("preparer").post(f"{chain.case}/gather", twice), 422)
    assert count("assessment.gather") == 0


def test_an_assessment_is_stored_with_its_pack_and_codes(api, chain):
    chain.assess()
    found = api("preparer").done(f"{chain.case}/findings")["assessment"]
    assert found["pack"] == "uk_police"
    assert len(found["pack_hash"]) == len(found["findings_hash"]) == 64
    relied_on = found["bases"][0]
    assert relied_on["agreement"] == "ISA-014"
    headings = {each["heading"] for each in relied_on["findings"]}
    assert headings == {"lawful", "necessary", "proportionate", "secure", "accountable"}
    assert all(code == code.upper() for each in relied_on["findings"] for code in each["codes"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sharing_harm": {"h99": "none"}}, "sharing_harm"),
        ({"sharing_harm": {"h1": "severe"}, "harm_words": ""}, "harm_words"),
        ({"fairness_words": ""}, "fairness_words"),
    ],
)
def test_what_is_not_answered_is_named(api, chain, changes, field):
    said = refused(api("preparer").post(f"{chain.case}/assess", {**harm(), **changes}), 422)
    assert field in {each["field"] for each in said["errors"]}


def test_nothing_is_put_forward_that_was_not_assessed_as_it_is(api, chain):
    refused(api("preparer").post(f"{chain.case}/put-forward"), 403)
    chain.assess()
    api("preparer").done(f"{chain.case}/searches", {"scope": "More.", "has_found": False}, status=201)
    refused(api("preparer").post(f"{chain.case}/put-forward"), 403)
    api("preparer").done(f"{chain.case}/assess", harm(), status=201)
    assert api("preparer").done(f"{chain.case}/put-forward")["stage"] == "awaiting_decision"
    refused(api("preparer").post(f"{chain.case}/assess", harm()), 409)


def test_only_who_assesses_may_assess(api, chain):
    for part in ("partner", "checker"):
        refused(api(part).post(f"{chain.case}/assess", harm()), 403)
        refused(api(part).post(f"{chain.case}/work"), 403)


def test_all_that_is_weighed_is_given_in_one_call(api, chain):
    said = {
        **harm(),
        "scores": {"n3": {"likelihood": 2, "severity": 3, "mitigation": "Patrols."}},
        "alternatives": ["partial", "police_act"],
        "best_interests": {"1": "He keeps his home."},
        "gateways": ["g01"],
        "regime": "le",
        "recipient_basis": "art6_e",
        "conditions": {"1": "sch8_1"},
        "transfer": {"country": "Valdara", "ground": "safeguards"},
    }
    api("preparer").done(f"{chain.case}/assess", said, status=201)
    relied_on = api("preparer").done(f"{chain.case}/findings")["assessment"]["bases"][0]
    assert "INTERNATIONAL" in relied_on["codes"]
    overseas = next(each for each in relied_on["findings"] if each["test"] == "overseas")
    assert overseas["guidance"] == [
        {"title": "ICO Guide to law enforcement processing", "section": "International transfers"}
    ]
    assert overseas["advice"] == [current_pack().codes["international"].officer]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scores": {"n3": {"likelihood": 6, "severity": 3}}}, "scores.n3.likelihood"),
        ({"best_interests": {"x": "Words."}}, "best_interests.x"),
        ({"regime": "martial"}, "regime"),
        ({"transfer": {"country": "Valdara", "ground": "habit"}}, "transfer.ground"),
    ],
)
def test_what_is_weighed_in_no_known_word_is_named(api, chain, changes, field):
    said = refused(api("preparer").post(f"{chain.case}/assess", {**harm(), **changes}), 422)
    assert [each["field"].startswith(field) for each in said["errors"]] == [True]
