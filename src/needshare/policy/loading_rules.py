"""Reading the parts of a pack that hold conditions: tests, the authority table, conditions on onward use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from needshare.kernel import Outcome

from . import loading_lists
from .language import PLACEHOLDER, LanguageError, Vocabulary, placeholder
from .pack import Authority, Clause, Code, Guidance, Onward, Rule, Test, WordList
from .reading import Section

HEADINGS: Final = ("lawful", "necessary", "proportionate", "secure", "accountable")
RULE_KINDS: Final[Mapping[str, Outcome]] = {
    "met": Outcome.MET,
    "needs_a_person": Outcome.NEEDS_A_PERSON,
    "restrict": Outcome.NOT_MET,
}
BY_SEVERITY: Final[Mapping[str, Outcome]] = {
    "stop": Outcome.NOT_MET,
    "stop_law": Outcome.NOT_MET,
    "refer": Outcome.NEEDS_A_PERSON,
    "warn": Outcome.MET,
    "info": Outcome.MET,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule may name."""

    vocabulary: Vocabulary
    lists: Mapping[str, WordList]
    codes: Mapping[str, Code]
    clauses: Mapping[str, Clause]

    def members(self, name: str) -> Mapping[str, object]:
        """Give the words of a list, none when the pack lacks it."""
        return self.lists[name].members if name in self.lists else {}


def test(section: Section, known: Known) -> Test:
    """Read one test with its rules, in the order written down."""
    test_id = section.text("id")
    rules = [_rule(part, test_id, kind, known) for kind in RULE_KINDS for part in section.sections(kind)]
    return Test(
        id=test_id,
        label=section.text("label"),
        question=section.text("question"),
        heading=section.choice("heading", HEADINGS),
        per_item=section.choice("per", ("request", "item")) == "item",
        default=Outcome(section.choice("default", tuple(Outcome.labels()))),
        default_code=_code(section, "default_code", known),
        message=_message(section, "message", known),
        clauses=section.choices("clauses", known.clauses, "clause"),
        sources=section.texts("sources"),
        rules=tuple(rules),
        refer_to=_referral(section, known),
        partial_code=_code(section, "partial_code", known),
        guidance=_guidance(section),
        step=loading_lists.word_of(section, "step", known.lists),
        layer=section.text("layer", ""),
        file=section.file,
    )


def _guidance(section: Section) -> tuple[Guidance, ...]:
    found = []
    for part in section.sections("guidance"):
        found.append(Guidance(part.text("title"), part.text("section")))
        part.close()
    return tuple(found)


def _rule(section: Section, test_id: str, kind: str, known: Known) -> Rule:
    code = _code(section, "code", known)
    outcome = RULE_KINDS[kind]
    if kind == "restrict":
        severity = known.codes[code].severity if code in known.codes else "info"
        outcome = BY_SEVERITY.get(severity, Outcome.NOT_MET)
        if "outcome" in section.table:
            outcome = Outcome(section.choice("outcome", tuple(Outcome.labels())))
    rule = Rule(
        test=test_id,
        kind=kind,
        condition=section.condition("when", known.vocabulary),
        outcome=outcome,
        code=code,
        message=_message(section, "message", known),
        clauses=section.choices("clauses", known.clauses, "clause"),
        sources=section.texts("sources"),
        duties=section.choices("duties", known.members("duty"), "duty"),
        agreement_terms=section.choices(
            "agreement_terms", known.members("agreement_term"), "term of an agreement"
        ),
        refer_to=_referral(section, known),
        layer=section.text("layer", ""),
        file=section.file,
    )
    section.close()
    return rule


def _code(section: Section, key: str, known: Known) -> str:
    code = section.text(key, "")
    if code and code not in known.codes:
        section.wrong(key, f"'{code}' is not a code of this pack")
    return code


def _referral(section: Section, known: Known) -> str:
    place = section.text("refer_to", "")
    if place and place not in known.members("referral"):
        section.wrong("refer_to", f"'{place}' is not in the list 'referral'")
    return place


def _message(section: Section, key: str, known: Known) -> str:
    message = section.text(key)
    for name in PLACEHOLDER.findall(message):
        try:
            placeholder(name, known.vocabulary)
        except LanguageError as wrong:
            section.wrong(key, str(wrong))
    if message and message.rstrip()[-1:] not in ".?!":
        section.wrong(key, "this must be a whole sentence")
    return message


def authority(section: Section, known: Known) -> Authority:
    """Read one row of the authority table."""
    return Authority(
        id=section.text("id"),
        label=section.text("label"),
        minimum=section.text("minimum"),
        condition=section.condition("when", known.vocabulary),
        per_item=section.choice("per", ("request", "item"), "request") == "item",
        roles=frozenset(section.choices("roles", known.members("role"), "role")),
        consult=section.choices("consult", known.members("referral"), "place to refer to"),
        preparer_may_decide=section.flag("preparer_may_decide"),
        sources=section.texts("sources"),
        narrows=section.flag("narrows"),
        file=section.file,
    )


def onward(section: Section, known: Known) -> Onward:
    """Read one condition on onward use."""
    return Onward(
        id=section.text("id"),
        label=section.text("label"),
        text=section.text("text"),
        condition=section.condition("when", known.vocabulary) if "when" in section.table else None,
        per_item=section.choice("per", ("request", "item"), "request") == "item",
        sources=section.texts("sources"),
    )


__all__ = ["BY_SEVERITY", "HEADINGS", "Known", "authority", "onward", "test"]
