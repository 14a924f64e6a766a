"""Schemes: ways of sharing with questions, time limits, deciders and rules of their own, as a pack has them.

A scheme is a configuration of the same pathway (ADR 0053): it asks more, and names what the pack has in
its other tables. Nothing here knows any scheme of any country.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from needshare.kernel import FieldError, gettext_noop as _

KINDS: Final = ("line", "text", "yes_no", "day", "number", "choice")
LONGEST: Final = {"line": 300, "text": 10_000}
LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class SchemeField:
    """One question of a scheme: its kind, the words it is chosen from, and whether it must be answered."""

    id: str
    label: str
    kind: str
    is_required: bool = False
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Mapping[str, str]:
        """Map each word that the answer may put into the facts to what it says."""
        if self.kind == "choice":
            return {f"{self.id}_{word}": f"{self.label}: {label}" for word, label in self.choices.items()}
        return {self.id: self.label}

    def said(self, answer: Any) -> str:
        """Name the word that an answer puts into the facts; none for no answer and for a no."""
        if answer in (None, "", False):
            return ""
        return f"{self.id}_{answer}" if self.kind == "choice" else self.id

    def fits(self, answer: Any) -> bool:
        """Tell whether an answer is of the kind of the question."""
        if self.kind == "yes_no":
            return isinstance(answer, bool)
        if self.kind == "number":
            return type(answer) is int and 0 <= answer <= LARGEST
        if not isinstance(answer, str):
            return False
        if self.kind == "choice":
            return answer in self.choices
        return _is_day(answer) if self.kind == "day" else _is_text(answer, LONGEST[self.kind])


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme: on what law, who may ask under it, what is asked, by when, who decides, and what is offered."""

    id: str
    label: str
    about: str
    entry: str
    law: str
    special: str
    purposes: tuple[str, ...]
    gateways: tuple[str, ...]
    may_ask: frozenset[str]
    conditions: tuple[str, ...]
    due: str
    clocks: tuple[str, ...]
    decided_by: str
    fields: Mapping[str, SchemeField]
    sources: tuple[str, ...] = ()
    file: str = field(default="", compare=False)


def said(scheme: Scheme | None, answers: Mapping[str, Any]) -> frozenset[str]:
    """Gather what the answers to a scheme's questions put into the facts.

    >>> said(None, {"seen": True})
    frozenset()
    """
    if scheme is None:
        return frozenset()
    found = (each.said(answers.get(each.id)) for each in scheme.fields.values())
    return frozenset(word for word in found if word)


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of a scheme that was answered; the value as it reads: a truth value, a date, or words."""

    label: str
    kind: str
    value: bool | date | str


def answered(scheme: Scheme | None, answers: Mapping[str, Any]) -> list[Answered]:
    """List what was answered to a scheme's questions, in the order asked."""
    found = []
    for each in scheme.fields.values() if scheme else ():
        answer = answers.get(each.id)
        if answer not in (None, "") or answer is False:
            found.append(Answered(each.label, each.kind, _readable(each, answer)))
    return found


def _readable(asked: SchemeField, answer: Any) -> bool | date | str:
    if asked.kind == "yes_no":
        return bool(answer)
    if asked.kind == "day":
        return date.fromisoformat(answer)
    return asked.choices.get(answer, answer) if asked.kind == "choice" else str(answer)


def missing_in(scheme: Scheme, answers: Mapping[str, Any]) -> Iterator[FieldError]:
    """List each question of a scheme that must be answered and is not; a no is an answer."""
    for each in scheme.fields.values():
        answer = answers.get(each.id)
        if each.is_required and (answer is None or (isinstance(answer, str) and not answer.strip())):
            yield FieldError(each.id, _("Answer this: the scheme asks for it."))


def wrong_in(scheme: Scheme | None, answers: Mapping[str, Any]) -> Iterator[FieldError]:
    """List each answer that no question of the scheme asked for, or that is of another kind."""
    fields = scheme.fields if scheme else {}
    for name, answer in answers.items():
        if name not in fields:
            yield FieldError(name, _("The scheme does not ask this. Leave it out."))
        elif answer not in (None, "") and not fields[name].fits(answer):
            yield FieldError(name, REMEDIES[fields[name].kind])


REMEDIES: Final = {
    "line": _("Write a shorter answer, on one line."),
    "text": _("Write a shorter answer, without control characters."),
    "yes_no": _("Answer yes or no."),
    "day": _("Enter a date such as 2026-04-01."),
    "number": _("Enter a whole number."),
    "choice": _("Choose one of the answers offered."),
}


def _is_day(answer: str) -> bool:
    try:
        return date.fromisoformat(answer).isoformat() == answer
    except ValueError:
        return False


def _is_text(answer: str, longest: int) -> bool:
    return len(answer) <= longest and all(ord(letter) >= 32 or letter in "\n\r\t" for letter in answer)
