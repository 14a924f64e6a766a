"""Decision tables: a base case and rows that differ from it, each with the answer one test must give.

They stand in the `tests` folder of a pack and are read by people who write policy: every rule needs a
row that it answers, and a near miss that it does not.
"""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from .definition import assess_plainly
from .documents import TABLES, PackError
from .explanation import TestFinding, findings
from .facts import SCOPES, AgreementFacts, AssessmentFacts, FactsError, HarmFacts
from .pack import Pack, Rule
from .results import Assessment


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what differs from the base case, what a near miss differs in, and the answer."""

    name: str
    test: str
    outcome: str
    code: str
    change: Mapping[str, Any]
    near_miss: Mapping[str, Any]
    basis: str
    place: str


@dataclass(frozen=True, slots=True)
class Table:
    """A base case and its rows."""

    base: Mapping[str, Any]
    rows: tuple[Row, ...]


def read_table(folder: Path) -> Table:
    """Read the base case and every row of a pack's decision tables.

    Raises:
        PackError: when a file is not TOML or the base case is missing.
    """
    base: dict[str, Any] = {}
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
        ),
        items=tuple(_record("item", each) for each in value["item"]),
        agreements=tuple(_agreement(each) for each in value["agreement"]),
    )


def _record(scope: str, value: Mapping[str, Any]) -> Any:
    return SCOPES[scope](**value)


def _agreement(value: Mapping[str, Any]) -> AgreementFacts:
    return AgreementFacts(**value)


def answers(assessment: Assessment, row: Row) -> list[TestFinding]:
    """Give what the row's test found on the row's basis, for the request or for the first item."""
    wanted = row.basis == "agreement"
    basis = next(each for each in assessment.bases if (each.agreement is not None) is wanted)
    first = min(item.number for item in assessment.facts.items)
    found = findings(assessment, basis)
    return [each for each in found if each.test == row.test and each.item in (None, first)]


def failures_in(pack: Pack, folder: Path) -> Iterator[str]:
    """Say which rows are not answered as they say, and which rules no row reaches."""
    try:
        table = read_table(folder)
    except PackError as wrong:
        yield from wrong.mistakes
        return
    reached: set[tuple[str, str, str]] = set()
    for row in table.rows:
        try:
            yield from _failures(pack, table, row, reached)
        except (FactsError, TypeError, KeyError, ValueError) as wrong:
            yield f"{row.place}: {wrong}"
    for test in pack.tests:
        for rule in test.rules:
            if _key(rule) not in reached:
                yield f"test {test.id}, rule {rule.code or rule.condition.text}: no row of the tables reaches it"


def _key(rule: Rule) -> tuple[str, str, str]:
    return rule.test, rule.kind, rule.condition.text


def _failures(pack: Pack, table: Table, row: Row, reached: set[tuple[str, str, str]]) -> Iterator[str]:
    assessment = assess_plainly(pack, case(table.base, row.change))
    found = answers(assessment, row)
    outcomes = {each.outcome.value for each in found}
    codes = {code for each in found for code in each.codes}
    if row.outcome not in outcomes:
        yield f"{row.place}: {row.test} is {', '.join(sorted(outcomes))}, not {row.outcome}"
    if row.code and row.code not in codes:
        yield f"{row.place}: {row.test} gives {', '.join(sorted(codes)) or 'no code'}, not {row.code}"
    reached |= set(_held(assessment, row))
    near = answers(assess_plainly(pack, case(table.base, row.near_miss)), row)
    if row.code and any(row.code in each.codes for each in near):
        yield f"{row.place}: the near miss gives {row.code} too"


def _held(assessment: Assessment, row: Row) -> Iterator[tuple[str, str, str]]:
    wanted = row.basis == "agreement"
    basis = next(each for each in assessment.bases if (each.agreement is not None) is wanted)
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
