import pytest

from needshare.kernel import Outcome
from needshare.policy import PackError, current_pack
from needshare.policy.definition import assess_plainly
from needshare.policy.tables import answers, case, failures_in, read_table
from tests.policy.cases import FOLDER, base

TABLE = read_table(FOLDER)


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: f"{row.test}: {row.name}")
def test_a_row_is_answered_as_it_says(row):
    found = answers(assess_plainly(current_pack(), case(TABLE.base, row.change)), row)
    assert row.outcome in {each.outcome for each in found}
    assert not row.code or row.code in {code for each in found for code in each.codes}


def test_every_rule_has_a_row_and_every_code_a_near_miss():
    assert list(failures_in(current_pack(), FOLDER)) == []


def test_the_base_case_is_met_without_a_code():
    found = assess_plainly(current_pack(), case(base(), {}))
    assert found.best.outcome is Outcome.MET


def table(tmp_path, text):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "rows.toml").write_text(text, encoding="utf-8")
    return tmp_path


BASE = (FOLDER / "tests" / "0_base.toml").read_text(encoding="utf-8")


def test_a_row_that_is_answered_otherwise_is_named(tmp_path):
    text = (
        BASE
        + '\n[[row]]\nname = "Wrong"\ntest = "necessity"\noutcome = "not_met"\ncode = "necessity_not_stated"\n'
    )
    found = list(failures_in(current_pack(), table(tmp_path, text)))
    assert "tests/rows.toml: row 'Wrong': necessity is met, not not_met" in found
    assert "tests/rows.toml: row 'Wrong': necessity gives no code, not necessity_not_stated" in found
    assert any(each.startswith("test necessity, rule necessity_not_stated: no row") for each in found)


def test_a_near_miss_that_gives_the_code_too_is_named(tmp_path):
    row = '[[row]]\nname = "Near"\ntest = "necessity"\noutcome = "not_met"\ncode = "necessity_not_stated"\n'
    change = '{ "request.necessity_is_stated" = false }'
    found = list(
        failures_in(current_pack(), table(tmp_path, f"{BASE}\n{row}facts = {change}\nnear_miss = {change}\n"))
    )
    assert "tests/rows.toml: row 'Near': the near miss gives necessity_not_stated too" in found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[row", "this is not TOML"),
        ('[[row]]\nname = "Bare"\n', "row 'Bare': test, outcome is missing"),
        ("", "the base case is missing"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(tmp_path, text, says):
    with pytest.raises(PackError, match=says):
        read_table(table(tmp_path, text))
    assert any(says in each for each in failures_in(current_pack(), tmp_path))


def test_a_folder_without_tables_fails(tmp_path):
    assert list(failures_in(current_pack(), tmp_path)) == [
        "tests: the base case is missing; write one as [base]"
    ]


def test_a_row_with_facts_that_do_not_exist_is_named(tmp_path):
    row = '[[row]]\nname = "Odd"\ntest = "necessity"\noutcome = "met"\nfacts = { "request.purpose" = "gossip" }\n'
    found = list(failures_in(current_pack(), table(tmp_path, BASE + row)))
    assert any("row 'Odd': request.purpose: the pack does not know 'gossip'" in each for each in found)


def test_a_base_case_needs_its_instant():
    with pytest.raises(ValueError, match="needs 'at'"):
        case({**base(), "at": "today"}, {})
