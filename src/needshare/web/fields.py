"""Short names for the fields pages ask with. None is required: the act says what is missing, in its words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import DatePartsField

NOT_OFFERED = {"invalid_choice": _("Choose one of the answers offered.")}


def line(label: Any, hint: Any = "", **attributes: str) -> forms.CharField:
    """Ask for one line."""
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def text(label: Any, hint: Any = "") -> forms.CharField:
    """Ask for an answer in sentences."""
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.Textarea)


def tick(label: Any, hint: Any = "") -> forms.BooleanField:
    """Ask for one box to be ticked."""
    return forms.BooleanField(label=label, help_text=hint, required=False)


def one_of(label: Any, hint: Any = "", *, choices: Any = (), select: bool = False) -> forms.ChoiceField:
    """Ask for one of several answers."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.Select if select else forms.RadioSelect,
        error_messages=NOT_OFFERED,
    )


def some_of(label: Any, hint: Any = "", *, choices: Any = ()) -> forms.MultipleChoiceField:
    """Ask for any number of several answers."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_OFFERED,
    )


def day(label: Any, hint: Any = "") -> DatePartsField:
    """Ask for a date."""
    return DatePartsField(label=label, help_text=hint, required=False)
