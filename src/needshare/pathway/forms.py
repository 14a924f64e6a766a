"""What is asked when a case changes hands or waits."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.web.forms import DatePartsField

from .terms import AskingVerdict, InterestOutcome


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


def _line(label: Any, *, hint: Any, most: int, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Why?"),
        help_text=_("It goes on the record."),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why.")},
    )


class NewCompartment(forms.Form):
    """A compartment to open: its code name, what it is for, and who sponsors it."""

    code_name = _line(
        _("Code name"),
        hint=_("It says nothing of the matter: it is all that people outside see."),
        most=60,
        missing=_("Enter a code name that says nothing of the matter."),
    )
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("Only people inside read this."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say what the compartment is for.")},
    )
    sponsor = _line(
        _("Username of the sponsor"),
        hint=_("Somebody else, who says who is in it, such as a.name@nmc."),
        most=80,
        missing=_("Enter the username of the sponsor."),
    )
    reason = _reason()


class Admission(forms.Form):
    """Who comes into a compartment, and until when."""

    username = _line(
        _("Username"),
        hint=_("Somebody of the force, such as a.name@nmc."),
        most=80,
        missing=_("Enter the username."),
    )
    until = DatePartsField(
        label=_("Last day"), help_text=_("Leave it empty if the end is not known yet."), required=False
    )
    reason = _reason()


class Removal(forms.Form):
    """Who is taken out of a compartment."""

    username = forms.ChoiceField(
        label=_("Who is taken out?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who is taken out.")},
    )
    reason = _reason()

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].choices = list(people)  # type: ignore[attr-defined]


class Enclosure(forms.Form):
    """Into which compartment a case is put; none asked for where it is taken out."""

    compartment = forms.ChoiceField(
        label=_("Which compartment?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the compartment.")},
    )
    reason = _reason()

    def __init__(
        self, *args: Any, compartments: Iterable[tuple[str, str]], is_out: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["compartment"].choices = list(compartments)  # type: ignore[attr-defined]
        if is_out:
            del self.fields["compartment"]


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


def _entries(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=20_000, required=False, widget=forms.Textarea
    )


class Declarations(forms.Form):
    """What a person declares of themselves, one entry to a line."""

    names = _entries(_("Other names you have used"), _("One to a line. Your present name is known."))
    addresses = _entries(_("Addresses you live or have lived at"), _("One to a line, with the postcode."))
    telephones = _entries(_("Your own telephone numbers"), _("One to a line."))
    household = _entries(_("People who live with you"), _("First name and surname, one to a line."))
    relations = _entries(
        _("Close relations, former partners and others you should not decide about"),
        _("First name and surname, one to a line."),
    )


class DeclareConflict(forms.Form):
    """Whom somebody knows in a case, and how."""

    words = forms.CharField(
        label=_("Whom do you know, and how?"),
        help_text=_("Kept sealed with the case. You will not see the case any more."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say whom you know, and how.")},
    )


class SettleInterest(forms.Form):
    """What somebody independent found, and who handles the case from now on."""

    outcome = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[(each.value, each.label) for each in (InterestOutcome.EXPLAINED, InterestOutcome.CONFIRMED)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )
    to = forms.CharField(
        label=_("Another handler"),
        help_text=_("By sign-in name. Leave it empty to keep the handler, or to have the case claimed."),
        max_length=80,
        required=False,
    )
    words = forms.CharField(
        label=_("What did you look at, and what did you find?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say what you looked at and what you found.")},
    )
