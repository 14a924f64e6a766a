"""What is asked when a case changes hands or waits."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.web.forms import DatePartsField

from .terms import AskingVerdict, ReviewVerdict


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


class GiveReason(forms.Form):
    """Why a case is opened, and that its handling is understood."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need to open this case.")},
    )
    task_reference = forms.CharField(
        label=_("Case or task this is for"),
        help_text=_("The reference of your own case, crime or task, if you have one."),
        max_length=24,
        required=False,
    )
    words = forms.CharField(
        label=_("Why do you need to see it?"),
        help_text=_("Say what you will do with it. Your reason is kept with the case and may be reviewed."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say in your own words why you need to open this case.")},
    )
    has_read_handling = forms.BooleanField(
        label=_("I have read how it must be handled, and I will keep to it"),
        error_messages={"required": _("Confirm that you know how it must be handled.")},
    )

    def __init__(self, *args: Any, purposes: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = list(purposes)  # type: ignore[attr-defined]


class EmergencyReason(GiveReason):
    """Which case is opened in an emergency, and why."""

    reference = forms.CharField(
        label=_("Reference of the case"),
        max_length=24,
        error_messages={"required": _("Enter the reference of the case.")},
    )
    field_order = ("reference",)


class Verdict(forms.Form):
    """What a reviewer found of an opening."""

    verdict = forms.ChoiceField(
        label=_("Does the reason stand?"),
        choices=[(word.value, word.label) for word in ReviewVerdict],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the reason stands.")},
    )
    words = forms.CharField(
        label=_("What did you look at, and what did you find?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say what you looked at and what you found.")},
    )


class AskForAccess(forms.Form):
    """What somebody asks to be shown, what for, and of which force where there are several."""

    force = forms.ChoiceField(label=_("Which force do you ask?"), required=False)
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("As it was given to you, for example NMC-26-7K3F-9QXW."),
        max_length=40,
        error_messages={"required": _("Enter the reference.")},
    )
    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need it for.")},
    )
    words = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("Say what you will do with it. Whoever answers for it reads this."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say in your own words why you need it.")},
    )

    def __init__(
        self,
        *args: Any,
        forces: Iterable[tuple[str, str]],
        purposes: Iterable[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = list(purposes)  # type: ignore[attr-defined]
        named = list(forces)
        if len(named) == 1:
            del self.fields["force"]
        else:
            self.fields["force"].choices = [("", _("Choose a force")), *named]  # type: ignore[attr-defined]


class AnswerAsking(forms.Form):
    """Whether somebody is given access, and why."""

    verdict = forms.ChoiceField(
        label=_("Do you give access?"),
        choices=[(word.value, word.label) for word in AskingVerdict],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you give access.")},
    )
    words = forms.CharField(
        label=_("Why?"),
        help_text=_("Your reason is kept with the asking. Who asks is not told it."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why you answer so.")},
    )
