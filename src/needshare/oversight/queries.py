"""How far the audit log is signed, and how each clause of the policies is carried out, for those who may see it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from needshare.agreements import queries as agreements
from needshare.assessment import queries as assessment
from needshare.audit import access, sealing
from needshare.kernel import Actor, gettext_noop as _
from needshare.pathway import queries as pathway
from needshare.policy import Pack, current_pack
from needshare.policy.documents import SHIPPED
from needshare.policy.tables import read_table

from .access import must_be_able_to_see_coverage

NAMED: Final = Path(__file__).parent / "coverage.json"  # written by `python -m tools.documents`


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the log is signed: entries under the newest signature, when that was, and whether lately."""

    size: int
    signed_at: datetime | None
    is_fresh: bool


def log_state(viewer: Actor, *, at: datetime) -> LogState:
    """Return how far the log is signed.

    Raises:
        Blocked: the viewer may not look into the log.
    """
    access.must_be_verifier(viewer)
    newest = sealing.latest_checkpoint()
    if newest is None:
        return LogState(0, None, is_fresh=False)
    return LogState(newest.checkpoint.size, newest.signed_at, is_fresh=sealing.checkpoint_is_fresh(at=at))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Records that show a clause carried out: what they are, how many, and the page that lists them."""

    what: str
    count: int
    page: str


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause, what carries it out, what proves that, and what shows it."""

    id: str
    text: str
    tests: tuple[str, ...]
    verbs: tuple[str, ...]
    code: tuple[str, ...]
    table_rows: int
    proofs: tuple[str, ...]
    not_automatable: str
    evidence: tuple[Evidence, ...]

    @property
    def state(self) -> str:
        """Say what is missing first: a control, a test of it, evidence, or nothing."""
        if not (self.tests or self.verbs or self.code):
            return "no_control"
        if not (self.table_rows or self.proofs):
            return "no_test"
        return "covered" if any(each.count for each in self.evidence) else "no_evidence"


@lru_cache(maxsize=1)
def named() -> Mapping[str, Mapping[str, list[str]]]:
    """Read which code and which tests name which clause."""
    found: dict[str, dict[str, list[str]]] = json.loads(NAMED.read_text("utf-8"))
    return found


def coverage(viewer: Actor, *, at: datetime) -> list[Covered]:
    """List every clause of the pack in force for the viewer's force, with controls, tests and evidence.

    Raises:
        Blocked: the viewer neither answers for the policy nor audits it.
    """
    must_be_able_to_see_coverage(viewer)
    pack = current_pack(viewer.owner)
    rows = _rows_by_test(pack)
    known = _evidence(viewer, at=at)
    return [_covered(pack, clause, rows, known) for clause in pack.clauses]


def _rows_by_test(pack: Pack) -> dict[str, int]:
    folder = SHIPPED / pack.name
    found: dict[str, int] = {}
    for row in read_table(folder).rows if folder.is_dir() else ():
        found[row.test] = found.get(row.test, 0) + 1
    return found


def _evidence(viewer: Actor, *, at: datetime) -> dict[str, Evidence]:
    cases = Evidence(_("Cases"), pathway.index_for(viewer).count(), "casework:cases")
    return {
        "assessment": Evidence(
            _("Assessments made"), assessment.past(viewer.owner, at=at).count(), "casework:cases"
        ),
        "agreement": Evidence(
            _("Agreements"), agreements.agreements_for(viewer).count(), "agreements:register"
        ),
        **dict.fromkeys(("case", "request", "item", "package", "decision"), cases),
    }


def _covered(pack: Pack, clause: str, rows: Mapping[str, int], known: Mapping[str, Evidence]) -> Covered:
    tests = [
        test
        for test in pack.tests
        if clause in test.clauses or any(clause in rule.clauses for rule in test.rules)
    ]
    verbs = [verb for verb in pack.verbs.values() if clause in verb.clauses]
    shown: dict[str, Any] = {"assessment": known["assessment"]} if tests else {}
    for verb in verbs:
        found = known.get(verb.id.partition(".")[0])
        if found is not None:
            shown[found.what] = found
    return Covered(
        id=clause,
        text=pack.clauses[clause].text,
        tests=tuple(test.label for test in tests),
        verbs=tuple(verb.label for verb in verbs),
        code=tuple(named()["code"].get(clause, ())),
        table_rows=sum(rows.get(test.id, 0) for test in tests),
        proofs=tuple(named()["tests"].get(clause, ())),
        not_automatable=pack.clauses[clause].not_automatable,
        evidence=tuple(shown.values()),
    )
