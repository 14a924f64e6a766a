"""Explanation: rows of an assessment turned into findings - whole sentences, clauses, sources, duties.

A sentence keeps its template and its values apart, so that it can be written in another language:
`sentence.write(gettext)`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from needshare.kernel import Finding, Outcome, gettext_noop as _

from .definition import frame_of
from .interpreter import Interpreter, fact_in
from .kinds import UNKNOWN, Kind
from .loading_rules import HEADINGS
from .pack import Guidance, Pack, Rule, Test
from .results import MET, OUTCOMES, Assessment, Basis, Row

Translate = Callable[[str], str]

MONTHS: Final = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
    _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
NONE_GIVEN: Final = _("none given")
NOT_KNOWN: Final = _("not known")


def as_written(message: str) -> str:
    """Leave a text in the language it was written in."""
    return message


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message of the pack and what stands in its places: labels, dates, numbers, references."""

    template: str
    values: tuple[tuple[str, Any, Kind | None], ...] = ()

    def write(self, translate: Translate = as_written) -> str:
        """Write the sentence in the language of `translate`."""
        written = translate(self.template)
        for name, value, kind in self.values:
            written = written.replace("{" + name + "}", _shown(value, kind, translate))
        return written


@dataclass(frozen=True, slots=True)
class TestFinding(Finding):
    """What one test found on one basis, for the whole request (`item` is None) or for one item.

    `codes` are all that apply, worst first; `code` is the first of them. `agreement_clauses` name the
    clauses of the agreement that were applied. `note` tells that the outcome is met with a note.
    """

    __test__ = False  # not a test of this project: pytest must not collect it

    item: int | None = None
    label: str = ""
    heading: str = ""
    codes: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    legal_sources: tuple[str, ...] = ()
    agreement_clauses: tuple[str, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    refer_to: str = ""

    @property
    def note(self) -> bool:
        """Tell whether the test is met with something to note."""
        return self.outcome is Outcome.MET and bool(self.codes)

    def words(self, translate: Translate = as_written) -> str:
        """Write the reason in the language of `translate`."""
        return " ".join(sentence.write(translate) for sentence in self.sentences)


class Applied(NamedTuple):
    """What made one outcome: rules that hold, rules that are unknown and matter, the default alone."""

    rules: tuple[Rule, ...]
    unsure: tuple[Rule, ...]
    is_default: bool


def applied(test: Test, row: Row, place: int) -> Applied:
    """Say what made the outcome of one test, worst first; notes come after what tightens.

    What is unknown is left out where the test is not met whatever it turns out to be.
    """
    held = [test.rules[number] for number in row.held[place]]
    unknown = [test.rules[number] for number in row.unknown[place]]
    restrictions = sorted(
        (rule for rule in held if rule.kind == "restrict"), key=lambda rule: -rule.outcome.rank
    )
    is_settled = any(rule.outcome is Outcome.NOT_MET for rule in restrictions)
    unsure = [] if is_settled else [rule for rule in unknown if rule.tightens]
    ground = next((rule for rule in held if rule.kind == "met"), None)
    if ground is not None:
        return Applied(tuple(restrictions) or (ground,), tuple(unsure), is_default=False)
    persons = [rule for rule in held if rule.kind == "needs_a_person"]
    doubts = [] if persons or is_settled else [rule for rule in unknown if rule.kind != "restrict"]
    is_default = not persons and not any(rule.kind != "restrict" for rule in unknown)
    return Applied((*restrictions, *persons), (*unsure, *doubts), is_default)


def codes_of(test: Test, row: Row, place: int) -> tuple[str, ...]:
    """List the codes of one test's answer, worst first."""
    found = applied(test, row, place)
    codes = [test.default_code] if found.is_default and test.default is not Outcome.MET else []
    codes += [rule.code for rule in found.rules]
    if found.unsure:
        codes.append("facts_unknown")
    return tuple(dict.fromkeys(code for code in codes if code))


def findings(assessment: Assessment, basis: Basis) -> tuple[TestFinding, ...]:
    """Put what was found on one basis into words: the whole request first, then item by item."""
    return tuple(_Explainer(assessment, basis).findings())


def by_heading(found: Sequence[TestFinding]) -> dict[str, tuple[TestFinding, ...]]:
    """Group findings under the five headline tests of clause C9, in their order."""
    return {heading: tuple(each for each in found if each.heading == heading) for heading in HEADINGS}


class _Explainer:
    def __init__(self, assessment: Assessment, basis: Basis) -> None:
        self.pack = assessment.pack
        self.basis = basis
        self.assessment = assessment
        self.interpreter = Interpreter(self.pack.columns, self.pack.ranks)
        frame = frame_of(self.pack, assessment.facts)
        self.frame = {
            **frame,
            "agreement": basis.agreement,
            "has_agreement": basis.agreement is not None,
            "gateway": basis.gateway,
        }

    def findings(self) -> Iterator[TestFinding]:
        families, basis = self.assessment.families, self.basis
        found = [
            *self._row(families.requests, basis.requests, None),
            *self._row(families.gateway_requests, basis.gateway_requests, None),
        ]
        for place, item in enumerate(self.assessment.facts.items):
            self.frame["item"] = item
            found += self._row(families.items, basis.items[place], item.number)
            found += self._row(families.gateway_items, basis.gateway_items[place], item.number)
        self.frame["item"] = None
        found += self._partial()
        order = {test.id: place for place, test in enumerate(self.pack.tests)}
        return iter(
            sorted(
                found,
                key=lambda each: (
                    -1 if each.item is None else each.item,
                    self.pack.steps[f"test {each.test}"],
                    order[each.test],
                ),
            )
        )

    def _row(self, tests: Sequence[Test], row: Row, item: int | None) -> list[TestFinding]:
        return [self._finding(test, row, place, item) for place, test in enumerate(tests)]

    def _finding(self, test: Test, row: Row, place: int, item: int | None) -> TestFinding:
        rules, unsure, _default = applied(test, row, place)
        codes = codes_of(test, row, place)
        sentences = self._sentences(test, applied(test, row, place))
        looked = (*rules, *unsure) if rules or unsure else test.rules
        clauses = tuple(dict.fromkeys((*test.clauses, *(each for rule in rules for each in rule.clauses))))
        sources = tuple(dict.fromkeys((*test.sources, *self._sources(test, rules))))
        return TestFinding(
            test=test.id,
            outcome=OUTCOMES[row.outcomes[place]],
            reason=" ".join(sentence.write() for sentence in sentences),
            code=codes[0] if codes else "",
            sources=(*clauses, *sources),
            facts=self._facts(looked),
            duties=tuple(dict.fromkeys(duty for rule in rules for duty in rule.duties)),
            item=item,
            label=test.label,
            heading=test.heading,
            codes=codes,
            clauses=clauses,
            legal_sources=sources,
            agreement_clauses=self._agreement_clauses(test, rules),
            guidance=test.guidance,
            sentences=tuple(sentences),
            refer_to=next(
                (rule.refer_to for rule in rules if rule.refer_to),
                test.refer_to if row.outcomes[place] else "",
            ),
        )

    def _sentences(self, test: Test, found: Applied) -> list[Sentence]:
        sentences = [self.sentence(rule.message) for rule in found.rules]
        if found.is_default and (test.default is not Outcome.MET or not (sentences or found.unsure)):
            sentences.insert(0, self.sentence(test.message))
        if found.unsure:
            sentences.append(self._unsure(found.unsure))
        return sentences

    def _sources(self, test: Test, rules: Sequence[Rule]) -> tuple[str, ...]:
        own = tuple(each for rule in rules for each in rule.sources)
        if test.uses_gateway and self.basis.gateway:
            return (*self.pack.member("gateway", self.basis.gateway).sources, *own)
        return own

    def _agreement_clauses(self, test: Test, rules: Sequence[Rule]) -> tuple[str, ...]:
        agreement = self.basis.agreement
        if agreement is None:
            return ()
        judged = [rule for rule in rules if rule.agreement_terms] or test.rules
        terms = dict.fromkeys(term for rule in judged for term in rule.agreement_terms)
        return tuple(
            f"{agreement.reference} {agreement.clauses[term]}" for term in terms if term in agreement.clauses
        )

    def sentence(self, message: str) -> Sentence:
        """Fill a message of the pack with the facts it names."""
        values = []
        for name, node, kind in self.pack.places[message]:
            value = self.interpreter.value(node, self.frame)
            values.append((name, *self._labelled(value, kind)))
        return Sentence(message, tuple(values))

    def _labelled(self, value: Any, kind: Kind) -> tuple[Any, Kind | None]:
        if value is None or value is UNKNOWN or kind.of not in self.pack.lists:
            return value, kind
        members = self.pack.lists[kind.of].members
        if kind.name == "set":
            return tuple(members[word].label for word in members if word in value), kind
        return members[value].label, kind

    def _unsure(self, rules: Sequence[Rule]) -> Sentence:
        paths = dict.fromkeys(path for rule in rules for path in rule.condition.facts)
        unknown = tuple(self.pack.facts[path].label for path in paths if fact_in(self.frame, path) is UNKNOWN)
        return Sentence(self.pack.phrases["facts_unknown"], (("facts", unknown, Kind("set", "fact")),))

    def _facts(self, rules: Sequence[Rule]) -> Mapping[str, Any]:
        paths = dict.fromkeys(path for rule in rules for path in rule.condition.facts)
        return {path: plain(fact_in(self.frame, path)) for path in sorted(paths)}

    def _partial(self) -> list[TestFinding]:
        found = []
        for place, test in enumerate(self.assessment.families.items):
            outcomes = {row.outcomes[place] == MET for row in self.basis.items}
            if test.partial_code and self.basis.agreement and outcomes == {True, False}:
                numbers = [
                    item.number
                    for item, row in zip(self.assessment.facts.items, self.basis.items, strict=True)
                    if row.outcomes[place] == MET
                ]
                found.append(self._partly(test, numbers))
        return found

    def _partly(self, test: Test, numbers: Sequence[int]) -> TestFinding:
        assert self.basis.agreement is not None
        covered = tuple(str(number) for number in numbers)
        values = (
            ("agreement", self.basis.agreement.reference, None),
            ("items", covered, Kind("set", "item")),
        )
        sentence = Sentence(self.pack.phrases["partial_cover"], values)
        return TestFinding(
            test=test.id,
            outcome=Outcome.MET,
            reason=sentence.write(),
            code=test.partial_code,
            sources=test.clauses,
            facts={"items": list(numbers)},
            label=test.label,
            heading=test.heading,
            codes=(test.partial_code,),
            clauses=test.clauses,
            guidance=test.guidance,
            sentences=(sentence,),
        )


def plain(value: Any) -> Any:
    """Turn a fact into what JSON can hold: dates as text, sets as sorted lists, unknown as a marked value."""
    if value is UNKNOWN:
        return {"unknown": True}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _shown(value: Any, kind: Kind | None, translate: Translate) -> str:
    if value is None:
        return translate(NONE_GIVEN)
    if value is UNKNOWN:
        return translate(NOT_KNOWN)
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.day} {translate(MONTHS[value.month - 1])} {value.year}"
    if isinstance(value, tuple):
        return ", ".join(translate(each) for each in value) or translate(NONE_GIVEN)
    if kind is not None and kind.name == "enum":
        return translate(str(value))
    return str(value)


def codes_on(assessment: Assessment, basis: Basis) -> tuple[str, ...]:
    """List every code found on one basis, each once, in the pack's order of evaluation; none hides another."""
    found = dict.fromkeys(code for finding in findings(assessment, basis) for code in finding.codes)
    return tuple(sorted(found, key=assessment.pack.steps.__getitem__))


def told_to_requester(pack: Pack, codes: Sequence[str]) -> tuple[str, ...]:
    """List what whoever asked may be told of these codes: nothing from which something held could be read."""
    known = [pack.codes[code] for code in codes if code in pack.codes]
    return tuple(dict.fromkeys(each.requester for each in known if each.requester))
