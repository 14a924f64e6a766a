"""What is in force: the last good text stays whatever is done to the folders, and what is wrong is told."""

import shutil
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from needshare.kernel import Unavailable
from needshare.kernel.sight import looking, of_organisation
from needshare.policy import InForce, assess, current_pack, stand_on, stands_on
from needshare.policy.engine import PACKS
from tests.policy.cases import changed
from tests.policy.layers import HEAD_TEXT, LONGER, SHORTER, write

FORCE, OTHER, PARTNER = uuid4(), uuid4(), uuid4()
CODES = {FORCE: "NMC", OTHER: "EXF", PARTNER: "NMCITY"}
SHIPPED = current_pack()


class Counting:
    def __init__(self):
        self.asked = 0

    def __call__(self, force):
        self.asked += 1
        return CODES.get(force, "")


@pytest.fixture
def here(tmp_path):
    write(tmp_path / "policy" / "NMC", {"layer.toml": HEAD_TEXT, "clocks.toml": SHORTER})
    return tmp_path


def running(here, pack=PACKS / "uk_police"):
    """Start as a process does that knows nothing yet."""
    made = InForce(pack, layers=here / "policy", kept=here / "kept")
    made.code_of = Counting()
    return made


def receipt(in_force, force=FORCE):
    return in_force.pack_for(force).clocks["receipt"].amount


def test_each_force_has_the_pack_with_its_own_layer(here):
    found = running(here)
    assert (receipt(found), receipt(found, OTHER), receipt(found, PARTNER), receipt(found, None)) == (
        2,
        3,
        3,
        3,
    )
    assert found.pack_for(None).sha256 == SHIPPED.sha256
    assert found.standing().faults == ()


def test_a_force_is_looked_up_once_and_only_where_there_is_a_layer(here):
    found = running(here)
    for _again in range(50):
        receipt(found)
    assert found.code_of.asked == 1
    shutil.rmtree(here / "policy")
    found.look_again()
    assert receipt(found, OTHER) == 3
    assert found.code_of.asked == 1


def test_another_day_loads_no_pack_again_that_comes_with_the_product(here, monkeypatch):
    found = running(here)
    before = found.pack_for(None)
    monkeypatch.setattr("needshare.policy.in_force.datetime", frozen(datetime(2031, 1, 1, tzinfo=UTC)))
    found.look_again()
    assert found.pack_for(None) is before


def test_a_file_broken_while_it_runs_leaves_the_last_good_text_in_force(here, caplog):
    found = running(here)
    before = found.pack_for(FORCE)
    write(here / "policy" / "NMC", {"clocks.toml": LONGER})
    after = found.look_again()
    assert found.pack_for(FORCE) is before
    assert assess(found.pack_for(FORCE), changed()).pack.sha256 == before.sha256
    assert after.is_complete
    assert after.faults == (
        "NMC/clocks.toml line 4: receipt, amount: 99 is longer than 10, the longest the pack allows for 'receipt'",
    )
    assert [record.getMessage() for record in caplog.records] == [f"policy.not_loaded: {after.faults[0]}"]
    write(here / "policy" / "NMC", {"clocks.toml": SHORTER.replace("= 2", "= 1")})
    assert found.look_again().faults == ()
    assert receipt(found) == 1


def test_a_process_that_starts_with_a_broken_file_has_the_last_good_text_too(here):
    good = running(here).pack_for(FORCE)
    write(here / "policy" / "NMC", {"clocks.toml": "clock = ["})
    started = running(here)
    assert started.pack_for(FORCE).sha256 == good.sha256
    assert "NMC/clocks.toml: this is not TOML" in started.standing().faults[0]
    assert started.standing().is_complete


def test_without_any_good_text_nothing_is_decided_for_that_force(here):
    write(here / "policy" / "NMC", {"clocks.toml": LONGER})
    found = running(here)
    with pytest.raises(Unavailable, match="The policy in force cannot be read"):
        found.pack_for(FORCE)
    assert receipt(found, OTHER) == 3
    assert not found.standing().is_complete


def test_a_damaged_copy_of_the_last_good_text_is_not_taken(here):
    running(here).pack_for(FORCE)
    (here / "kept" / "NMC.json").write_text("{}")
    write(here / "policy" / "NMC", {"clocks.toml": LONGER})
    with pytest.raises(Unavailable):
        running(here).pack_for(FORCE)


def test_a_first_layer_that_is_broken_leaves_the_pack_as_it_was(here):
    shutil.rmtree(here / "policy" / "NMC")
    found = running(here)
    assert receipt(found) == 3
    write(here / "policy" / "NMC", {"layer.toml": HEAD_TEXT, "clocks.toml": LONGER})
    found.look_again()
    assert receipt(found) == receipt(running(here)) == 3


def test_a_pack_of_ones_own_that_breaks_stays_as_it_was(here):
    shutil.copytree(PACKS / "uk_police", here / "own", ignore=shutil.ignore_patterns("tests"))
    found = running(here, here / "own")
    assert receipt(found) == 2
    (here / "own" / "authority.toml").unlink()
    assert "authority.toml: the authority table is missing" in found.look_again().faults
    assert (receipt(found), receipt(found, None)) == (2, 3)
    assert (receipt(running(here, here / "own")), running(here, here / "own").standing().is_complete) == (
        2,
        True,
    )


def test_the_folder_must_be_the_forces_own(here):
    (here / "policy" / "NMC").rename(here / "policy" / "EXF")
    found = running(here)
    assert found.standing().faults == ("EXF: the layer in here says it is of NMC",)


def test_an_empty_folder_is_told(here):
    (here / "policy" / "EXF").mkdir()
    faults = running(here).standing().faults
    assert faults == ("EXF/layer.toml: this file is missing; it names the layer and its version",)


def versions(here, **dates):
    shutil.rmtree(here / "policy" / "NMC")
    for number, (name, text) in enumerate(dates.items(), 1):
        head = HEAD_TEXT.replace("effective_from = 2026-02-01", text)
        clocks = SHORTER.replace("= 2", f"= {number}")
        write(here / "policy" / "NMC" / name, {"layer.toml": head, "clocks.toml": clocks})
    return running(here)


def test_of_several_versions_the_one_in_force_today_counts(here, monkeypatch):
    found = versions(here, spring="effective_from = 2026-02-01", autumn="effective_from = 2026-09-01")
    for day, amount in ((datetime(2026, 1, 31, tzinfo=UTC), 3), (datetime(2026, 3, 1, tzinfo=UTC), 1),
                        (datetime(2026, 8, 31, 23, 30, tzinfo=UTC), 2)):  # fmt: skip
        monkeypatch.setattr("needshare.policy.in_force.datetime", frozen(day))
        found.look_again()
        assert receipt(found) == amount, day


def frozen(day):
    class Frozen(datetime):
        @classmethod
        def now(cls, tz=None):
            return day.astimezone(tz)

    return Frozen


def test_a_layer_that_ended_stays_until_another_takes_its_place(here):
    found = versions(here, spring="effective_from = 2026-02-01\neffective_to = 2026-03-01")
    assert receipt(found) == 1
    (fault,) = found.standing().faults
    assert fault == "NMC: it ended on 2026-03-01 and stays in force until another takes its place"


def test_two_versions_do_not_start_on_one_day(here):
    found = versions(here, one="effective_from = 2026-02-01", two="effective_from = 2026-02-01")
    assert found.standing().faults == ("NMC: two versions start on the same day",)


def test_the_pack_is_that_of_the_force_whose_work_runs(here):
    before = stand_on(running(here))
    try:
        for owner, is_force, amount in ((FORCE, True, 2), (OTHER, True, 3), (PARTNER, False, 3)):
            with looking(of_organisation(owner, is_force=is_force)):
                assert current_pack().clocks["receipt"].amount == amount
                assert current_pack(FORCE).clocks["receipt"].amount == 2
        assert current_pack().layer is None
    finally:
        assert stand_on(before) is not before
    assert stands_on() is before
