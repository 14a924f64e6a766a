"""The committed description of the API is the one the code gives, whole and sound."""

import re
from collections import Counter
from pathlib import Path

from jsonschema import Draft202012Validator

from needshare.api.schemas import Asked, Shown
from needshare.config import api as wiring
from needshare.kernel import Term
from tests.api.operations import every, schemas

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
OPERATIONS = every()


def parts(value):
    """Yield every object inside a description."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from parts(each)


def test_the_committed_description_is_the_one_of_the_code():
    assert COMMITTED.read_text("utf-8") == wiring.document(), "run `make fix`"


def test_the_description_is_openapi_3_1_and_every_schema_is_sound():
    described = wiring.described()
    assert described["openapi"].startswith("3.1.")
    for schema in schemas().values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_in_it_leads_somewhere():
    described = wiring.described()
    for part in parts(described):
        if isinstance(part.get("$ref"), str):
            target = described
            for step in part["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            assert target is not None


def test_no_two_schemas_share_a_name():
    """What is described under one name would hide the other."""
    found = Counter(each.__name__ for each in {*shapes(Shown), *shapes(Asked)})
    assert [name for name, times in found.items() if times > 1 and name in schemas()] == []


def test_no_two_terms_in_it_share_a_name():
    named = Counter(each.__name__ for each in shapes(Term) if each.__module__.startswith("needshare."))
    described = {
        name: schema["enum"] for name, schema in schemas().items() if "enum" in schema and named[name] > 1
    }
    assert described == {}


def shapes(parent):
    for child in parent.__subclasses__():
        yield child
        yield from shapes(child)


def test_every_operation_asks_for_a_token_and_says_what_it_may_refuse():
    for operation in OPERATIONS:
        assert operation.said["security"] == [{"BearerToken": []}]
        assert {"401", "403", "404", "409", "412", "422", "500", "503"} <= set(operation.said["responses"])
        assert operation.said["summary"]
        assert operation.said["tags"]


def test_operations_have_names_of_their_own():
    names = [str(operation) for operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", name) for name in names)


def test_every_act_takes_an_idempotency_key():
    looks = {str(each) for each in OPERATIONS if each.method == "POST" and not each.is_write}
    assert looks == {
        "assessment_find_subjects",
        "assessment_open_what_if",
        "assessment_open_work",
        "audit_events",
        "authorisations_look",
        "authorisations_read_scan",
        "casework_decisions",
        "casework_findings",
        "casework_open_case",
        "casework_search",
        "challenges_open_look_up",
        "disclosure_inspect",
        "documents_find_subjects",
        "documents_read_item",
        "consultations_look_at_consultations",
        "consultations_look_at_question",
        "decision_look_at_review",
        "pathway_look_at_opening",
        "protections_find",
        "receipt_open_package",
    }


def test_every_list_is_read_by_key_and_tells_no_count():
    for name, schema in schemas().items():
        if name.startswith("Page_"):
            assert set(schema["properties"]) == {"items", "after"}


def test_everything_that_is_sent_is_bounded():
    """Every text has a longest length or a fixed form, every list a longest length."""
    unbounded = []
    for operation in OPERATIONS:
        for path, schema in sent(operation.body):
            if schema.get("type") == "string" and not {
                "maxLength",
                "enum",
                "format",
                "pattern",
                "const",
            } & set(schema):
                unbounded.append((str(operation), path))
            if schema.get("type") == "array" and "maxItems" not in schema:
                unbounded.append((str(operation), path))
            if schema.get("type") == "integer" and not {"maximum", "exclusiveMaximum"} & set(schema):
                unbounded.append((str(operation), path))
    assert unbounded == []


def sent(schema, path="", seen=()):
    """Yield every schema inside the body of an operation."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in seen:
            yield from sent(schemas()[name], path, (*seen, name))
        return
    yield path, schema
    for key in ("anyOf", "allOf"):
        for each in schema.get(key, ()):
            yield from sent(each, path, seen)
    for name, inner in schema.get("properties", {}).items():
        yield from sent(inner, f"{path}.{name}", seen)
    if isinstance(schema.get("items"), dict):
        yield from sent(schema["items"], f"{path}[]", seen)


def test_no_object_that_is_sent_takes_unknown_fields():
    for operation in OPERATIONS:
        for path, schema in sent(operation.body):
            if schema.get("type") == "object" and "properties" in schema:
                assert schema.get("additionalProperties") is False, (str(operation), path)


def test_what_a_partner_is_shown_never_tells_a_stage():
    for name in ("RequestLine", "OwnRequestShown", "PackageLine", "PackageForRecipient", "ReceiptShown"):
        fields = set(schemas()[name]["properties"])
        assert not fields & {"stage", "version", "handler", "outcome", "codes", "findings", "number"}
