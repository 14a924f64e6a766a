"""The branches of a list find together exactly what the filter finds, each through one index."""

import pytest
from django.db.models import Q

from needshare.policy import AccessSubject
from needshare.policy.permission import alternatives, residual
from needshare.policy.to_branches import Branch, Walk, merged, to_branches, within
from needshare.policy.to_q import to_q
from tests.policy.test_to_q import (
    CIRCLE,
    FIELDS,
    FORCE,
    ME,
    PACK,
    TEAM,
    Thing,
    subjects,
    things,  # noqa: F401 - a fixture
)


def through(each: str) -> Walk:
    return Walk("members", "thing_id", Q(kind="audience", who=each))


def officer(*roles: str) -> AccessSubject:
    return AccessSubject(
        id=ME,
        owner=FORCE,
        is_force=True,
        roles=frozenset(roles),
        principals=frozenset({ME, TEAM}),
        compartments=frozenset({CIRCLE}),
    )


@pytest.mark.usefixtures("things")
def test_the_branches_together_are_the_filter():
    partial = 0
    everything = set(Thing.objects.values_list("pk", flat=True))
    for verb in PACK.verbs:
        for subject in subjects():
            branches = to_branches(alternatives(PACK, verb, subject), FIELDS, {})
            found = set(merged(Thing.objects.all(), branches, limit=10_000).values_list("pk", flat=True))
            wanted = set(
                Thing.objects.filter(to_q(residual(PACK, verb, subject), FIELDS)).values_list("pk", flat=True)
            )
            assert found == wanted, (verb, subject)
            partial += 0 < len(wanted) < len(everything)
    assert partial >= 100, "too few were neither empty nor total to prove anything"


@pytest.mark.usefixtures("things")
def test_the_pages_of_a_list_are_its_rows_in_order():
    subject = officer("officer")
    branches = to_branches(alternatives(PACK, "case.list", subject), FIELDS, {})
    rows = Thing.objects.filter(to_q(residual(PACK, "case.list", subject), FIELDS)).order_by("-pk")
    paged: list[int] = []
    while True:
        below = within(branches, before=paged[-1] if paged else None)
        page = list(
            merged(Thing.objects.all(), below, limit=5).order_by("-pk").values_list("pk", flat=True)[:5]
        )
        if not page:
            break
        paged += page
    assert paged == list(rows.values_list("pk", flat=True))
    assert len(paged) > 10


def test_each_principal_is_a_branch_of_its_own():
    left = alternatives(PACK, "case.list", officer("officer"))
    branches = to_branches(left, FIELDS, {"audience": through})
    assert [branch.walk for branch in branches] == [through(ME), through(TEAM)]
    assert to_branches([("in", ("value", ME), ("field", "audience"))], FIELDS, {"audience": through}) == (
        Branch(Q(), through(ME)),
    )
    below = within(branches, before=7)
    assert [branch.walk.condition for branch in below if branch.walk] == [
        through(each).condition & Q(thing_id__lt=7) for each in (ME, TEAM)
    ]


def test_a_ground_that_another_covers_is_no_branch():
    both = alternatives(PACK, "case.list", officer("officer", "supervisor"))
    assert both == alternatives(PACK, "case.list", officer("supervisor"))
    assert len(both) == 1


def test_who_is_permitted_nothing_has_no_branch():
    nobody = officer("system_administrator")
    assert alternatives(PACK, "case.list", nobody) == ()
    assert not merged(Thing.objects.all(), (), limit=5).query.has_results("default")
