"""The page of a request form that a scheme of the policy asks: its questions are data, not fields of a class."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.intake.rules import PARTS, SCHEME, Asking, missing
from needshare.intake.terms import AskingPart
from needshare.policy import current_pack
from needshare.policy.schemes import LARGEST, Scheme, SchemeField
from needshare.web.fields import day, line, one_of, text

YES_NO: Final = (("yes", _("Yes")), ("no", _("No")))
MOST_RADIOS: Final = 7


def scheme_of(asking: Mapping[str, Any]) -> Scheme | None:
    """Find the scheme that the answers of a form name."""
    return current_pack().schemes.get(str(asking.get("scheme") or ""))


def parts_of(asking: Asking) -> tuple[AskingPart, ...]:
    """List the pages of the form for what is asked; the scheme has one where it asks anything."""
    scheme = current_pack().schemes.get(asking.scheme)
    asks = scheme is not None and bool(scheme.fields)
    return tuple(part for part in AskingPart if part is not AskingPart.SCHEME or asks)


def unanswered(asking: Asking) -> list[AskingPart]:
    """List the pages on which something must still be answered."""
    schemes = current_pack().schemes
    return [part for part in parts_of(asking) if missing(asking, schemes=schemes, names=PARTS[part])]


def offered(asking: Asking) -> dict[str, Any]:
    """Offer what a scheme leaves no choice about; a person may still answer otherwise."""
    scheme = current_pack().schemes.get(asking.scheme)
    if scheme is None or asking.purpose or len(scheme.purposes) != 1:
        return {}
    return {"purpose": scheme.purposes[0]}


def put_first(field: forms.Field, own: tuple[str, ...]) -> None:
    """Put the words that a scheme names before the others that are offered."""
    if isinstance(field, forms.ChoiceField):
        offered_now: list[Any] = list(field.choices)  # type: ignore[arg-type]  # chosen words, no callable
        field.choices = sorted(offered_now, key=lambda each: each[0] not in own)


def ask(form: forms.Form) -> None:
    """Put the questions of the scheme into a form, with what was answered before."""
    scheme = scheme_of(form.initial)
    answers: Mapping[str, Any] = form.initial.get(SCHEME) or {}
    for each in scheme.fields.values() if scheme else ():
        name = f"{SCHEME}.{each.id}"
        form.fields[name] = _field(each)
        form.initial[name] = _initial(each, answers.get(each.id))


def _field(asked: SchemeField) -> forms.Field:
    label, hint = gettext(asked.label), gettext(asked.hint) if asked.hint else ""
    if not asked.is_required:
        label = f"{label} {gettext('(optional)')}"
    if asked.kind == "yes_no":
        return one_of(label, hint, choices=YES_NO)
    if asked.kind == "choice":
        chosen = [(word, gettext(each)) for word, each in asked.choices.items()]
        return one_of(label, hint, choices=chosen, select=len(chosen) > MOST_RADIOS)
    if asked.kind == "number":
        return forms.IntegerField(label=label, help_text=hint, required=False, min_value=0, max_value=LARGEST)
    if asked.kind == "day":
        return day(label, hint)
    return line(label, hint) if asked.kind == "line" else text(label, hint)


def _initial(asked: SchemeField, answer: Any) -> Any:
    if answer in (None, "") and answer is not False:
        return None
    if asked.kind == "yes_no":
        return "yes" if answer else "no"
    return date.fromisoformat(answer) if asked.kind == "day" else str(answer)


def given(form: forms.Form) -> dict[str, Any]:
    """Return the answers as an asking holds them; a question that was left out is not there."""
    scheme = scheme_of(form.initial)
    found = {
        each.id: _answer(each, form.cleaned_data.get(f"{SCHEME}.{each.id}"))
        for each in (scheme.fields.values() if scheme else ())
    }
    return {name: answer for name, answer in found.items() if answer is not None and answer != ""}


def _answer(asked: SchemeField, value: Any) -> Any:
    if asked.kind == "yes_no":
        return None if value in (None, "") else value == "yes"
    return value.isoformat() if isinstance(value, date) else value
