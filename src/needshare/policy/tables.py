"""Decision tables: a base case and rows that differ from it, each with the answer one test must give.

They stand in the `tests` folder of a pack and are read by people who write policy: every rule needs a
row that it answers, and a near miss that it does not.
"""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from needshare.kernel import Outcome

from .definition import assess_plainly
from .documents import TABLES, PackError
from .explanation import TestFinding, findings
from .facts import SCOPES, AgreementFacts, AssessmentFacts, FactsError, HarmFacts
from .pack import Pack, Rule
from .results import Assessment, Basis


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what differs from the base case, what a near miss differs in, and the answer.

    `says` are words that the answer holds and that of the near miss does not: for rules that give no code.
    """

    name: str
    test: str
    outcome: str
    code: str
    change: Mapping[str, Any]
    near_miss: Mapping[str, Any]
    basis: str
    place: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A base case and its rows."""

    base: Mapping[str, Any]
    rows: tuple[Row, ...]


def read_table(folder: Path, base: Mapping[str, Any] | None = None) -> Table:
    """Read the base case and every row of decision tables; those of a layer take the base case of its pack.

    Raises:
        PackError: when a file is not TOML or the base case is missing.
    """
    base = base or {}
    rows: list[Row] = []
    for path in sorted((folder / TABLES).glob("*.toml")):
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as wrong:
            raise PackError([f"{TABLES}/{path.name}: this is not TOML: {wrong}"]) from None
        base = document.get("base", base)
        rows += [_row(each, f"{TABLES}/{path.name}") for each in document.get("row", [])]
    if not base:
        raise PackError([f"{TABLES}: the base case is missing; write one as [base]"])
    return Table(base, tuple(rows))


def _row(row: Mapping[str, Any], file: str) -> Row:
    name = str(row.get("name", "?"))
    missing = [key for key in ("name", "test", "outcome") if key not in row]
    if missing:
        raise PackError([f"{file}: row '{name}': {', '.join(missing)} is missing"])
    return Row(
        name=name,
        test=row["test"],
        outcome=row["outcome"],
        code=row.get("code", ""),
        change=row.get("facts", {}),
        near_miss=row.get("near_miss", {}),
        basis=row.get("basis", "agreement"),
        place=f"{file}: row '{name}'",
        says=row.get("says", ""),
    )


def case(base: Mapping[str, Any], change: Mapping[str, Any]) -> AssessmentFacts:
    """Build the facts of a base case with some of them changed.

    A change is named "request.purpose"; "item.…" and "agreement.…" change the first of them. The
    value "missing" leaves a fact out, "none" as the value of "agreement" leaves every agreement out.
    """
    value = deepcopy(dict(base))
    for path, given in change.items():
        scope, _, name = path.partition(".")
        if path == "agreement" and given == "none":
            value["agreement"] = []
        elif path == "at":
            value["at"] = given
        else:
            record = value[scope][0] if isinstance(value[scope], list) else value[scope]
            record[name] = None if given == "missing" else given
    return _facts(value)


def _facts(value: Mapping[str, Any]) -> AssessmentFacts:
    at = value["at"]
    if not isinstance(at, datetime):
        raise FactsError("the base case needs 'at', an instant with its offset")
    one: dict[str, Any] = {
        scope: _record(scope, value[scope]) for scope in ("request", "requester", "handler")
    }
    harm = value.get("harm", {})
    return AssessmentFacts(
        at=at,
        **one,
        harm=HarmFacts(
            sharing=tuple(tuple(pair) for pair in harm.get("sharing", ())),
            not_sharing=tuple(tuple(pair) for pair in harm.get("not_sharing", ())),
            scores=tuple(tuple(each) for each in harm.get("scores", ())),
            alternatives=frozenset(harm.get("alternatives", ())),
        ),
        items=tuple(_record("item", each) for each in value["item"]),
        agreements=tuple(_agreement(each) for each in value["agreement"]),
    )


def _record(scope: str, value: Mapping[str, Any]) -> Any:
    return SCOPES[scope](**value)


def _agreement(value: Mapping[str, Any]) -> AgreementFacts:
    return AgreementFacts(**value)


def _basis(assessment: Assessment, row: Row) -> Basis:
    wanted = row.basis == "agreement"
    return next(each for each in assessment.bases if (each.agreement is not None) is wanted)


def _rank(outcome: str) -> int:
    return Outcome(outcome).rank


def answers(assessment: Assessment, row: Row) -> list[TestFinding]:
    """Give what the row's test found on the row's basis, for the request or for the first item."""
    basis = _basis(assessment, row)
    first = min(item.number for item in assessment.facts.items)
    found = findings(assessment, basis)
    return [each for each in found if each.test == row.test and each.item in (None, first)]


@dataclass
class Report:
    """What came of running decision tables: rows, failures, and how much of the rules and codes they reach."""

    rows: int = 0
    failures: list[str] = field(default_factory=list)
    stricter: list[str] = field(default_factory=list)
    reached: set[tuple[str, str, str]] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def told(self, pack: Pack) -> str:
        """Say in one line how much was run and reached."""
        rules = {_key(rule) for test in pack.tests for rule in test.rules}
        codes = codes_given(pack)
        more = f"; {len(self.stricter)} rows of the pack end stricter" if self.stricter else ""
        return (
            f"{self.rows} rows, {len(self.failures)} failures; {len(rules & self.reached)} of {len(rules)} rules "
            f"and {len(codes & self.codes)} of {len(codes)} codes reached{more}."
        )


def codes_given(pack: Pack) -> set[str]:
    """Name every code that a test of a pack can give about one item; of several, `partial_code` tells besides."""
    given = {rule.code for test in pack.tests for rule in test.rules}
    return (given | {test.default_code for test in pack.tests}) - {""}


def run_tables(pack: Pack, folder: Path, layer: Path | None = None) -> Report:
    """Run the decision tables of a pack, and of a layer over it: a layer may end rows of the pack stricter, only so."""
    report = Report()
    try:
        table = read_table(folder)
        own = read_table(layer, base=table.base) if layer else Table({}, ())
    except PackError as wrong:
        report.failures += wrong.mistakes
        return report
    for row in table.rows:
        _run(pack, table.base, row, report, may_be_stricter=layer is not None)
    for row in own.rows:
        _run(pack, table.base, row, report, may_be_stricter=False)
    for test in pack.tests:
        for rule in test.rules:
            if _key(rule) not in report.reached:
                report.failures.append(
                    f"test {test.id}, rule {rule.code or rule.condition.text}: no row of the tables reaches it"
                )
    report.failures += [
        f"code {code}: no row of the tables is answered with it"
        for code in sorted(codes_given(pack) - report.codes)
    ]
    return report


def failures_of(pack: Pack, table: Table, row: Row) -> list[str]:
    """Say in what one row of a pack's own tables is not answered as it says."""
    report = Report()
    _run(pack, table.base, row, report, may_be_stricter=False)
    return report.failures


def failures_in(pack: Pack, folder: Path) -> list[str]:
    """Say which rows are not answered as they say, and which rules and codes no row reaches."""
    return run_tables(pack, folder).failures


def _run(pack: Pack, base: Mapping[str, Any], row: Row, report: Report, *, may_be_stricter: bool) -> None:
    report.rows += 1
    try:
        found = list(_failures(pack, base, row, report, may_be_stricter=may_be_stricter))
    except (FactsError, TypeError, KeyError, ValueError, StopIteration) as wrong:
        found = [f"{row.place}: {wrong}"]
    report.failures += found


def _key(rule: Rule) -> tuple[str, str, str]:
    return rule.test, rule.kind, rule.condition.text


def _failures(
    pack: Pack, base: Mapping[str, Any], row: Row, report: Report, *, may_be_stricter: bool
) -> Iterator[str]:
    assessment = assess_plainly(pack, case(base, row.change))
    found = answers(assessment, row)
    outcomes = {each.outcome.value for each in found}
    codes = {code for each in found for code in each.codes}
    report.codes |= {code for each in findings(assessment, _basis(assessment, row)) for code in each.codes}
    report.reached |= set(_held(assessment, row))
    if may_be_stricter and row.outcome not in outcomes and min(map(_rank, outcomes)) > _rank(row.outcome):
        report.stricter.append(row.place)
        return
    if row.outcome not in outcomes:
        yield f"{row.place}: {row.test} is {', '.join(sorted(outcomes))}, not {row.outcome}"
    if row.code and row.code not in codes:
        yield f"{row.place}: {row.test} gives {', '.join(sorted(codes)) or 'no code'}, not {row.code}"
    if row.says and not any(row.says in each.words() for each in found):
        yield f"{row.place}: {row.test} does not say '{row.says}'"
    near = answers(assess_plainly(pack, case(base, row.near_miss)), row)
    if row.code and any(row.code in each.codes for each in near):
        yield f"{row.place}: the near miss gives {row.code} too"
    if row.says and any(row.says in each.words() for each in near):
        yield f"{row.place}: the near miss says '{row.says}' too"


def _held(assessment: Assessment, row: Row) -> Iterator[tuple[str, str, str]]:
    basis = _basis(assessment, row)
    families = assessment.families
    rows = (
        (families.requests, basis.requests),
        (families.items, basis.items[0]),
        (families.gateway_requests, basis.gateway_requests),
        (families.gateway_items, basis.gateway_items[0]),
    )
    for tests, answer in rows:
        for place, test in enumerate(tests):
            if test.id == row.test:
                numbers = (*answer.held[place], *answer.unknown[place])
                yield from (_key(test.rules[number]) for number in numbers)
