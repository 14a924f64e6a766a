"""What a person says beside each machine finding: agree or disagree, and why. No finding goes without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from needshare.decision.terms import MarkWords
from needshare.kernel import FieldError, Outcome, gettext_noop as _

MARKS = "marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the decider says beside one machine finding; `words` tells whose words the reason is."""

    test: str
    item: int | None = None
    agrees: bool = True
    reason: str = ""
    words: MarkWords = MarkWords.OWN


class Found(Protocol):
    """One finding of the stored assessment, as the decision needs it."""

    @property
    def test(self) -> str: ...
    @property
    def item(self) -> int | None: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def code(self) -> str: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What was said in the same words of some findings: each by its test and item."""

    agrees: bool
    reason: str
    words: MarkWords
    findings: tuple[tuple[str, int | None], ...]


def grouped(marks: Sequence[Mapping[str, Any]]) -> list[Said]:
    """Put together the stored marks that say the same: disagreements first, then words for one finding.

    Agreements for the reason that each finding gives are one group, whatever those reasons are.

    >>> [said.findings for said in grouped([{"test": "harm", "item": 1, "agrees": True, "reason": "So."}])]
    [(('harm', 1),)]
    """
    groups: dict[tuple[bool, MarkWords, str], list[tuple[str, int | None]]] = {}
    for mark in marks:
        words = MarkWords(mark.get("words", MarkWords.OWN))
        reason = "" if words is MarkWords.AS_FOUND else mark["reason"]
        groups.setdefault((mark["agrees"], words, reason), []).append((mark["test"], mark["item"]))
    said = [Said(agrees, reason, words, tuple(found)) for (agrees, words, reason), found in groups.items()]
    return sorted(said, key=lambda each: (each.agrees, each.words is not MarkWords.OWN))


def place_of(test: str, item: int | None) -> str:
    """Name a finding as an error names it.

    >>> place_of("accuracy", 2), place_of("harm", None)
    ('marks.accuracy.2', 'marks.harm')
    """
    return f"{MARKS}.{test}" if item is None else f"{MARKS}.{test}.{item}"


def unmarked(marks: Sequence[Mark], findings: Sequence[Found]) -> list[FieldError]:
    """List each finding that is not marked, or not as it must be; and each mark that fits no finding.

    Own words are needed where a person disagrees and where a test needs a person. One reason may
    cover several findings that are met. Agreeing with what is plainly met or not met needs no words:
    the finding gives its reason.
    """
    said: dict[tuple[str, int | None], Mark] = {}
    errors = []
    for mark in marks:
        if (mark.test, mark.item) in said:
            errors.append(FieldError(place_of(mark.test, mark.item), _("Mark each finding once.")))
        said[mark.test, mark.item] = mark
    for finding in findings:
        remedy = _faulty(said.pop((finding.test, finding.item), None), finding)
        if remedy:
            errors.append(FieldError(place_of(finding.test, finding.item), remedy))
    unknown = _("There is no such finding on the basis this decision looks at.")
    return [*errors, *(FieldError(place_of(*place), unknown) for place in said)]


def _faulty(mark: Mark | None, finding: Found) -> str:
    """Say what is wrong with the mark beside a finding, or nothing."""
    if mark is None:
        return _("Say whether you agree with this finding.")
    has_words = bool(mark.reason.strip())
    if mark.words is MarkWords.TOGETHER and not (mark.agrees and finding.outcome is Outcome.MET):
        return _("Only findings that are met can be agreed with together. Mark this one by itself.")
    if mark.words is MarkWords.TOGETHER and not has_words:
        return _("Say why you agree with these findings.")
    if finding.outcome is Outcome.NEEDS_A_PERSON and not has_words:
        return _("Say what you find where a test needs a person.")
    if not mark.agrees and not has_words:
        return _("Say why, wherever you disagree with a finding.")
    return ""


def with_reasons(marks: Sequence[Mark], findings: Sequence[Found]) -> tuple[Mark, ...]:
    """Give each agreement without words the reason of its finding, in the order of the findings."""
    said = {(mark.test, mark.item): mark for mark in marks}
    return tuple(
        mark if mark.reason.strip() else replace(mark, reason=finding.reason, words=MarkWords.AS_FOUND)
        for finding in findings
        if (mark := said.get((finding.test, finding.item)))
    )
