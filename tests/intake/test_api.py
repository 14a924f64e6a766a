from datetime import timedelta

import pytest
import time_machine

from needshare.intake.models import SharingRequest
from needshare.pathway.models import SharingCase
from tests.api.chain import EVIDENCE, Chain, answers, request
from tests.calling import refused
from tests.cast import AT
from tests.entries import count, newest


@pytest.fixture
def chain(api):
    chain = Chain(api)
    chain.receive()
    return chain


def test_a_request_is_acknowledged_with_its_reference_and_clock(api):
    made = api("partner").done("/requests", request(), status=201)
    assert made["status"] == "received"
    assert made["due_at"] > made["received_at"]
    assert "stage" not in made
    assert "version" not in made
    entry = newest("intake.submit")
    assert entry.actor["channel"] == "api"
    assert SharingRequest.objects.get().channel == "api"


def test_an_officer_records_a_request_that_came_by_phone(api):
    api("officer").done("/requests", {**request(), "channel": "phone"}, status=201)
    assert SharingRequest.objects.get().channel == "phone"


def test_a_partner_asks_for_its_own_organisation_only(api):
    said = refused(api("outsider").post("/requests", request()), 422)
    assert [each["field"] for each in said["errors"]] == ["organisation"]


def test_only_who_may_ask_asks(api):
    refused(api("partner_administrator").post("/requests", request()), 403)
    refused(api("checker").post("/requests", request()), 403)
    assert not SharingCase.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": ""}, "answers.purpose"),
        ({"purpose": "no_such_purpose"}, "answers.purpose"),
        ({"gateways": ["g99"]}, "answers.gateways"),
        ({"needed_on": "2026-03-15"}, "answers.needed_on"),
        ({"authorised_on": "2026-03-17"}, "answers.authorised_on"),
        ({"requester_email": "not an address"}, "answers.requester_email"),
        ({"items": []}, "answers.items"),
        ({"items": [{"category": "no_such"}]}, "answers.items.0.category"),
        (
            {"items": [{"category": "incident_log", "date_from": "2026-02-02", "date_to": "2026-02-01"}]},
            "answers.items.0.date_to",
        ),
        ({"persons": []}, "answers.persons"),
        ({"persons": [{"name": "A", "date_of_birth": "2026-03-17"}]}, "answers.persons.0.date_of_birth"),
        ({"persons": [{"name": "A", "role": "no_such"}]}, "answers.persons.0.role"),
        ({"has_declared_correct": False}, "answers.has_declared_correct"),
        ({"urgency": "yesterday"}, "answers.urgency"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_asked(api, changes, field):
    said = refused(api("partner").post("/requests", request(**changes)), 422)
    assert field in {each["field"] for each in said["errors"]}, said
    assert not SharingCase.objects.exists()
    assert count("intake.submit") == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"force": "NONE"}, "force"),
        ({"force": "WBC"}, "force"),
        ({"organisation": "NONE"}, "organisation"),
        ({"organisation": "AHA"}, "organisation"),
    ],
)
def test_a_foreign_code_is_refused(api, changes, field):
    said = refused(api("partner").post("/requests", {**request(), **changes}), 422)
    assert [each["field"] for each in said["errors"]] == [field]


def test_ones_own_requests_are_listed_newest_first_page_by_page(api):
    chains = [Chain(api) for _ in range(3)]
    for number, each in enumerate(chains):
        with time_machine.travel(AT + timedelta(seconds=number), tick=False):
            each.receive()
    first = api("partner").seen("/requests", limit=2)
    rest = api("partner").seen("/requests", limit=2, after=first["after"])
    listed = [each["reference"] for each in first["items"] + rest["items"]]
    assert listed == [each.reference for each in reversed(chains)]
    assert rest["after"] is None
    assert api("outsider").seen("/requests")["items"] == []
    refused(api("officer").get("/requests"), 404)


def test_a_request_is_returned_and_sent_again(api, chain):
    chain.claim()
    api("preparer").done(f"{chain.case}/return", {"what": "Which dates?"})
    shown = api("partner").seen(f"/requests/{chain.reference}")
    assert (shown["status"], shown["missing"]) == ("more_needed", "Which dates?")
    corrected = {"answers": answers(information_sought="January to March.")}
    path = f"/requests/{chain.reference}/resubmit"
    refused(api("outsider").post(path, corrected), 404)
    assert api("partner").done(path, corrected)["status"] == "received"
    refused(api("partner").post(path, corrected), 409)


def test_a_request_is_withdrawn_once(api, chain):
    path = f"/requests/{chain.reference}/withdraw"
    assert api("partner").done(path, {"reason": "Settled."})["status"] == "withdrawn"
    refused(api("partner").post(path, {}), 409)


def test_a_requester_is_verified_with_evidence(api, chain):
    chain.claim()
    verified = api("preparer").done(f"{chain.case}/verify", EVIDENCE)
    assert (verified["outcome"], verified["stage"]) == ("verified", "under_assessment")
    refused(api("preparer").post(f"{chain.case}/verify", EVIDENCE), 409)


def test_what_fails_at_verification_is_named(api, chain):
    chain.claim()
    found = api("preparer").done(f"{chain.case}/verify", {**EVIDENCE, "is_person_confirmed": False})
    assert (found["outcome"], found["stage"]) == ("not_verified", "on_hold")
    assert "REQUESTER_UNVERIFIED" in found["codes"]
    assert api("partner").seen(f"/requests/{chain.reference}")["status"] == "being_considered"


@pytest.mark.parametrize(
    ("changes", "field"), [({"method": "no_such"}, "method"), ({"evidence": " "}, "evidence")]
)
def test_evidence_is_needed(api, chain, changes, field):
    chain.claim()
    said = refused(api("preparer").post(f"{chain.case}/verify", {**EVIDENCE, **changes}), 422)
    assert [each["field"] for each in said["errors"]] == [field]


def test_only_who_verifies_may_verify(api, chain):
    chain.claim()
    for part in ("partner", "checker", "decider"):
        refused(api(part).post(f"{chain.case}/verify", EVIDENCE), 403)


def test_a_request_is_redirected(api, chain):
    route = next(iter(api("preparer").seen("/words")["words"]["wrong_route"]))
    said = refused(api("preparer").post(f"{chain.case}/redirect", {"route": "no_such"}), 422)
    assert [each["field"] for each in said["errors"]] == ["route"]
    assert api("preparer").done(f"{chain.case}/redirect", {"route": route})["stage"] == "redirected"
    assert api("partner").seen(f"/requests/{chain.reference}")["status"] == "redirected"
