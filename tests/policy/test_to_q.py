"""One definition: the filter of a list finds exactly the rows the check allows, rows full of gaps included."""

import itertools
import subprocess
import sys
from uuid import UUID

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q

from needshare.kernel import Outcome
from needshare.policy import AccessSubject, Resource, check, current_pack
from needshare.policy.permission import holds_for, residual
from needshare.policy.to_q import Unsupported, to_q
from tests.roles import as_owner

PACK = current_pack()
REGISTRY = Apps()
FORCE, COUNCIL, TRUST = (str(UUID(int=number)) for number in (1, 2, 3))
ME, OTHER, TEAM, OTHER_TEAM = (str(UUID(int=number)) for number in (11, 12, 13, 14))
CIRCLE, OTHER_CIRCLE = (str(UUID(int=number)) for number in (21, 22))
IDS = (
    "owner",
    "requesting_organisation",
    "requester",
    "recorded_by",
    "handler",
    "preparer",
    "decided_by",
    "person",
    "compartment",
    "unit",
)
SETS = ("recipients", "parties", "audience", "conflicted", "opened_in_emergency_by", "escalated_to")


class Thing(models.Model):
    owner = models.UUIDField(null=True)
    requesting_organisation = models.UUIDField(null=True)
    requester = models.UUIDField(null=True)
    recorded_by = models.UUIDField(null=True)
    handler = models.UUIDField(null=True)
    preparer = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    compartment = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    is_unhandled = models.BooleanField(null=True)
    marking = models.CharField(max_length=40, null=True)  # noqa: DJ001 - a row with a gap is the point
    is_own = models.BooleanField(null=True)
    stage = models.CharField(max_length=40, null=True)  # noqa: DJ001 - a row with a gap is the point
    is_released = models.BooleanField(null=True)

    class Meta:
        apps = REGISTRY
        app_label = "policy_rows"


class Member(models.Model):
    thing = models.ForeignKey(Thing, models.CASCADE, db_constraint=False)
    kind = models.CharField(max_length=24)
    who = models.CharField(max_length=40)

    class Meta:
        apps = REGISTRY
        app_label = "policy_rows"


def has_any(kind):
    def find(ids):
        return Q(Exists(Member.objects.filter(thing=OuterRef("pk"), kind=kind, who__in=sorted(ids))))

    return find


PLAIN = ("stage", "is_released", "is_unhandled", "marking", "is_own")
FIELDS = {name: name for name in (*IDS, *PLAIN)}
FIELDS |= {name: has_any(name) for name in SETS}


@pytest.fixture
def things(db):
    with as_owner(), connection.cursor() as cursor:
        for model in (Thing, Member):
            sql, params = connection.schema_editor().table_sql(model)
            cursor.execute(sql, params or None)
    made = {}
    values = itertools.product(
        (FORCE, None),
        (COUNCIL, None),
        (None, ME, OTHER),
        (None, ME),
        (None, ME),
        ((None, None), ("draft", False), ("referred", True), ("prepared", None)),
    )
    for number, (owner, asking, one, two, three, (stage, released)) in enumerate(values):
        row = {
            "owner": owner,
            "requesting_organisation": asking,
            "requester": one,
            "person": one,
            "recorded_by": two,
            "handler": three,
            "preparer": three,
            "decided_by": (None, OTHER, ME)[number % 3],
            "compartment": (None, CIRCLE, None, None, OTHER_CIRCLE)[number % 5],
            "unit": (None, TEAM, OTHER_TEAM, None, TEAM)[number % 5],
            "is_unhandled": three is None,
            "marking": ("official", "official_sensitive", None, "secret")[number % 4],
            "is_own": (True, False, True, None, True)[number % 5],
            "stage": stage,
            "is_released": released,
        }
        sets = {
            "recipients": ({ME, OTHER}, {OTHER}, set())[number % 3],
            "parties": (set(), {COUNCIL})[number % 2],
            "audience": (set(), {OTHER}, {ME}, {TEAM, OTHER})[number % 4],
            "conflicted": (set(), set(), set(), set(), set(), {ME}, {OTHER})[number % 7],
            "opened_in_emergency_by": (set(), set(), set(), {ME})[number // 3 % 4],
            "escalated_to": (set(), {"siro"}, {"decision_maker"})[number // 5 % 3],
        }
        thing = Thing.objects.create(**row)
        Member.objects.bulk_create(
            Member(thing=thing, kind=kind, who=who) for kind, people in sets.items() for who in people
        )
        made[thing.pk] = Resource(**row, **{kind: frozenset(people) for kind, people in sets.items()})
    return made


def subjects():
    for role in PACK.words("role"):
        yield AccessSubject(id=ME, owner=FORCE, is_force=True, roles=frozenset({role}))
        yield AccessSubject(
            id=ME,
            owner=FORCE,
            is_force=True,
            roles=frozenset({role}),
            unit=TEAM,
            principals=frozenset({ME, TEAM}),
            compartments=frozenset({CIRCLE}),
        )
        yield AccessSubject(
            id=ME, owner=FORCE, is_force=True, roles=frozenset({role}), clearance="sc", vetting="none"
        )
        yield AccessSubject(
            id=ME, owner=FORCE, is_force=True, roles=frozenset({role}), clearance="nppv1", vetting="rv"
        )
        yield AccessSubject(id=ME, owner=COUNCIL, is_force=False, roles=frozenset({role}))
    yield AccessSubject(id=OTHER, owner=TRUST, is_force=False, roles=frozenset({"partner_user"}))
    yield AccessSubject(id=ME, owner=FORCE, is_force=True, roles=frozenset({"officer", "auditor"}))


def test_a_list_shows_exactly_what_the_check_allows(things):
    partial = 0
    for verb in PACK.verbs:
        for subject in subjects():
            wanted = {
                pk for pk, thing in things.items() if check(PACK, verb, subject, thing).outcome is Outcome.MET
            }
            shown = Thing.objects.filter(to_q(residual(PACK, verb, subject), FIELDS)).values_list(
                "pk", flat=True
            )
            assert sorted(shown) == sorted(wanted), (verb, subject)
            partial += 0 < len(wanted) < len(things)
    assert partial >= 200, "too few filters were neither empty nor total to prove anything"


A, B = ("field", "requester"), ("field", "handler")
SHAPES = [
    ("compare", "==", "", A, ("value", ME)),
    ("compare", "!=", "", A, ("value", ME)),
    ("compare", "==", "", A, B),
    ("compare", "!=", "", A, B),
    ("in", ("field", "stage"), ("value", frozenset({"draft", "released"}))),
    ("not in", ("field", "stage"), ("value", frozenset({"draft"}))),
    ("missing", A),
    ("holds", ("field", "is_released")),
    ("in", ("value", ME), ("field", "recipients")),
    ("overlap", ("field", "recipients"), ("value", frozenset({ME, TRUST}))),
    ("overlap", ("value", frozenset({COUNCIL})), ("field", "parties")),
]


@pytest.mark.parametrize("as_written", [True, False])
@pytest.mark.parametrize("shape", SHAPES, ids=range(len(SHAPES)))
def test_every_shape_means_the_same_in_the_database(things, shape, as_written):
    node = shape if as_written else ("not", shape)
    wanted = {pk for pk, thing in things.items() if holds_for(node, thing)}
    assert set(Thing.objects.filter(to_q(node, FIELDS)).values_list("pk", flat=True)) == wanted
    assert 0 < len(wanted) < len(things)


def test_all_and_nothing_are_said(things):
    assert Thing.objects.filter(to_q(("true",), FIELDS)).count() == len(things)
    assert not Thing.objects.filter(to_q(("false",), FIELDS)).exists()
    assert Thing.objects.filter(to_q(("not", ("false",)), FIELDS)).count() == len(things)
    either = ("or", ("true",), ("missing", A))
    assert Thing.objects.filter(to_q(either, FIELDS)).count() == len(things)
    neither = ("not", ("and", ("missing", A), ("holds", ("field", "is_released"))))
    assert 0 < Thing.objects.filter(to_q(neither, FIELDS)).count() < len(things)


@pytest.mark.parametrize(
    "node",
    [
        ("compare", "==", "", ("field", "colour"), ("value", "red")),
        ("compare", "<", "stage", ("field", "stage"), ("value", "draft")),
        ("compare", "==", "", ("field", "recipients"), ("value", ME)),
        ("compare", "==", "", ("column", "stage", "x", ("field", "stage")), ("value", ME)),
        ("in", ("value", ME), ("field", "stage")),
        ("in", ("field", "stage"), ("column", "stage", "x", ("field", "stage"))),
        ("within", ("field", "recipients"), ("value", frozenset({ME}))),
    ],
)
def test_what_cannot_be_said_is_never_approximated(node):
    with pytest.raises(Unsupported):
        to_q(node, FIELDS)


def test_the_engine_reaches_no_django():
    code = (
        "import sys, needshare.policy.showing, needshare.policy.clocks, needshare.policy.catalogue\n"
        "needshare.policy.current_pack()\n"
        "sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
