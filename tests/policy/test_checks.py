"""Static checks: what is wrong with a pack before any request is assessed, the polarity of facts included."""

import re

import pytest

from needshare.policy import PackError
from needshare.policy.loading import load
from tests.policy.test_loading import documents, mistakes, put

SECURE = "assessment/4_secure.toml"
ACCOUNTABLE = "assessment/5_accountable.toml"


def test_a_list_no_declared_fact_needs_is_still_needed():
    def change(found):
        found["facts.toml"]["fact"] = [
            each for each in found["facts.toml"]["fact"] if each["name"] != "request.direction"
        ]
        del found["lists/product.toml"]["direction"]
        for test in found["assessment/1_lawful.toml"]["test"]:
            test["restrict"] = [
                each for each in test.get("restrict", []) if "request.direction" not in each["when"]
            ]

    assert mistakes(change) == (
        "lists: the list 'direction' is missing; the fact request.direction is chosen from it",
    )


def rule(**rest):
    return {"code": "req_incomplete", "when": "request.is_overdue", "message": "It is so.", **rest}


def added(kind="restrict", test=0, file=SECURE, **rest):
    """Add a rule to a test (the right person, unless said otherwise)."""

    def change(found):
        found[file]["test"][test].setdefault(kind, []).append(rule(**rest))

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda docs: docs["phrases.toml"].pop("permitted"), "the sentence 'permitted' is missing"),
        (lambda docs: docs.pop("authority.toml"), "authority.toml: the authority table is missing"),
        (put("authority.toml", ("authority", 0, "roles"), []), "nobody may decide"),
        (put("authority.toml", ("authority", 0, "when"), "missing(gateway)"), "may not look at the gateway"),
        (put("clauses.toml", ("clause", 0, "not_automatable"), "Too hard."), "so it is automatable"),
        (
            lambda docs: docs["clauses.toml"]["clause"].append({"id": "Z1", "text": "New"}),
            "clauses.toml: Z1: no rule carries this out",
        ),
        (added("met", when="True"), "a test that needs a ground may not be met by default"),
        (
            put(SECURE, ("test", 0, "clauses"), []),
            "assessment/4_secure.toml: requester, clauses: the test carries out no clause",
        ),
        (
            put(SECURE, ("test", 0, "partial_code"), "partial_cover"),
            "'partial_code' is for a test of each item",
        ),
        (added(when="item.is_child"), "a test of the whole request cannot look at an item"),
        (added(when="outcome == 'refused'"), "only the authority table may look at the decision"),
        (added(when="gateway.verified"), "may look at the agreement or at the gateway, not at both"),
        (added(code="", outcome="not_met"), "a rule that makes an outcome worse needs a code"),
        (added(agreement_terms=["purposes"]), "must look at the agreement"),
        (added(code="b02"), "a silent code is never part of an ordinary assessment"),
        (
            added(when="request.urgency != 'emergency' and requester.destination == 'unverified'"),
            "the same condition is there twice",
        ),
        (added(message="{item.category} is odd."), "which the condition does not look at"),
        (
            put("assessment/1_lawful.toml", ("test", 0, "default_code"), ""),
            "a default that is not met needs a code",
        ),
    ],
)
def test_a_mistake_is_named(change, says):
    assert any(says in each for each in mistakes(change))


def test_the_code_for_what_is_unknown_is_needed():
    def change(found):
        found["codes.toml"]["code"] = [
            each for each in found["codes.toml"]["code"] if each["id"] != "facts_unknown"
        ]
        for test in found["assessment/1_lawful.toml"]["test"]:
            test["restrict"] = [
                each for each in test.get("restrict", []) if each.get("code") != "facts_unknown"
            ]

    assert "codes.toml: the code 'facts_unknown' is missing" in mistakes(change)


def wrong_way(when, kind="restrict", file=ACCOUNTABLE, **rest):
    found = documents()
    added(kind, file=file, when=when, **rest)(found)
    try:
        load(found, {})
    except PackError as wrong:
        return [
            re.search(r"(\S+) counts '", each)[1]
            for each in wrong.mistakes
            if "could make the answer worse" in each
        ]
    return []


@pytest.mark.parametrize(
    ("when", "facts"),
    [
        ("has_agreement and agreement.status == 'in_force'", ["agreement.status"]),
        ("agreement.status != 'in_force' and has_agreement", []),
        ("agreement.status in {'suspended', 'withdrawn'} and request.is_overdue", []),
        ("agreement.status in {'in_force', 'withdrawn'}", ["agreement.status"]),
        ("agreement.status not in {'in_force'} and request.is_overdue", []),
        ("agreement.ends_on < today and request.is_overdue", []),
        ("agreement.ends_on > today", ["agreement.ends_on"]),
        ("agreement.ends_on == today", ["agreement.ends_on"]),
        ("agreement.ends_on + 3 >= today", ["agreement.ends_on"]),
        ("today >= agreement.starts_on", ["agreement.starts_on"]),
        ("request.purpose in agreement.purposes", ["agreement.purposes"]),
        ("overlap(agreement.purposes, {'licensing'})", ["agreement.purposes"]),
        ("within(agreement.purposes, {'licensing'})", []),
        ("not (request.purpose in agreement.purposes or request.is_overdue)", ["request.is_overdue"]),
        ("agreement.discloser_is_party", ["agreement.discloser_is_party"]),
        ("agreement.discloser_is_party == False and request.is_overdue", []),
        ("'in_force' == agreement.status", ["agreement.status"]),
        ("missing(requester.training_until) and request.is_overdue", []),
        ("not missing(requester.training_until)", ["requester.training_until"]),
        ("unknown(requester.is_verified)", []),
        ("requester.clearance.carries >= 'secret'", ["requester.clearance"]),
        ("requester.clearance.carries == 'secret'", ["requester.clearance"]),
        ("request.highest_marking_held == parameter.highest_marking", ["request.highest_marking_held"]),
    ],
)
def test_a_restriction_may_only_hold_as_facts_get_worse(when, facts):
    assert wrong_way(when) == facts


def test_the_rule_by_which_an_expired_agreement_would_help_is_found():
    when = "request.urgency == 'emergency' and agreement.ends_on < today"
    assert wrong_way(when, kind="met") == ["agreement.ends_on"]


def test_a_note_may_use_facts_either_way():
    assert wrong_way("agreement.status == 'in_force'", outcome="met") == []


def test_a_ground_for_a_person_helps_only_where_the_default_is_not_met():
    when = "not requester.is_verified and not missing(gateway)"
    assert wrong_way(when, kind="needs_a_person", file="assessment/1_lawful.toml") == [
        "requester.is_verified"
    ]
    found = documents()
    added("needs_a_person", file="assessment/1_lawful.toml", when="requester.is_verified")(found)
    found["assessment/1_lawful.toml"]["test"][0]["default"] = "needs_a_person"
    with pytest.raises(PackError, match=r"requester\.is_verified counts"):
        load(found, {})


def test_a_column_counts_only_when_it_rises_with_its_list():
    def falling(found):
        members = found["lists/handling.toml"]["clearance"]["member"]
        members[-1]["carries"] = "official"

    assert any("requester.clearance counts" in each for each in mistakes(falling))

    def rising_number(found):
        members = found["lists/handling.toml"]["clearance"]["member"]
        found["lists/handling.toml"]["clearance"]["columns"]["level"] = "int"
        for place, member in enumerate(members):
            member["level"] = place
        found[SECURE]["test"][2]["restrict"].append(
            rule(when="requester.clearance.level < 3", code="excessive")
        )

    docs = documents()
    rising_number(docs)
    assert load(docs, {})

    def gap(found):
        del found["lists/handling.toml"]["clearance"]["member"][-1]["carries"]

    assert any("requester.clearance counts" in each for each in mistakes(gap))

    def not_ordered(found):
        found["lists/handling.toml"]["clearance"]["columns"]["carries"] = "text?"
        security = found[SECURE]["test"][2]
        first, *others = security["restrict"]
        first["when"] = "missing(requester.clearance.carries)"
        security["restrict"] = [first, *(each for each in others if "clearance.carries" not in each["when"])]
        verbs = found["access.toml"]["verb"]
        found["access.toml"]["verb"] = [verb for verb in verbs if "clearance.carries" not in str(verb)]

    assert any("requester.clearance counts" in each for each in mistakes(not_ordered))


@pytest.mark.parametrize(
    ("kind", "when", "says"),
    [
        ("permit", "missing(resource.handler)", "it would permit where a fact of the thing is missing"),
        (
            "permit",
            "not (resource.owner == subject.owner)",
            "it would permit where a fact of the thing is missing",
        ),
        (
            "forbid",
            "subject.id != resource.handler",
            "it would not forbid where a fact of the thing is missing",
        ),
        (
            "forbid",
            "resource.stage not in {'draft'}",
            "it would not forbid where a fact of the thing is missing",
        ),
    ],
)
def test_a_permission_may_not_rest_on_what_is_missing(kind, when, says):
    def change(found):
        found["access.toml"]["verb"][0].setdefault(kind, []).append({"when": when, "message": "It is so."})

    assert any(says in each for each in mistakes(change))


def test_a_permission_may_ask_the_person_anything():
    found = documents()
    extra = {"when": "missing(subject.unit) or not subject.is_force", "message": "It is so."}
    found["access.toml"]["verb"][0]["permit"].append(extra)
    forbid = {"when": "not (subject.id == resource.handler) and not subject.is_force", "message": "No."}
    found["access.toml"]["verb"][0].setdefault("forbid", []).append(forbid)
    assert load(found, {}).verbs["case.list"]
