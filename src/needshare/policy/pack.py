"""Pack: one jurisdiction's policy as checked data - lists, codes, tests, clocks, texts - and its digest.

A pack is read from a folder of TOML files by `loading`, never built by hand. It is immutable; a change
is a new pack with another digest, and a stored assessment is replayed under the digest it names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from needshare.kernel import Outcome

from .kinds import Kind
from .language import PLACEHOLDER, Condition, Node, Vocabulary, Words, placeholder
from .schemes import Scheme
from .timing import USUAL_ESCALATION, Clock, Escalation, Watch, WorkingTime


@dataclass(frozen=True, slots=True)
class Member:
    """One word of a list, with its label, its columns and where it comes from."""

    id: str
    label: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordList:
    """One list of words (purposes, gateways, markings ...), in the order they are written down."""

    name: str
    label: str
    members: Mapping[str, Member]
    is_ordered: bool = False
    columns: Mapping[str, Kind] = field(default_factory=dict)

    def as_words(self) -> Words:
        """Return the list as the language sees it."""
        return Words(self.name, tuple(self.members), self.is_ordered, self.columns)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a test: when it holds, what follows, and the words for it."""

    test: str
    kind: str
    condition: Condition
    outcome: Outcome
    code: str
    message: str
    clauses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    agreement_terms: tuple[str, ...] = ()
    refer_to: str = ""
    layer: str = ""
    file: str = field(default="", compare=False)

    @property
    def tightens(self) -> bool:
        """Tell whether the rule can make an outcome worse."""
        return self.kind == "restrict" and self.outcome is not Outcome.MET


@dataclass(frozen=True, slots=True)
class Guidance:
    """A passage of national guidance that a test follows: the title of the document, and the section."""

    title: str
    section: str

    def __str__(self) -> str:
        return f"{self.title}: {self.section}"


@dataclass(frozen=True, slots=True)
class Test:
    """One test of an assessment: its rules in order, its default, and how it is shown."""

    __test__ = False  # not a test of this project: pytest must not collect it

    id: str
    label: str
    question: str
    heading: str
    per_item: bool
    default: Outcome
    default_code: str
    message: str
    clauses: tuple[str, ...]
    sources: tuple[str, ...]
    rules: tuple[Rule, ...]
    refer_to: str = ""
    partial_code: str = ""
    guidance: tuple[Guidance, ...] = ()
    step: str = ""
    layer: str = ""
    file: str = field(default="", compare=False)

    @property
    def uses_gateway(self) -> bool:
        """Tell whether the test is about the gateway, and so answered once for each gateway."""
        return any(name == "gateway" for rule in self.rules for name in rule.condition.facts)


@dataclass(frozen=True, slots=True)
class Code:
    """One reason code: its severity, whom it goes to, who can clear it, and what it is called.

    `officer` says what it means and what to do, `requester` what whoever asked may be told of it (nothing
    where that could give something away). `step` is its place in the order of evaluation.
    """

    id: str
    label: str
    severity: str
    cleared_by: str
    source: str = ""
    goes_to: str = ""
    step: str = ""
    officer: str = ""
    requester: str = ""

    @property
    def shown(self) -> str:
        """Write the code as people see it: capitals."""
        return self.id.upper()


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the policies this pack carries out, in our words."""

    id: str
    text: str
    not_automatable: str = ""
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Authority:
    """One row of the authority table: when it applies and who may then decide.

    A row that `narrows` stands in no order: of whoever may decide by the others, it leaves those it names.
    """

    id: str
    label: str
    minimum: str
    condition: Condition
    per_item: bool
    roles: frozenset[str]
    consult: tuple[str, ...]
    preparer_may_decide: bool
    sources: tuple[str, ...]
    narrows: bool = False
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Onward:
    """One condition on onward use, and when it is attached by default."""

    id: str
    label: str
    text: str
    condition: Condition | None
    per_item: bool
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a force may do with a figure: which way is stricter ("lower", "higher", "either"), and how far it may go.

    None at all ("" for `stricter`) means that the figure is the pack's alone.
    """

    label: str
    stricter: str = ""
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What one kind of outgoing text must contain, part by part (annex E).

    `says` are the fixed words of those parts that have any; the others are filled in each time.
    """

    id: str
    label: str
    parts: tuple[tuple[str, str], ...]
    is_fixed: bool = False
    body: str = ""
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground on which a verb is permitted or forbidden, and the words for it."""

    kind: str
    condition: Condition
    message: str
    code: str = ""
    layer: str = ""
    file: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing a person may do or see, with every ground that permits or forbids it."""

    id: str
    label: str
    refusal: str
    grounds: tuple[Ground, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A force's own layer over a pack: whose it is, which version, and since when."""

    force: str
    version: str
    title: str
    effective_from: date
    effective_to: date | None
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One jurisdiction's policy, loaded and checked; with a `layer`, as one force has it."""

    name: str
    version: str
    title: str
    jurisdictions: tuple[str, ...]
    time_zone: str
    effective_from: date
    effective_to: date | None
    layer: Layer | None
    includes: tuple[str, ...]
    may_loosen: frozenset[str]
    may_set: frozenset[str]
    lists: Mapping[str, WordList]
    codes: Mapping[str, Code]
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, tuple[Kind, Any]]
    bounds: Mapping[str, Bounds]
    facts: Mapping[str, "FactWords"]
    tests: tuple[Test, ...]
    authorities: tuple[Authority, ...]
    conditions: Mapping[str, Onward]
    clocks: Mapping[str, Clock]
    escalations: Mapping[str, Escalation]
    watch: Watch
    working_time: WorkingTime
    texts: Mapping[str, Text]
    phrases: Mapping[str, str]
    verbs: Mapping[str, "Verb"]
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    vocabulary: Vocabulary = field(repr=False)
    documents: Mapping[str, Any] = field(repr=False)
    sha256: str

    def words(self, name: str) -> dict[str, str]:
        """Map each word of a list to its label, in order, for forms and pages.

        Raises:
            KeyError: when the pack has no such list.
        """
        return {member.id: member.label for member in self.lists[name].members.values()}

    def member(self, name: str, word: str) -> Member:
        """Find one word of a list, with its columns."""
        return self.lists[name].members[word]

    def column(self, name: str, word: str, column: str) -> Any:
        """Read one column of a word: `pack.column("method", "portal", "max_marking")`."""
        return self.lists[name].members[word].columns.get(column)

    def rank(self, name: str, word: str) -> int:
        """Place a word in its ordered list, from the lowest (0)."""
        return self.ranks[name][word]

    def parameter(self, name: str) -> Any:
        """Read one figure of the pack."""
        return self.parameters[name][1]

    def escalation(self, task: str) -> Escalation:
        """Tell how an overdue task of a kind is escalated; the row "any" is for kinds that have none."""
        return self.escalations.get(task) or self.escalations.get("any", USUAL_ESCALATION)

    def test(self, test_id: str) -> Test:
        """Find one test."""
        return next(test for test in self.tests if test.id == test_id)

    @cached_property
    def steps(self) -> Mapping[str, int]:
        """Map each code and each test of the pack to its place in the order of evaluation.

        What has no step stands first, as everything does in a pack that has no such order.
        """
        order = (
            {word: place for place, word in enumerate(self.lists["step"].members, 1)}
            if "step" in self.lists
            else {}
        )
        return {
            **{code.id: order.get(code.step, 0) for code in self.codes.values()},
            **{f"test {test.id}": order.get(test.step, 0) for test in self.tests},
        }

    @cached_property
    def columns(self) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """Map each column of each list to its values by word, leaving missing ones out."""
        return {
            (name, column): {
                member.id: member.columns[column]
                for member in words.members.values()
                if column in member.columns
            }
            for name, words in self.lists.items()
            for column in words.columns
        }

    @cached_property
    def places(self) -> Mapping[str, tuple[tuple[str, Node, Kind], ...]]:
        """Map each message of a test to what stands between its braces, read once."""
        messages = {
            text for test in self.tests for text in (test.message, *(rule.message for rule in test.rules))
        }
        return {
            text: tuple(
                (name, *placeholder(name, self.vocabulary))
                for name in dict.fromkeys(PLACEHOLDER.findall(text))
            )
            for text in messages
        }

    @cached_property
    def ranks(self) -> Mapping[str, Mapping[str, int]]:
        """Map each ordered list to the place of each of its words."""
        return {
            name: {word: place for place, word in enumerate(words.members)}
            for name, words in self.lists.items()
            if words.is_ordered
        }


@dataclass(frozen=True, slots=True)
class FactWords:
    """How a fact is called in a sentence, and which way it counts.

    `direction` is "+" when more (later, higher, a larger set, true, a word of `best`) can only help,
    "-" when it can only hurt, and "0" when it has no better or worse.
    """

    path: str
    label: str
    kind: Kind
    direction: str
    best: frozenset[str] = frozenset()
