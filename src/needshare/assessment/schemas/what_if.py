"""What the API takes and shows of a what-if."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, JsonValue

from needshare.api.schemas import Asked, Day, Line, Note, Shown
from needshare.assessment.models import WhatIf
from needshare.assessment.queries import ChangedAssessment, Tried
from needshare.assessment.rules import Change
from needshare.assessment.terms import ChangeKind


class WhatIfAsked(Asked):
    """A change to be tried: of what, which of that kind, the parts that would differ, and why."""

    kind: ChangeKind
    subject: Annotated[Line, Field(max_length=40)]
    parts: Annotated[dict[str, JsonValue], Field(max_length=20)]
    judged_on: Day | None = None
    reason: Note

    def change(self) -> Change:
        """Return the change."""
        return Change(kind=self.kind, subject=self.subject, parts=self.parts, judged_on=self.judged_on)


class WhatIfLine(Shown):
    """A what-if: what is changed, and how far the work is."""

    id: UUID
    kind: str
    subject: str
    judged_on: date | None
    asked_at: datetime
    total: int
    done: int
    finished_at: datetime | None
    failure: str

    @classmethod
    def of(cls, found: WhatIf) -> "WhatIfLine":
        names = ("id", "kind", "subject", "judged_on", "asked_at", "total", "done", "finished_at", "failure")
        return cls(**{name: getattr(found, name) for name in names})


class WhatIfLines(Shown):
    """The what-ifs of the force, newest first."""

    items: list[WhatIfLine]


class TestAnswered(Shown):
    """What a test found: its outcome and its codes, worst first."""

    outcome: str
    codes: list[str]


class FindingChanged(Shown):
    """A test that would find something else, for the whole request or for one item."""

    test: str
    item: int | None
    before: TestAnswered | None
    after: TestAnswered | None


class AssessmentChanged(Shown):
    """An assessment that would find something else; `after` is missing where nobody could tell."""

    reference: str
    number: int
    is_released: bool
    loses_basis: bool
    before: str
    after: str | None
    tests: list[FindingChanged]

    @classmethod
    def of(cls, found: ChangedAssessment) -> "AssessmentChanged":
        return cls(
            reference=found.reference,
            number=found.number,
            is_released=found.is_released,
            loses_basis=found.loses_basis,
            before=found.before,
            after=found.after,
            tests=[_finding(each) for each in found.tests],
        )


def _finding(each: Any) -> FindingChanged:
    one, other = (TestAnswered(**each[name]) if each[name] else None for name in ("before", "after"))
    return FindingChanged(test=each["test"], item=each["item"], before=one, after=other)


class WhatIfShown(WhatIfLine):
    """A what-if with what it found so far, of the cases the caller may know of."""

    change: dict[str, JsonValue]
    reason: str
    findings: int
    losing: int
    changed: list[AssessmentChanged]

    @classmethod
    def whole(cls, found: Tried) -> "WhatIfShown":
        return cls(
            **WhatIfLine.of(found.what_if).model_dump(),
            change=found.what_if.change,
            reason=found.what_if.reason,
            findings=found.findings,
            losing=found.losing,
            changed=[AssessmentChanged.of(each) for each in found.changed],
        )
