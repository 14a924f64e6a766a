"""Canonical bytes: facts and assessments as stored, byte for byte the same each time they are made.

Facts can be read back, and a stored assessment is replayed by assessing them again under the pack
whose digest it names.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from .explanation import TestFinding, codes_of, findings
from .facts import SCOPES, AssessmentFacts, FactsError, given
from .kinds import UNKNOWN, Kind, kinds_in, later_in
from .pack import Test
from .results import OUTCOMES, Assessment, Basis, Row

FORMAT: Final = 1
_MANY: Final = {"items": "item", "agreements": "agreement"}
_ONE: Final = ("request", "requester", "handler", "harm")


def to_bytes(value: Any) -> bytes:
    """Write JSON in its one canonical form: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data: bytes) -> str:
    """Name bytes by their digest."""
    return hashlib.sha256(data).hexdigest()


def facts_to_canonical(facts: AssessmentFacts) -> bytes:
    """Write facts as canonical bytes; agreements by id, items by number."""
    value: dict[str, Any] = {name: _record(getattr(facts, name)) for name in _ONE}
    value["items"] = [_record(item) for item in sorted(facts.items, key=lambda item: item.number)]
    value["agreements"] = [_record(each) for each in sorted(facts.agreements, key=lambda each: each.id)]
    value["at"] = facts.at.astimezone(UTC).isoformat(timespec="microseconds")
    value["format"] = FORMAT
    return to_bytes(value)


def facts_from_canonical(data: bytes) -> AssessmentFacts:
    """Read facts back.

    Raises:
        FactsError: when the bytes are not facts of a format this version knows.
    """
    try:
        value = json.loads(data)
        if value["format"] != FORMAT:
            raise FactsError("these facts are of a format this version does not know")
        one: dict[str, Any] = {name: _read(name, value[name]) for name in _ONE}
        many: dict[str, Any] = {
            name: tuple(_read(scope, each) for each in value[name]) for name, scope in _MANY.items()
        }
        return AssessmentFacts(at=datetime.fromisoformat(value["at"]), **one, **many)
    except (KeyError, TypeError, ValueError) as wrong:
        raise FactsError(f"these bytes are not facts: {wrong}") from wrong


def _record(record: Any) -> dict[str, Any]:
    later = later_in(type(record))
    return {
        name: _plain(value)
        for name, value in given(record).items()
        if name not in later or value != later[name]
    }


def _plain(value: Any) -> Any:
    if value is UNKNOWN:
        return {"unknown": True}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [list(pair) for pair in value]
    return dict(value) if isinstance(value, Mapping) else value


def _read(scope: str, value: Mapping[str, Any]) -> Any:
    cls = SCOPES[scope]
    kinds = kinds_in(cls)
    return cls(**{name: _value(each, kinds.get(name)) for name, each in value.items()})


def _value(value: Any, kind: Kind | None) -> Any:
    if value == {"unknown": True}:
        return UNKNOWN
    if kind is None:
        return tuple(tuple(each) for each in value)
    if kind.name == "set" and value is not None:
        return frozenset(value)
    if kind.name == "date" and value is not None:
        return date.fromisoformat(value)
    return value


def assessment_to_canonical(assessment: Assessment) -> bytes:
    """Write an assessment: each basis as codes, and the words of the bases people are shown."""
    return to_bytes(assessment_as_data(assessment))


def assessment_as_data(assessment: Assessment) -> dict[str, Any]:
    """Give the same as plain data: `bases` point into `rows`, `findings` hold the words, by basis."""
    pack = assessment.pack
    rows = _Rows(assessment)
    bases = sorted(assessment.bases, key=lambda basis: basis.id)
    shown = {basis.id: basis for basis in (assessment.relied_on, assessment.best)}
    return {
        "format": FORMAT,
        "pack": {"name": pack.name, "version": pack.version, "sha256": pack.sha256},
        "facts": sha256(facts_to_canonical(assessment.facts)),
        "overall": assessment.overall.value,
        "relied_on": assessment.relied_on.id,
        "best": assessment.best.id,
        "items": [item.number for item in assessment.facts.items],
        "tests": [[test.id for test in family] for family in assessment.families.all()],
        "bases": [rows.basis(basis) for basis in bases],
        "rows": rows.written,
        "findings": {
            name: [finding_as_data(each) for each in findings(assessment, basis)]
            for name, basis in sorted(shown.items())
        },
    }


class _Rows:
    """The distinct rows of an assessment, numbered in the order in which bases name them."""

    def __init__(self, assessment: Assessment) -> None:
        self.families = assessment.families.all()
        self.numbers: dict[tuple[int, Row], int] = {}
        self.written: list[list[Any]] = []

    def number(self, family: int, row: Row) -> int:
        key = (family, row)
        if key not in self.numbers:
            self.numbers[key] = len(self.written)
            self.written.append(_answers(self.families[family], row))
        return self.numbers[key]

    def basis(self, basis: Basis) -> dict[str, Any]:
        agreement = basis.agreement
        return {
            "id": basis.id,
            "agreement": f"{agreement.reference} v{agreement.version}" if agreement else "",
            "gateway": basis.gateway or "",
            "outcome": basis.outcome.value,
            "requests": self.number(0, basis.requests),
            "items": [self.number(1, row) for row in basis.items],
            "gateway_requests": self.number(2, basis.gateway_requests),
            "gateway_items": [self.number(3, row) for row in basis.gateway_items],
        }


def _answers(tests: tuple[Test, ...], row: Row) -> list[Any]:
    return [
        [OUTCOMES[outcome].value, list(codes_of(test, row, place))]
        for place, (test, outcome) in enumerate(zip(tests, row.outcomes, strict=True))
    ]


def finding_as_data(finding: TestFinding) -> dict[str, Any]:
    """Write one finding as plain data, the words in the language of the pack; its facts are stored apart."""
    return {
        "test": finding.test,
        "label": finding.label,
        "heading": finding.heading,
        "item": finding.item,
        "outcome": finding.outcome.value,
        "codes": list(finding.codes),
        "reason": finding.reason,
        "clauses": list(finding.clauses),
        "sources": list(finding.legal_sources),
        "agreement_clauses": list(finding.agreement_clauses),
        "duties": list(finding.duties),
        "refer_to": finding.refer_to,
        **_guided(finding),
    }


def _guided(finding: TestFinding) -> dict[str, Any]:
    """Give the guidance it follows; a pack from before tests named any writes the bytes it always wrote."""
    passages = [[each.title, each.section] for each in finding.guidance]
    return {"guidance": passages} if passages else {}
