"""What decided a finding, fact by fact: what was asked, what is covered, what is known, and what would make it pass.

Worked out from the facts and rules of the assessment itself, by putting the same rules to one fact changed (ADR 0052).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from needshare.kernel import gettext_noop as _

from .definition import frame_of
from .explanation import Sentence, applied
from .interpreter import Interpreter, fact_in
from .kinds import UNKNOWN, Kind
from .pack import Pack, Test
from .results import MET, Assessment, Basis, Row, row_of

ASKED: Final = frozenset({"request", "requester"})
COVERED: Final = frozenset({"agreement", "has_agreement", "gateway", "partner_has_agreement"})
MOST: Final = 6  # more values than these tell nobody what to look for
YES, NO = _("yes"), _("no")


@dataclass(frozen=True, slots=True)
class FactTold:
    """One fact in words: how it is called, and what it was when the request was assessed."""

    path: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class WayToPass:
    """One fact that, being one of these, would have the test met, everything else being as it is."""

    path: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """The facts that decided one finding, by what they are about, and the ways in which it would pass."""

    asked: tuple[FactTold, ...]
    covered: tuple[FactTold, ...]
    known: tuple[FactTold, ...]
    ways: tuple[WayToPass, ...]


def what_decided(assessment: Assessment, basis: Basis) -> dict[tuple[str, int | None], Decided]:
    """Say of each test on one basis, and of each item, which facts decided it."""
    return dict(_Teller(assessment, basis).told())


class _Altered:
    """A record of facts with one of them changed."""

    def __init__(self, record: Any, name: str, value: Any) -> None:
        self._record, self._name, self._value = record, name, value

    def __getattr__(self, name: str) -> Any:
        return self._value if name == self._name else getattr(self._record, name)


class _Teller:
    def __init__(self, assessment: Assessment, basis: Basis) -> None:
        self.pack: Pack = assessment.pack
        self.assessment, self.basis = assessment, basis
        self.interpreter = Interpreter(self.pack.columns, self.pack.ranks)
        self.frame: dict[str, Any] = {
            **frame_of(self.pack, assessment.facts),
            "agreement": basis.agreement,
            "has_agreement": basis.agreement is not None,
            "gateway": basis.gateway,
        }

    def told(self) -> Iterator[tuple[tuple[str, int | None], Decided]]:
        families, basis = self.assessment.families, self.basis
        yield from self._row(families.requests, basis.requests, None)
        yield from self._row(families.gateway_requests, basis.gateway_requests, None)
        for place, item in enumerate(self.assessment.facts.items):
            self.frame["item"] = item
            yield from self._row(families.items, basis.items[place], item.number)
            yield from self._row(families.gateway_items, basis.gateway_items[place], item.number)

    def _row(
        self, tests: Sequence[Test], row: Row, item: int | None
    ) -> Iterator[tuple[tuple[str, int | None], Decided]]:
        for place, test in enumerate(tests):
            rules, unsure, _default = applied(test, row, place)
            looked = (*rules, *unsure) if rules or unsure else test.rules
            paths = list(dict.fromkeys(path for rule in looked for path in rule.condition.facts))
            facts = [FactTold(path, *self._words(path, fact_in(self.frame, path))) for path in paths]
            yield (
                (test.id, item),
                Decided(
                    asked=tuple(each for each in facts if _scope(each.path) in ASKED),
                    covered=tuple(each for each in facts if _scope(each.path) in COVERED),
                    known=tuple(each for each in facts if _scope(each.path) not in ASKED | COVERED),
                    ways=() if row.outcomes[place] == MET else tuple(self._ways(test)),
                ),
            )

    def _ways(self, test: Test) -> Iterator[WayToPass]:
        """Put the rules of a test to each of its facts changed, one at a time."""
        for path in dict.fromkeys(path for rule in test.rules for path in rule.condition.facts):
            now = fact_in(self.frame, path)
            passing = [
                value
                for value in self._candidates(self.pack.facts[path].kind)
                if value != now and self._passes(test, path, value)
            ]
            if 0 < len(passing) <= MOST:
                label = self.pack.facts[path].label
                yield WayToPass(path, label, tuple(self._words(path, value)[1] for value in passing))

    def _candidates(self, kind: Kind) -> Sequence[Any]:
        if kind.name == "bool":
            return (True, False)
        if kind.name == "enum" and kind.of in self.pack.lists:
            return tuple(self.pack.lists[kind.of].members)
        return ()

    def _passes(self, test: Test, path: str, value: Any) -> bool:
        scope, _dot, name = path.partition(".")
        if name and self.frame[scope] is None:
            return False
        changed = _Altered(self.frame[scope], name, value) if name else value
        frame = {**self.frame, scope: changed}
        truths = [self.interpreter.truth(rule.condition.node, frame) for rule in test.rules]
        return bool(row_of([test], [truths]).outcomes[0] == MET)

    def _words(self, path: str, value: Any) -> tuple[str, str]:
        fact = self.pack.facts[path]
        if isinstance(value, bool):
            return fact.label, YES if value else NO
        return fact.label, Sentence("{value}", (("value", *self._labelled(value, fact.kind)),)).write()

    def _labelled(self, value: Any, kind: Kind) -> tuple[Any, Kind]:
        words = self.pack.lists.get(kind.of)
        if isinstance(value, Mapping):
            return tuple(f"{key}: {each}" for key, each in sorted(value.items())), kind
        if isinstance(value, frozenset):
            members = words.members if words else {}
            return tuple(
                members[each].label if each in members else str(each) for each in sorted(value)
            ), kind
        if value is None or value is UNKNOWN or words is None:
            return value, kind
        return words.members[value].label, kind


def _scope(path: str) -> str:
    return path.partition(".")[0]
