import json
import logging

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, override_settings

from needshare.api import problems
from needshare.kernel import Blocked, Conflict, Unavailable, Unknown, met, not_met
from needshare.pathway import actions as pathway
from tests.api.chain import Chain, request
from tests.calling import PROBLEM, Caller, refused


def test_a_block_names_its_findings_and_codes_in_capitals():
    finding = not_met("Somebody else must decide.", test="accountable", code="self_approval", sources=("C9",))
    said = json.loads(
        problems.refused(HttpRequest(), Blocked("Somebody else must decide.", [finding])).content
    )
    assert said == {
        "type": "urn:needshare:problem:blocked",
        "title": "Blocked",
        "status": 403,
        "detail": "Somebody else must decide.",
        "errors": [],
        "codes": ["SELF_APPROVAL"],
        "findings": [
            {
                "test": "accountable",
                "outcome": "not_met",
                "code": "SELF_APPROVAL",
                "reason": "Somebody else must decide.",
                "sources": ["C9"],
            }
        ],
    }


def test_what_only_some_may_read_is_not_shown():
    finding = met("Shown.", restricted="Flagged by source unit.", facts={"name": "Marlon Pryce"})
    content = problems.refused(HttpRequest(), Blocked("No.", [finding])).content.decode()
    assert "source unit" not in content
    assert "Pryce" not in content


@pytest.mark.parametrize(
    ("refusal", "status", "kind"),
    [
        (Unknown(), 404, "unknown"),
        (Conflict("First."), 409, "conflict"),
        (Conflict("Stale.", stale=True), 412, "stale"),
        (Unavailable("Down."), 503, "unavailable"),
    ],
)
def test_each_refusal_has_its_status_and_kind(refusal, status, kind):
    response = problems.refused(HttpRequest(), refusal)
    assert response.status_code == status
    assert response.headers["Content-Type"] == PROBLEM
    assert json.loads(response.content)["type"] == f"urn:needshare:problem:{kind}"
    assert ("Retry-After" in response.headers) == (status == 503)


def test_nothing_in_a_problem_tells_which_thing_it_was_about():
    for status in problems.KINDS:
        assert "instance" not in json.loads(problems.problem(status).content)


def test_an_unknown_address_answers_as_an_unknown_thing(api):
    unknown = api("preparer").get("/cases/NMC-26-0000-0000/nothing")
    absent = api("preparer").post("/cases/NMC-26-0000-0000/claim")
    assert refused(unknown, 404) == refused(absent, 404)
    assert unknown.content == absent.content


@pytest.mark.parametrize("reference", ["%00", "a%00b", "..%2F..", "a" * 41, "%F0%9F%98%80", "a b", "'", "%"])
def test_a_reference_of_another_form_is_an_unknown_address(api, reference):
    refused(api("preparer").post(f"/cases/{reference}/claim"), 404)


@pytest.mark.parametrize("number", ["0", "-1", "10000", "99999999999999999999", "1.5", "x"])
def test_a_number_out_of_bounds_is_an_unknown_address(api, number):
    refused(api("preparer").post(f"/cases/NMC-26-0000-0000/deliveries/{number}/bounced"), 404)


def test_a_wrong_method_names_the_right_ones(api):
    response = api("preparer").get("/cases/NMC-26-0000-0000/claim")
    assert refused(response, 405)["type"] == "urn:needshare:problem:method"
    assert response.headers["Allow"] == "POST"


def test_a_host_that_is_not_ours_is_refused(api):
    headers = {"Authorization": f"Bearer {api('preparer').token}", "Host": "elsewhere.example"}
    refused(Client().get("/api/v1/me", headers=headers), 400)


def test_a_missing_token_is_told_how_to_send_one(db):
    response = Caller("").get("/me")
    refused(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["Basic bm8=", "Bearer", "Bearer  ", "bearer x y", "Token abc", "Bearer \x7f"]
)
def test_another_way_to_sign_in_is_refused(db, header):
    refused(Client().get("/api/v1/me", headers={"Authorization": header}), 401)


def test_a_fault_is_anonymous_json_and_its_log_line_says_nothing_that_was_sent(api, monkeypatch, caplog):
    def broken(**named):
        raise RuntimeError(f"the row of Marlon Pryce {named}")

    chain = Chain(api).until("receive")
    monkeypatch.setattr(pathway, "claim", broken)
    with caplog.at_level(logging.WARNING):
        said = refused(api("preparer").post(f"{chain.case}/claim"), 500)
    assert "Pryce" not in json.dumps(said)
    formatter = logging.getLogger().handlers and next(
        each.formatter for each in logging.getLogger().handlers if hasattr(each.formatter, "formatException")
    )
    lines = [formatter.format(each) for each in caplog.records if each.name.startswith("needshare")]
    assert lines


def test_an_answer_of_another_kind_than_json_is_not_touched(api):
    chain = Chain(api).until("prepare")
    opened = api("checker").post(f"{chain.case}/package/inspect")
    assert opened.headers["Content-Type"] == "application/zip"
    assert opened.headers["Content-Security-Policy"].startswith("sandbox")
    assert opened.headers["Cache-Control"] == "no-store"


def test_every_answer_carries_the_security_headers(api):
    for response in (api("partner").get("/me"), Caller("").get("/me"), api("partner").get("/nowhere")):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in response.headers


def test_a_page_keeps_its_own_errors(client):
    response = client.get("/nowhere-at-all", secure=True)
    assert response.headers["Content-Type"].startswith("text/html")


def test_pages_are_not_reached_by_a_token(api):
    response = Client().get(
        "/cases", headers={"Authorization": f"Bearer {api('preparer').token}"}, secure=True
    )
    assert response.status_code == 302


def test_a_field_is_named_by_its_path_with_a_remedy(api):
    sent = request(items=[{"category": "incident_log"}, {"category": 5, "more": 1}])
    said = refused(api("partner").post("/requests", sent), 422)
    assert said["errors"] == [
        {"field": "answers.items.1.category", "remedy": "Send a text."},
        {"field": "answers.items.1.more", "remedy": "This field is not known here. Leave it out."},
    ]


def test_what_an_action_finds_wrong_is_named_the_same_way(api):
    said = refused(api("partner").post("/requests", request(purpose="no_such_purpose")), 422)
    assert said["errors"] == [{"field": "answers.purpose", "remedy": "Choose one of the answers offered."}]


def test_the_description_needs_a_token_and_is_not_given_in_production(api):
    refused(Caller("").get("/openapi.json"), 401)
    assert api("partner").seen("/openapi.json")["openapi"] == "3.1.0"
    with override_settings(IS_PRODUCTION=True):
        refused(api("partner").get("/openapi.json"), 404)
    refused(api("partner").get("/docs"), 404)
    refused(api("partner").get(""), 404)
    assert settings.IS_PRODUCTION is False
