"""`needshare policy`: a mistake with its place, words for people, what differs, decision tables and their coverage."""

import shutil

import pytest

from needshare.cli.main import main
from needshare.policy.engine import PACKS
from tests.policy.layers import HEAD_TEXT, LONGER, SHORTER, write

RULES = {
    "layer.toml": HEAD_TEXT,
    "codes.toml": '[[code]]\nid = "nmc"\nlabel = "Not here"\nseverity = "stop"\ncleared_by = "Nobody"\n',
    "assessment.toml": """[[test]]
id = "security"
[[test.restrict]]
code = "nmc"
when = "request.method == 'portal'"
message = "Northmoor does not use the portal."
""",
    "tests/own.toml": """[[row]]
name = "by portal"
test = "security"
outcome = "not_met"
code = "nmc"
[row.near_miss]
"request.method" = "gov_tls_email"
""",
}


@pytest.fixture
def command(capsys):
    def run(*arguments):
        status = main(["policy", *map(str, arguments)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def own(tmp_path):
    return write(tmp_path / "NMC", RULES)


def test_a_sound_layer_is_checked_with_its_tables(command, own):
    assert command("check", own)[:2] == (0, "The pack is sound.\n")


def test_every_mistake_of_a_layer_is_printed(command, own):
    write(
        own,
        {"clocks.toml": LONGER, "assessment.toml": RULES["assessment.toml"].replace("portal'", "pigeon'")},
    )
    status, printed, _ = command("check", own)
    assert status == 1
    assert printed.splitlines() == [
        "NMC/clocks.toml line 4: receipt, amount: 99 is longer than 10, the longest the pack allows for 'receipt'",
        "1 mistakes.",
    ]
    write(own, {"clocks.toml": SHORTER})
    status, printed, _ = command("check", own)
    assert "NMC/assessment.toml line 5: security, nmc, when: 'pigeon' is not in the list 'method'" in printed


def test_what_is_in_force_is_checked(command):
    assert command("check")[:2] == (0, "All that is in force is sound.\n")


def test_a_pack_says_what_it_has_under_a_name(command, own):
    status, printed, _ = command(
        "show", "g09", "isa_expired", "receipt", "security", "bulk_subjects", "case.list"
    )
    assert status == 0
    for words in (
        "Children Act 1989",
        "ISA_EXPIRED (stop",
        "3 days",
        "Security [secure]",
        "lower at will",
        "permits when",
    ):
        assert words in printed
    assert "[NMC's own]" in command("show", own, "security")[1]
    assert "with Northmoor: local policy (NMC 3), in force from 2026-02-01" in command("show", own)[1]
    status, _, told = command("show", "tea")
    assert (status, told) == (4, "The pack says nothing under 'tea'.\n")


def test_two_packs_are_compared_in_words(command, own):
    status, printed, _ = command("diff", "uk_police", own)
    assert status == 0
    assert "narrows: yes, e.g. with the base case: Met before, Not met after" in printed
    assert "widens: yes, e.g. with the base case: Not met before, Met after" in command("diff", own, "now")[1]
    assert "Nothing differs." in command("diff", "now", "uk_police")[1]


def test_decision_tables_are_run_with_counts_and_coverage(command, own):
    status, printed, _ = command("test", own)
    assert status == 0, printed
    assert " rules and " in printed.splitlines()[-1]
    assert "0 failures" in printed
    write(own, {"assessment.toml": RULES["assessment.toml"].replace('"security"', '"lawful_authority"')})
    write(own, {"tests/own.toml": RULES["tests/own.toml"].replace('"security"', '"lawful_authority"')})
    status, printed, _ = command("test", own)
    assert status == 0, printed
    assert "stricter: tests/1_lawful.toml: row 'A gateway that fits'" in printed
    assert "rows of the pack end stricter" in printed


def test_a_rule_of_a_layer_that_no_row_reaches_fails(command, own):
    write(own, {"assessment.toml": RULES["assessment.toml"].replace("portal'", "fax'")})
    status, printed, _ = command("test", own)
    assert status == 1
    assert "row 'by portal'" in printed


def test_a_row_that_is_not_answered_as_written_fails(command, tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(PACKS / "uk_police", folder)
    path = next((folder / "tests").glob("2_*.toml"))
    path.write_text(path.read_text().replace('outcome = "not_met"', 'outcome = "met"', 1))
    status, printed, _ = command("test", folder)
    assert status == 1
    assert "is not_met, not met" in printed
    assert "1 failures" in printed
    path.unlink()
    status, printed, _ = command("test", folder)
    assert status == 1
    assert "no row of the tables reaches it" in printed
    assert "no row of the tables is answered with it" in printed


def test_a_folder_that_is_neither_says_so(command, tmp_path):
    for words in (("show", "--pack", tmp_path), ("diff", "now", tmp_path), ("test", tmp_path)):
        status, _, told = command(*words)
        assert (status, told) == (1, "pack.toml: this file is missing; it names the pack and its version\n")
    write(tmp_path / "L", {"layer.toml": HEAD_TEXT.replace("uk_police", "mars")})
    status, printed, _ = command("check", tmp_path / "L")
    assert "there is no pack 'mars' here" in printed
