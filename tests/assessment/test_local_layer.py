"""A force's own layer in a running installation: it decides, is kept whole, and is replayed when it has changed."""

from datetime import timedelta

import pytest

from needshare.agencies.terms import Kind
from needshare.assessment import actions, queries
from needshare.assessment.models import Assessment, PackUsed
from needshare.pathway.apps import packs_in_force
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.policy import current_pack, load_canonical, stand_on
from tests.cast import AT, Cast
from tests.policy.layers import HEAD_TEXT, write
from tests.story import answers, begin, gather

SOONER = """# Routine requests are answered in two days here.
[[clock]]
id = "due_routine"
amount = 2
"""
NOBODY_OFFERS = """# Northmoor shares nothing with anybody on a routine request.
[[test]]
id = "security"
[[test.restrict]]
code = "excessive"
when = "request.urgency == 'routine'"
message = "Northmoor shares nothing on a routine request."
"""


@pytest.fixture
def in_force(settings, tmp_path):
    settings.POLICY_LAYERS, settings.DATA_DIR = tmp_path / "policy", tmp_path
    write(tmp_path / "policy" / "NMC", {"layer.toml": HEAD_TEXT, "clocks.toml": SOONER})
    made = packs_in_force()
    before = stand_on(made)
    yield made
    stand_on(before)


def assessed(story) -> Assessment:
    return actions.assess(reference=story.reference, answers=answers(), by=story.by("preparer"), at=story.at)


def test_a_layer_decides_is_kept_whole_and_replayed_when_it_has_changed(cast: Cast, in_force, tmp_path):
    assert cast.force.kind == Kind.FORCE
    story = begin(cast, at=AT + timedelta(minutes=7)).to(Stage.UNDER_ASSESSMENT)
    due_at = SharingCase.objects.get(reference=story.reference).due_at
    assert (
        timedelta(days=1) < due_at - story.at < timedelta(days=5)
    )  # sent by a partner: the force's clock counts
    gather(story)
    first = assessed(story)
    write(tmp_path / "policy" / "NMC", {"assessment.toml": NOBODY_OFFERS})
    in_force.look_again()
    second = assessed(story)
    assert (first.overall, second.overall) == ("met", "not_met")
    assert first.pack_hash != second.pack_hash
    assert {first.pack_version, second.pack_version} == {f"{current_pack().version}+3"}
    kept = {each.sha256: load_canonical(bytes(each.canonical)) for each in PackUsed.objects.all()}
    assert set(kept) == {first.pack_hash, second.pack_hash}
    assert {pack.layer.force for pack in kept.values()} == {"NMC"}
    for stored in Assessment.objects.all():
        assert queries.replay(stored) == bytes(stored.findings)


def test_a_file_broken_while_it_runs_reaches_no_decision(cast: Cast, in_force, tmp_path):
    story = begin(cast, at=AT + timedelta(minutes=8)).to(Stage.UNDER_ASSESSMENT)
    gather(story)
    first = assessed(story)
    write(tmp_path / "policy" / "NMC", {"assessment.toml": "[[test]]\nid = 'security'\nmet = 3\n"})
    in_force.look_again()
    assert in_force.standing().faults
    assert assessed(story).pack_hash == first.pack_hash
