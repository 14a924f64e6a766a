"""What is asked when a case changes hands or waits."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.web.forms import DatePartsField


class HandOver(forms.Form):
    """Who takes the case over, and why."""

    to = forms.ChoiceField(
        label=_("Who takes it over?"),
        error_messages={"required": _("Choose who takes the case over.")},
    )
    reason = forms.CharField(
        label=_("Why does it change hands?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why the case changes hands.")},
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].choices = [("", _("Choose a person")), *people]  # type: ignore[attr-defined]


class Hold(forms.Form):
    """Why a case waits, and when to look at it again."""

    reason = forms.CharField(
        label=_("Why does it wait?"),
        help_text=_("The requester is not shown this. The clock keeps running."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why the case is put on hold.")},
    )
    until = DatePartsField(label=_("When do you look at it again?"))
