"""What is true of every operation: who may come in, what is unknown, what is refused before it is read."""

from datetime import timedelta

import pytest
import time_machine

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.agencies import actions as agencies
from needshare.audit.models import Entry
from needshare.config import api as wiring
from needshare.policy import current_pack
from tests.api.chain import Chain
from tests.api.examples import BODIES, FORMS, form_of
from tests.api.operations import every
from tests.calling import Caller, refused, token_of
from tests.cast import AT, system

OPERATIONS = every()
NOT_VERBS = {"signed_in", "accounts.set_age_recipient", "request.resubmit"}


def call(caller, operation, path, body=None, **headers):
    if operation.method == "GET":
        return caller.get(path, headers=headers)
    if str(operation) in FORMS:
        return caller.form(path, form_of(str(operation)), headers=headers)
    return caller.post(path, body, headers=headers)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
@pytest.mark.parametrize("token", ["", "ns_" + "a" * 32, "nonsense"])
def test_no_operation_answers_without_a_token_in_force(db, operation, token):
    before = Entry.objects.count()
    said = refused(call(Caller(token), operation, operation.at(), {"x": 1}), 401)
    assert said["detail"].startswith("Send a token")
    assert Entry.objects.count() == before


def test_no_operation_answers_a_session(api, client):
    client.force_login(api.cast.preparer)
    refused(client.get("/api/v1/me"), 401)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_names_a_rule_of_the_pack(operation):
    rules = {
        each.view_func.access_rule for each in operations_of_ninja() if each.operation_id == str(operation)
    }
    assert rules
    assert rules <= set(current_pack().verbs) | NOT_VERBS


def operations_of_ninja():
    return [
        each
        for router in wiring.api._get_bound_routers()
        for view in router.path_operations.values()
        for each in view.operations
    ]


def test_the_same_answer_to_who_may_not_know_and_what_is_not(api):
    """Another organisation's reference, in every operation that takes one, with a well-formed body."""
    chain = Chain(api).until("release")
    outsider = api("outsider")
    for operation in OPERATIONS:
        if "{reference}" not in operation.path or "agreements" in operation.path:
            continue
        body = example(operation)
        hidden = call(outsider, operation, operation.at(reference=chain.reference), body)
        absent = call(outsider, operation, operation.at(reference="NMC-26-0000-0000"), body)
        assert hidden.status_code == 404, (str(operation), hidden.content)
        assert hidden.content == absent.content, str(operation)
        assert dict(hidden.headers) == dict(absent.headers), str(operation)


def test_a_hidden_agreement_answers_as_an_absent_one(api):
    Chain(api).agree_and_hold()
    for operation in OPERATIONS:
        if "/agreements/{reference}" in operation.path:
            body = example(operation)
            hidden = call(api("outsider"), operation, operation.at(reference="ISA-014"), body)
            absent = call(api("outsider"), operation, operation.at(reference="ISA-999"), body)
            assert hidden.status_code == 404, (str(operation), hidden.content)
            assert hidden.content == absent.content


def example(operation):
    """Return a body that fits the schema of an operation."""
    return BODIES.get(str(operation))


def test_a_suspended_person_and_an_expired_token_get_the_same_answer(api, cast):
    caller = api("partner")
    strange = refused(Caller("ns_" + "b" * 32).get("/me"), 401)
    accounts.suspend(username=cast.partner.username, reason="Left.", by=operator(at=AT), at=AT)
    assert refused(caller.get("/me"), 401) == strange


def test_a_token_ends_with_its_organisation(api, cast):
    caller = api("partner")
    agencies.deactivate_organisation(code="WBC", reason="Merged.", by=operator(at=AT), at=AT)
    refused(caller.get("/me"), 401)


def test_a_token_counts_for_nothing_after_its_end(api, cast):
    caller = api("partner")
    with time_machine.travel(AT + timedelta(days=31), tick=False):
        refused(caller.get("/me"), 401)


def test_a_system_cannot_take_a_step_that_needs_a_person(api, cast):
    robot = Caller(token_of(system(cast.force, "robot", Role.DECISION_MAKER)))
    chain = Chain(api).until("put_forward")
    said = refused(robot.post(f"{chain.case}/approve", chain.approval()), 403)
    assert said["codes"] == ["PERSON_NEEDED"]


def test_a_query_that_is_not_known_is_refused(api):
    for operation in OPERATIONS:
        if is_form(operation):
            continue
        response = call(
            api("information_manager"), operation, operation.at() + "?nonsense=1", example(operation)
        )
        assert response.status_code == 422, (str(operation), response.content)


def is_form(operation):
    return "multipart/form-data" in operation.said.get("requestBody", {}).get("content", {})


UNREADABLE = {
    "empty": b"",
    "cut": b"{",
    "list": b"[]",
    "null": b"null",
    "text": b'"text"',
    "not UTF-8": b"\xff\xfe",
    "not a number": b'{"a": NaN}',
    "twice": b'{"a": 1, "a": 2}',
    "too deep": b"[" * 5_000 + b"]" * 5_000,
    "unknown field": b'{"not_a_field": true}',
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_cannot_be_read_is_refused_and_changes_nothing(api, content):
    caller = api("information_manager")
    before = Entry.objects.count()
    for operation in OPERATIONS:
        if operation.body:
            response = caller.post(operation.at(), content)
            assert response.status_code in (400, 422), (str(operation), response.content)
            refused(response, response.status_code)
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b'{"a": "' + b"x" * (2 * 1024 * 1024) + b'"}', "application/json", 413),
    ],
    ids=["form", "text", "large"],
)
def test_a_body_of_another_type_or_too_large_is_not_read(api, content, kind, status):
    caller = api("information_manager")
    for operation in OPERATIONS:
        if operation.body:
            refused(caller.send(operation.at(), content, kind), status)


def test_nothing_is_sent_to_an_operation_that_takes_nothing(api):
    caller = api("information_manager")
    for operation in OPERATIONS:
        if operation.method == "POST" and not operation.body and not is_form(operation):
            assert caller.post(operation.at(), {}).status_code in (
                200,
                403,
                404,
            )  # an empty object is nothing
            said = refused(caller.post(operation.at(), {"reason": "x"}), 422)
            assert [each["field"] for each in said["errors"]] == ["body"]


def test_a_post_of_nothing_needs_no_type(api):
    client, headers = api("preparer").client, {"Authorization": f"Bearer {api('preparer').token}"}
    for length in ("0", "", "nonsense"):
        path = "/api/v1/cases/NMC-26-0000-0000/claim"
        refused(client.generic("POST", path, CONTENT_LENGTH=length, content_type="", headers=headers), 404)
