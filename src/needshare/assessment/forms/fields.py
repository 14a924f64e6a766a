"""How a question is asked: some sentences, one of a few answers, one of many."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def text(label: Any, *, needed: Any = None, hint: Any = "", most: int = 5000) -> forms.CharField:
    """Ask for some sentences; `needed` is the remedy where there are none."""
    messages = {"required": needed} if needed else {}
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=most,
        widget=forms.Textarea,
        error_messages=messages,
    )


def chosen(label: Any, choices: Sequence[tuple[str, Any]], needed: Any) -> forms.ChoiceField:
    """Ask for one of a few answers; none is chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": needed}
    )


def picked(label: Any, choices: Mapping[str, Any], *, empty: Any, needed: Any = None) -> forms.ChoiceField:
    """Ask for one of many answers in a list that opens."""
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices.items()],
        required=bool(needed),
        error_messages={"required": needed} if needed else {},
    )
