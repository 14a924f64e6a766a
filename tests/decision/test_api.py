import json
from datetime import UTC, datetime, timedelta

import pytest

from needshare.config.api import document
from needshare.decision.jobs import give_answers
from needshare.decision.models import Decision
from needshare.decision.rules import needed
from needshare.decision.terms import DecisionOutcome
from tests.api.chain import Chain, harm, reasoning
from tests.calling import refused
from tests.entries import newest


@pytest.fixture
def chain(api):
    return Chain(api).until("put_forward")


def test_an_approval_is_bound_to_a_hash(api, chain):
    decided = api("decider").done(f"{chain.case}/approve", chain.approval(), status=201)
    assert (decided["outcome"], decided["stage"]) == ("disclose_full", "approved")
    assert len(decided["content_hash"]) == 64
    assert decided["lapses_at"]
    assert newest("decision.approve").said["outcome"] == "disclose_full"


def test_one_decision_is_made(api, chain):
    approval = chain.approval()
    api("decider").done(f"{chain.case}/approve", approval, status=201)
    refused(api("decider").post(f"{chain.case}/approve", approval), 409)
    refused(api("decider").post(f"{chain.case}/refuse", {"reasoning": reasoning()}), 409)
    assert Decision.objects.count() == 1


def test_only_who_decides_may_decide(api, chain):
    for part in ("partner", "checker"):
        refused(api(part).post(f"{chain.case}/approve", chain.approval()), 403)
    assert not Decision.objects.exists()


def test_an_approval_in_part_withholds_with_a_reason(api, chain):
    approval = chain.approval()
    approval["items"][1]["outcome"] = "withhold"
    said = refused(api("decider").post(f"{chain.case}/approve-in-part", approval), 422)
    assert [each["field"] for each in said["errors"]] == ["items"]
    approval["items"][1]["reason"] = "Not needed."
    decided = api("decider").done(f"{chain.case}/approve-in-part", approval, status=201)
    assert decided["stage"] == "approved_in_part"


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ("basis", "no-such-basis", "basis"),
        ("items", [], "items"),
        ("recipients", [], "recipients"),
        ("recipients", [{"method": "portal", "username": "nobody@wbc"}], "recipients.0.username"),
        ("recipients", [{"method": "portal", "username": "d.whitcombe@nmc"}], "recipients.0.username"),
        ("recipients", [{"method": "pigeon", "username": "l.osei@wbc"}], "recipients.0.method"),
        ("conditions", [{"code": "no_such"}], "conditions"),
    ],
)
def test_what_is_wrong_with_an_approval_is_named(api, chain, place, value, field):
    said = refused(api("decider").post(f"{chain.case}/approve", {**chain.approval(), place: value}), 422)
    assert field in {each["field"] for each in said["errors"]}, said
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "missing", ["reasons_for_sharing", "effect_on_privacy", "alternatives", "least_data"]
)
def test_a_reason_that_is_missing_is_named(api, chain, missing):
    approval = chain.approval()
    approval["reasoning"][missing] = ""
    said = refused(api("decider").post(f"{chain.case}/approve", approval), 422)
    assert f"reasoning.{missing}" in {each["field"] for each in said["errors"]}


def test_a_request_is_refused_and_the_requester_told_why(api, chain):
    decided = api("decider").done(f"{chain.case}/refuse", chain.answer(), status=201)
    assert decided["stage"] == "refused"
    shown = api("partner").seen(f"/requests/{chain.reference}")
    assert shown["status"] == "answered"
    answer = shown["answer"]
    assert (answer["is_refusal"], answer["text"]) == (True, "We cannot share what you ask for.")
    assert "We cannot share what you ask for." in str(answer["letter"])


def test_a_refusal_answers_the_harm_of_not_sharing(api, chain):
    answer = chain.answer(harm_of_not_sharing="")
    said = refused(api("decider").post(f"{chain.case}/refuse", answer), 422)
    assert [each["field"] for each in said["errors"]] == ["reasoning.harm_of_not_sharing"]


def test_a_doubt_is_referred_and_sent_back(api, chain):
    referral = {**chain.answer(), "to": "dpo", "question": "May we?", "answer_by": "2026-04-16"}
    for changes, field in (({"question": " "}, "question"), ({"answer_by": "2026-03-15"}, "answer_by")):
        said = refused(api("decider").post(f"{chain.case}/refer", {**referral, **changes}), 422)
        assert [each["field"] for each in said["errors"]] == [field]
    assert api("decider").done(f"{chain.case}/refer", referral, status=201)["stage"] == "referred"
    back = api("decider").done(f"{chain.case}/send-back", {"reason": "Answered."})
    assert back["stage"] == "under_assessment"


def test_an_answer_is_deferred_to_a_day_to_come(api, chain):
    said = refused(api("decider").post(f"{chain.case}/defer", {**chain.answer(), "until": "2026-03-16"}), 422)
    assert [each["field"] for each in said["errors"]] == ["until"]
    deferred = {**chain.answer(), "until": "2026-04-16"}
    assert api("decider").done(f"{chain.case}/defer", deferred, status=201)["stage"] == "deferred"


def test_a_decision_is_reopened(api, chain):
    chain.approve()
    said = refused(api("decider").post(f"{chain.case}/reopen", {"reason": " "}), 422)
    assert [each["field"] for each in said["errors"]] == ["reason"]
    reopened = api("decider").done(f"{chain.case}/reopen", {"reason": "New facts."})
    assert reopened["stage"] == "awaiting_decision"


def test_not_held_and_neither_way_look_the_same_to_the_requester(api):
    """Same status, same words, same bytes but for reference, ids and times; while they wait, and when given."""
    shown, waiting = [], []
    for outcome in ("not-held", "neither-confirm-nor-deny"):
        chain = Chain(api)
        if not shown:
            chain.agree_and_hold()
        for step in ("receive", "claim", "verify"):
            getattr(chain, step)()
        preparer = api("preparer")
        preparer.done(f"{chain.case}/searches", {"scope": "All systems.", "has_found": False}, status=201)
        preparer.done(f"{chain.case}/assess", harm(), status=201)
        preparer.done(f"{chain.case}/put-forward")
        api("information_manager").done(f"{chain.case}/{outcome}", chain.answer(), status=201)
        content = api("partner").get(f"/requests/{chain.reference}").content
        waiting.append(content.replace(chain.reference.encode(), b"REFERENCE"))
        give_answers(at=datetime.now(UTC) + timedelta(days=7))
        content = api("partner").get(f"/requests/{chain.reference}").content
        shown.append(content.replace(chain.reference.encode(), b"REFERENCE"))
    assert waiting[0] == waiting[1]
    assert b'"status":"being_considered"' in waiting[0]
    assert shown[0] == shown[1]
    assert b'"status":"answered"' in shown[0]
    assert b"not_held" not in shown[0]


OUTCOMES = {
    "refuse": {},
    "neither-confirm-nor-deny": {},
    "refer": {"to": "dpo", "question": "May we?", "answer_by": "2026-04-16"},
    "defer": {"until": "2026-04-16"},
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_is_unmarked_is_listed_finding_by_finding(api, chain, outcome):
    marks = chain.answer()["reasoning"]["marks"]
    sent = {**chain.answer(marks=marks[2:]), **OUTCOMES[outcome]}
    who = "information_manager" if outcome == "neither-confirm-nor-deny" else "decider"
    said = refused(api(who).post(f"{chain.case}/{outcome}", sent), 422)
    places = [".".join(str(part) for part in (each["test"], each["item"]) if part) for each in marks[:2]]
    assert [each["field"] for each in said["errors"]] == [f"reasoning.marks.{place}" for place in places]
    assert all("agree with this finding" in each["remedy"] for each in said["errors"])
    assert not Decision.objects.exists()


def test_an_approval_with_a_finding_unmarked_is_refused(api, chain):
    approval = chain.approval()
    approval["reasoning"]["marks"] = []
    said = refused(api("decider").post(f"{chain.case}/approve", approval), 422)
    named = {each["field"] for each in said["errors"]}
    assert len(named) == len(chain.approval()["reasoning"]["marks"])
    assert all(each.startswith("reasoning.marks.") for each in named)


def test_findings_that_are_met_are_agreed_with_together_and_kept_each(api, chain):
    named = [{"test": each["test"], "item": each["item"]} for each in chain.answer()["reasoning"]["marks"]]
    one, *rest = named
    group = {"findings": rest, "reason": "Each was read."}
    against = {**one, "agrees": False, "reason": "It is not so."}
    both = {"marks": [against], "agreed_together": [{**group, "findings": named}]}
    said = refused(api("decider").post(f"{chain.case}/refuse", chain.answer(**both)), 422)
    assert {each["remedy"] for each in said["errors"]} == {"Mark each finding once."}
    sent = chain.answer(marks=[against], agreed_together=[group])
    api("decider").done(f"{chain.case}/refuse", sent, status=201)
    kept = Decision.objects.get().marks
    assert kept[0] == {**against, "words": "own"}
    assert {(each["words"], each["reason"]) for each in kept[1:]} == {("together", "Each was read.")}
    assert len(kept) == len(named)


def test_an_answer_names_the_assessment_it_is_about(api, chain):
    refused(api("decider").post(f"{chain.case}/refuse", chain.answer(assessment=1)), 409)
    shown = api("decider").done(f"{chain.case}/findings", {})["assessment"]
    answer = chain.answer(assessment=shown["number"])
    assert api("decider").done(f"{chain.case}/refuse", answer, status=201)["stage"] == "refused"


def test_the_document_of_the_api_says_what_each_outcome_must_answer():
    paths = json.loads(document())["paths"]
    for operation, outcome in (("approve", "disclose_full"), ("refuse", "refuse"), ("refer", "refer")):
        (told,) = [
            each["post"]["description"]
            for path, each in paths.items()
            if path.endswith(f"/{operation}") and "cases" in path
        ]
        for name in needed(DecisionOutcome(outcome)):
            assert f"`{name}`" in told
