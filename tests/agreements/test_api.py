import pytest

from needshare.agreements.models import Agreement
from tests.api.chain import Chain, agreement
from tests.calling import refused
from tests.entries import count, newest


@pytest.fixture
def chain(api):
    chain = Chain(api)
    chain.agree_and_hold()
    return chain


def test_an_agreement_is_entered_and_leaves_its_entry(api):
    made = api("information_manager").done("/agreements", agreement(api), status=201)
    assert made == {"reference": "ISA-014", "version": 1, "status": "in_force"}
    assert newest("agreements.add").actor["channel"] == "api"


def test_an_agreement_is_entered_once(api):
    api("information_manager").done("/agreements", agreement(api), status=201)
    refused(api("information_manager").post("/agreements", agreement(api)), 409)
    assert Agreement.objects.count() == 1


def test_who_does_not_keep_agreements_is_blocked(api):
    refused(api("officer").post("/agreements", agreement(api)), 403)
    refused(api("partner").post("/agreements", agreement(api)), 403)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2024-01-01"}, "ends_on"),
        ({"review_on": "2024-01-01"}, "review_on"),
        ({"purposes": ["no_such_purpose"]}, "purposes"),
        ({"purposes": []}, "purposes"),
        ({"ceiling": "cosmic"}, "ceiling"),
        ({"prohibited_purposes": ["asb_prevention"]}, "prohibited_purposes"),
        ({"parties": []}, "parties"),
        ({"owner_person": "00000000-0000-7000-8000-000000000001"}, "owner_person"),
        ({"clauses": {"no_such_term": "cl. 1"}}, "clauses"),
        ({"title": " "}, "title"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(api, changes, field):
    said = refused(api("information_manager").post("/agreements", {**agreement(api), **changes}), 422)
    assert field in {each["field"] for each in said["errors"]}, said
    assert not Agreement.objects.exists()
    assert count("agreements.add") == 0


def test_a_person_of_another_organisation_cannot_be_named(api):
    sent = agreement(api)
    sent["named_users"][0]["account"] = str(api.cast.outsider.pk)
    said = refused(api("information_manager").post("/agreements", sent), 422)
    assert [each["field"] for each in said["errors"]] == ["named_users"]


def test_the_register_is_listed_and_one_agreement_shown(api, chain):
    line = api("officer").seen("/agreements")["items"][0]
    assert (line["reference"], line["status"], line["partners"]) == (
        "ISA-014",
        "in_force",
        ["Wexcombe Borough Council"],
    )
    shown = api("officer").seen("/agreements/isa-014")
    assert shown["versions"][0]["purposes"] == ["asb_prevention"]
    assert shown["versions"][0]["named_users"][0]["username"] == "l.osei@wbc"


def test_a_party_sees_its_agreement_and_nobody_else_does(api, chain):
    assert api("partner").seen("/agreements")["items"]
    assert api("outsider").seen("/agreements")["items"] == []


def test_an_agreement_is_suspended_and_resumed(api, chain):
    manager = api("information_manager")
    assert manager.done("/agreements/ISA-014/suspend", {"reason": "Breach."})["status"] == "suspended"
    refused(manager.post("/agreements/ISA-014/suspend", {"reason": "Breach."}), 409)
    assert manager.done("/agreements/ISA-014/resume", {"reason": "Settled."})["status"] == "in_force"
    assert manager.done("/agreements/ISA-014/withdraw", {"reason": "Over."})["status"] == "withdrawn"
    refused(manager.post("/agreements/ISA-014/suspend", {"reason": " "}), 409)


def test_a_reason_is_needed(api, chain):
    said = refused(api("information_manager").post("/agreements/ISA-014/suspend", {"reason": " "}), 422)
    assert [each["field"] for each in said["errors"]] == ["reason"]


def test_a_new_version_replaces_the_one_that_stands(api, chain):
    sent = {name: value for name, value in agreement(api).items() if name != "reference"}
    sent |= {"number": 2, "starts_on": "2026-03-16", "review_on": "2026-09-16"}
    manager = api("information_manager")
    assert manager.done("/agreements/ISA-014/versions", sent, status=201)["version"] == 2
    statuses = [each["status"] for each in manager.seen("/agreements/ISA-014")["versions"]]
    assert statuses == ["in_force", "superseded"]
    refused(manager.post("/agreements/ISA-014/versions", sent), 409)


def test_a_signature_brings_a_draft_into_force(api):
    sent = agreement(api)
    del sent["parties"][1]["signed_on"]
    manager = api("information_manager")
    assert manager.done("/agreements", sent, status=201)["status"] == "draft"
    signature = {"organisation": str(api.cast.council.pk), "signed_on": "2026-03-16"}
    future = {**signature, "signed_on": "2026-03-17"}
    refused(manager.post("/agreements/ISA-014/signatures", future), 422)
    assert manager.done("/agreements/ISA-014/signatures", signature)["status"] == "in_force"
    refused(manager.post("/agreements/ISA-014/signatures", signature), 409)


def test_whether_an_organisation_is_signed_up_is_answered(api, chain):
    officer = api("officer")
    yes = officer.seen("/organisations/WBC/signed-up", purpose="asb_prevention")
    assert (yes["is_signed_up"], yes["under"]) == (True, ["ISA-014"])
    no = officer.seen("/organisations/AHA/signed-up", purpose="asb_prevention")
    assert (no["is_signed_up"], no["codes"]) == (False, ["PARTNER_NOT_SIGNED"])
    other = officer.seen("/organisations/WBC/signed-up", purpose="murder")
    assert other["codes"] == ["PURPOSE_OUT_OF_SCOPE"]
