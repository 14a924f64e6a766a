"""Permissions: what each role may do, both forms alike, and lists that show what the check allows."""

import copy
import itertools
from uuid import UUID

import pytest

from needshare.kernel import Actor, Outcome
from needshare.policy import UNKNOWN, AccessSubject, Resource, check, current_pack, may, resource, visible
from needshare.policy.loading import load
from needshare.policy.permission import check_plainly, holds_for, joined, negated, residual

PACK = current_pack()
FORCE, COUNCIL, TRUST = "force", "council", "trust"
ROLES = tuple(PACK.words("role"))
PARTNER = {"partner_user", "partner_contact_point", "partner_administrator"}


def person(*roles, owner=FORCE, who="me", vetting="rv"):
    held = vetting if owner == FORCE else "none"
    return AccessSubject(
        id=who, owner=owner, is_force=owner == FORCE, roles=frozenset(roles), clearance="none", vetting=held
    )


def case(**rest):
    return resource(
        **{"owner": FORCE, "requesting_organisation": COUNCIL, "stage": "under_assessment", **rest}
    )


def allows(verb, subject, thing):
    return check(PACK, verb, subject, thing).outcome is Outcome.MET


SUBJECTS = [
    *(person(role, owner=COUNCIL if role in PARTNER else FORCE) for role in ROLES),
    person(),
    person("partner_user", owner=TRUST),
    person("auditor", "officer"),
    person("system_administrator", "disclosure_officer"),
    person("decision_maker", owner="another force"),
    person("disclosure_officer", "decision_maker", vetting="none"),
    person("information_management", vetting="nppv1"),
]
IDS = (None, "me", "somebody")
THINGS = [
    Resource(
        owner=owner,
        requesting_organisation=asking,
        requester=requester,
        recorded_by=recorded,
        handler=handler,
        preparer=handler,
        person=requester,
        recipients=recipients,
        parties=parties,
        stage=stage,
        is_released=released,
        marking=marking,
        is_own=marking is not None,
    )
    for owner, asking, requester, recorded, handler, (recipients, parties), (
        stage,
        released,
        marking,
    ) in itertools.product(
        (FORCE, None, COUNCIL),
        (COUNCIL, None),
        IDS,
        IDS,
        IDS,
        (
            (None, None),
            (frozenset(), frozenset({COUNCIL})),
            (frozenset({"me", "x"}), frozenset({TRUST, FORCE})),
        ),
        (
            (None, None, None),
            ("draft", False, "official"),
            ("released", True, "official_sensitive"),
            ("prepared", True, "secret"),
        ),
    )
]


@pytest.mark.parametrize("verb", PACK.verbs)
def test_both_forms_and_the_residual_agree(verb):
    hits = 0
    for subject in SUBJECTS:
        left = residual(PACK, verb, subject)
        for thing in THINGS[::5]:
            found = check(PACK, verb, subject, thing)
            assert found == check_plainly(PACK, verb, subject, thing)
            assert holds_for(left, thing) == (found.outcome is Outcome.MET), (verb, subject, thing, left)
            hits += found.outcome is Outcome.MET
    assert hits


def test_what_is_unknown_refuses_and_never_permits():
    names = list(Resource.__dataclass_fields__)
    hits = 0
    for verb in PACK.verbs:
        for subject in SUBJECTS[::3]:
            for number, thing in enumerate(THINGS[::211]):
                name = names[number % len(names)]
                unsure = Resource(**{**{each: getattr(thing, each) for each in names}, name: UNKNOWN})
                found = check(PACK, verb, subject, unsure)
                assert found == check_plainly(PACK, verb, subject, unsure)
                hits += allows(verb, subject, thing) and found.outcome is not Outcome.MET
    assert hits > 20


def test_a_thing_of_which_nothing_is_known_shows_no_case():
    for subject in SUBJECTS:
        for verb in ("case.view", "case.list", "item.view", "package.open", "package.view", "subject.view"):
            assert not allows(verb, subject, Resource())


def test_a_system_administrator_sees_no_case_content_whatever_else_they_are():
    admin = person("system_administrator", "disclosure_officer", "decision_maker", "auditor")
    for verb in PACK.verbs:
        if verb.partition(".")[0] in {"case", "request", "package", "item", "subject"}:
            assert not any(allows(verb, admin, thing) for thing in THINGS), verb


def test_a_partner_sees_own_requests_only():
    mine, other = case(), case(requesting_organisation=TRUST)
    partner = person("partner_user", owner=COUNCIL)
    assert allows("case.view", partner, mine)
    assert not allows("case.view", partner, other)
    assert not allows("item.view", partner, mine)
    assert not allows("subject.search", partner, Resource())


def test_a_package_opens_for_its_named_recipient_once_released():
    partner = person("partner_user", owner=COUNCIL)
    mine = {"recipients": ["me"], "owner": FORCE}
    assert allows("package.open", partner, case(**mine, is_released=True))
    assert not allows("package.open", partner, case(**mine, is_released=False))
    assert not allows("package.open", partner, case(recipients=["colleague"], is_released=True))
    assert not allows("package.open", person("disclosure_officer"), case(**mine, is_released=True))


def test_an_auditor_reads_and_does_nothing_else():
    auditor = person("auditor")
    may_do = {verb for verb in PACK.verbs if any(allows(verb, auditor, thing) for thing in THINGS)}
    wanted = {
        "case.list",
        "case.view",
        "package.view",
        "audit.view",
        "audit.export",
        "agreement.view",
        "agreement.list",
    }
    assert wanted <= may_do
    acting = {
        "decide",
        "release",
        "add",
        "claim",
        "assess",
        "prepare",
        "submit",
        "change",
        "grant",
        "suspend",
        "open",
    }
    assert {verb for verb in may_do if verb.partition(".")[2] in acting} == {"token.add"}  # one's own


@pytest.mark.parametrize(
    ("verb", "roles", "thing", "code"),
    [
        ("case.decide", ("decision_maker",), case(requester="me"), "self_approval"),
        ("case.decide", ("decision_maker",), case(recorded_by="me"), "self_approval"),
        ("package.check", ("second_checker",), case(preparer="me"), "self_approval"),
        ("request.verify", ("disclosure_officer",), case(requester="me"), "self_approval"),
        ("case.decide", ("auditor",), case(), "not_permitted"),
    ],
)
def test_nobody_acts_for_themselves(verb, roles, thing, code):
    found = check(PACK, verb, person(*roles), thing)
    assert (found.outcome, found.code) == (Outcome.NOT_MET, code)
    assert found.reason.endswith(".")


def test_another_force_has_no_part_in_a_case():
    assert not allows("case.view", person("decision_maker", owner="another force"), case())


def test_a_draft_is_hidden_from_the_force_unless_recorded_there():
    officer = person("disclosure_officer")
    assert not allows("case.list", officer, case(stage="draft"))
    assert allows("case.list", officer, case(stage="draft", recorded_by="me"))


def test_an_unknown_verb_is_an_error_not_a_permission():
    with pytest.raises(KeyError):
        check(PACK, "case.burn", person("siro"), case())


def test_the_engine_answers_for_an_actor():
    owner = UUID(int=5)
    actor = Actor(id=UUID(int=1), owner=owner, roles=frozenset({"decision_maker"}), is_force=True)
    assert may("case.view", actor, resource(owner=owner, stage="awaiting_decision")).is_met
    assert not may("system.run", actor).is_met
    assert visible("audit.view", actor) == ("false",)


def test_a_residual_asks_of_the_thing_whatever_is_left():
    documents = copy.deepcopy(dict(PACK.documents))
    documents["lists/product.toml"]["stage"]["columns"] = {"is_late": "bool"}
    verb = documents["access.toml"]["verb"][0]
    verb["permit"] = [{"when": "unknown(resource.owner) or resource.stage.is_late", "message": "It is so."}]
    verb["forbid"] = []
    documents["access.toml"]["verb"][1]["permit"] = [
        {"when": "subject.unit == resource.handler", "message": "It is so."}
    ]
    documents["access.toml"]["verb"][1]["forbid"] = []
    pack = load(documents, {})
    assert residual(pack, documents["access.toml"]["verb"][1]["id"], person("officer")) == ("false",)
    left = residual(pack, verb["id"], person("officer"))
    assert left == ("holds", ("column", "stage", "is_late", ("field", "stage")))


def test_joining_drops_what_is_settled():
    a, b = ("holds", ("field", "is_released")), ("missing", ("field", "owner"))
    assert joined("and", []) == ("true",)
    assert joined("or", []) == ("false",)
    assert joined("and", [("true",), a]) == a
    assert joined("and", [("false",), a]) == ("false",)
    assert joined("or", [a, ("or", a, b)]) == ("or", a, b)
    assert negated(("and", a, ("not", b))) == ("or", ("not", a), b)
    assert negated(("true",)) == ("false",)


@pytest.mark.parametrize(
    ("clearance", "vetting", "opens"),
    [
        ("none", "rv", ["official", "official_sensitive"]),
        ("bpss", "none", ["official", "official_sensitive"]),
        ("sc", "none", ["official", "official_sensitive", "secret"]),
        ("none", "nppv1", []),
        ("none", "none", []),
        (None, None, []),
    ],
)
def test_an_item_opens_for_whom_clearance_or_vetting_carries_its_marking(clearance, vetting, opens):
    who = AccessSubject(
        id="me",
        owner=FORCE,
        is_force=True,
        roles=frozenset({"disclosure_officer"}),
        clearance=clearance,
        vetting=vetting,
    )
    for verb in ("item.view", "item.raise_marking", "marking.handle"):
        for marking in PACK.words("marking"):
            found = check(PACK, verb, who, resource(owner=FORCE, marking=marking))
            assert (found.outcome is Outcome.MET) is (marking in opens), (verb, marking)
            assert found.is_met or found.code == "clearance_below_marking"
        assert not allows(verb, who, resource(owner=FORCE)), "an item of no known marking opens for nobody"


def test_a_clearance_never_stands_in_for_a_need_to_know():
    cleared = AccessSubject(
        id="me", owner=FORCE, is_force=True, roles=frozenset({"officer"}), clearance="dv", vetting="nppv3"
    )
    assert not allows("item.view", cleared, resource(owner=FORCE, marking="official"))
