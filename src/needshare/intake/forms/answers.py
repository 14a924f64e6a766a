"""The answers of a request put in order for reading: page by page, question and answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from needshare.intake.rules import Asking
from needshare.intake.terms import AskingPart

from .asking import FORMS, Part, initial_of
from .scheme import parts_of


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer; `kind` says how a page shows it."""

    label: str
    kind: str  # text, day, words, yes_no
    value: Any


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the request form: its answers, and those of each of its rows."""

    part: AskingPart
    answers: tuple[Answer, ...]
    rows: tuple[tuple[Answer, ...], ...]


def sections(asking: Asking) -> list[Section]:
    """List everything a request says, in the order it is asked; optional questions only if answered."""
    initial = initial_of(asking)
    return [_section(FORMS[part](initial=initial)) for part in parts_of(asking)]


def _section(form: Part) -> Section:
    repeated = {group.name for group in form.groups}
    single = [form[name] for name in form.fields if name.partition(".")[0] not in repeated]
    rows = [row.values() for group in form.groups for row in form.rows(group.name)]
    return Section(
        part=form.part,
        answers=tuple(answer for bound in single for answer in _answer(bound)),
        rows=tuple(tuple(answer for bound in row for answer in _answer(bound)) for row in rows),
    )


def question(bound: BoundField) -> str:
    """Return the question of a field; an answer that was given is not called optional any more."""
    return str(bound.label).removesuffix(_("(optional)")).rstrip()


def _answer(bound: BoundField) -> Iterator[Answer]:
    value, field = bound.initial, bound.field
    if value in (None, "", [], ()):
        return
    if isinstance(field, forms.BooleanField):
        yield Answer(question(bound), "yes_no", bool(value))
    elif isinstance(field.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        labels = {str(word): label for word, label in field.widget.choices}
        chosen = value if isinstance(value, list | tuple) else [value]
        yield Answer(question(bound), "words", [str(labels.get(word, word)) for word in chosen])
    else:
        yield Answer(question(bound), "text" if isinstance(value, str) else "day", value)
