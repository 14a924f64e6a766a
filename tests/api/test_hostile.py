"""Bad input to every operation that takes a body: the field is named, a remedy given, nothing changed."""

from copy import deepcopy

import pytest

from needshare.audit.models import Entry
from tests.api.examples import BODIES
from tests.api.operations import every, schemas
from tests.calling import refused

OPERATIONS = [each for each in every() if each.body]
NAMES = {}


def resolved(schema):
    """Follow references and pick the branch of an optional field that is not null."""
    while True:
        if "$ref" in schema:
            schema = NAMES[schema["$ref"].rpartition("/")[2]]
        elif "allOf" in schema:
            schema = schema["allOf"][0]
        elif "anyOf" in schema:
            schema = next(each for each in schema["anyOf"] if each.get("type") != "null")
        else:
            return schema


def places(schema, value, path=()):
    """Yield every place of an example with its schema: path, schema, whether it must be given."""
    schema = resolved(schema)
    if isinstance(value, dict) and "properties" in schema:
        for name, inner in schema["properties"].items():
            if name in value:
                here = (*path, name)
                yield here, resolved(inner), name in schema.get("required", [])
                yield from places(inner, value[name], here)
    if isinstance(value, list) and value and "items" in schema:
        here = (*path, 0)
        yield here, resolved(schema["items"]), False
        yield from places(schema["items"], value[0], here)


def changed(body, path, value):
    body = deepcopy(body)
    at = body
    for step in path[:-1]:
        at = at[step]
    if value is Ellipsis:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return body


def bad_values(schema, is_required):
    """Yield values that this place refuses, each with what is wrong with it."""
    if is_required:
        yield "missing", ...
    if schema.get("type") != "object":
        yield "an object", {"a": 1}
    if schema.get("type") == "string":
        yield from bad_texts(schema)
    elif schema.get("type") == "boolean":
        yield from (("a text for a flag", "true"), ("a number for a flag", 1))
    elif schema.get("type") == "integer":
        yield from (("a text for a number", "1"), ("a huge number", 10**30), ("a fraction", 1.5))
    elif schema.get("type") == "array":
        yield "a text for a list", "a,b"


def bad_texts(schema):
    yield "a number", 5
    yield "a list", ["a"]
    if "enum" in schema:
        yield "a word that is not offered", "no_such_word"
        return
    yield "a NUL", "a\x00b"
    yield "half of a pair", "\ud800"
    if "format" in schema:
        yield "another form", "not-a-" + schema["format"]
        yield "a number as text", "12345"
        yield "an earlier age", "0001-01-01" if schema["format"] == "date" else "0001-01-01T00:00:00Z"
    elif "pattern" in schema:
        yield "an escape", "a\x1b[31mb"
        yield "a turned direction", "a\u202eb"
    if "maxLength" in schema:
        yield "too long", "x" * (schema["maxLength"] + 1)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_each_field_refuses_what_it_cannot_hold(api, operation):
    NAMES.update(schemas())
    caller, body = api("information_manager"), BODIES[str(operation)]
    before, tried = Entry.objects.count(), 0
    for path, schema, is_required in places(operation.body, body):
        for what, value in bad_values(schema, is_required):
            response = caller.post(operation.at(), changed(body, path, value))
            said = refused(response, 422)
            field = ".".join(map(str, path))
            assert any(each["field"].startswith(field) for each in said["errors"]), (field, what, said)
            assert all(each["remedy"] for each in said["errors"]), said
            tried += 1
    assert tried
    assert Entry.objects.count() == before


def test_every_operation_with_a_body_has_an_example_that_fits(api):
    caller = api("information_manager")
    for operation in OPERATIONS:
        response = caller.post(operation.at(), BODIES[str(operation)])
        if response.status_code == 422:
            fields = {each["field"] for each in response.json()["errors"]}
            assert str(operation) in {
                "agreements_add",
                "documents_add_item",
                "accounts_set_age_recipient",
                "intake_submit",
            }, (str(operation), fields)


def test_what_was_sent_is_not_repeated_in_the_answer(api):
    said = api("partner").post("/requests", {"force": "NMC", "person": "Marlon Pryce"}).content
    assert b"Pryce" not in said
