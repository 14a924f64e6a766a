"""What is asked of those who keep the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.web.forms import DatePartsField
from needshare.web.translating import gettext

from .models import Organisation
from .terms import Jurisdiction, LegalType, Particulars


def line(label: Any, *, hint: Any = "", most: int, required: Any = "", **attrs: str) -> forms.CharField:
    """Ask for one line; without words for when it is missing it may be left out."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(required),
        error_messages={"required": required} if required else {},
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off", **attrs}),
    )


def reason() -> forms.CharField:
    """Ask for the reason, which goes on the record."""
    return forms.CharField(
        label=_("Why?"),
        help_text=_("It goes on the record."),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why.")},
    )


class Entry(forms.Form):
    """What the register says about an organisation."""

    name = line(_("Name"), most=200, required=_("Enter the name of the organisation."))
    legal_type = forms.ChoiceField(
        label=_("What it is in law"),
        error_messages={"required": _("Choose what the organisation is in law.")},
    )
    jurisdiction = forms.ChoiceField(label=_("Where it is"))
    is_relevant_authority = forms.BooleanField(
        label=_("It is a relevant authority under section 115 of the Crime and Disorder Act 1998"),
        required=False,
    )
    switchboard = line(
        _("Switchboard"),
        hint=_("The published number, by which a caller is verified. Never one that a caller gave."),
        most=40,
        inputmode="tel",
    )
    out_of_hours = line(_("Out of hours"), hint=_("The published number."), most=40, inputmode="tel")
    is_foi_subject = forms.BooleanField(
        label=_("It answers requests under the Freedom of Information Act"), required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field, term in (("legal_type", LegalType), ("jurisdiction", Jurisdiction)):
            choice: Any = self.fields[field]
            choice.choices = [(value, gettext(label)) for value, label in term.choices()]

    def particulars(self) -> Particulars:
        """Return what was filled in."""
        named = Particulars.__dataclass_fields__
        return Particulars(**{name: self.cleaned_data[name] for name in named})


class NewOrganisation(Entry):
    """A partner agency to add."""

    code = line(
        _("Code"),
        hint=_("2 to 12 capital letters, digits and hyphens, such as WBC. It never changes."),
        most=12,
        required=_("Enter the code."),
        autocapitalize="characters",
    )
    field_order = ("code",)


class ProposedEntry(Entry):
    """What an organisation's own administrator says the register should say."""

    reason = reason()


class Domain(forms.Form):
    """An e-mail domain that was verified."""

    domain = line(
        _("Domain"),
        hint=_("The part of their addresses after @, such as council.gov.uk."),
        most=253,
        required=_("Enter a domain, such as council.gov.uk."),
        autocapitalize="none",
    )
    evidence = forms.CharField(
        label=_("How do you know that it is theirs?"),
        help_text=_("Where it is published, and who confirmed it by the switchboard."),
        max_length=500,
        widget=forms.Textarea,
        error_messages={"required": _("Say how you know that the domain is theirs.")},
    )
    expires_on = DatePartsField(label=_("Trusted until"))
    is_told_apart = forms.BooleanField(
        label=_("I compared it, letter by letter, with the domains of other organisations"),
        help_text=_("Needed only where it is, or looks like, a domain of another organisation."),
        required=False,
    )


class Reason(forms.Form):
    reason = reason()


class Unit(forms.Form):
    """The name of a unit."""

    name = line(_("Name of the unit"), most=120, required=_("Enter the name of the unit."))


class NewName(forms.Form):
    """Another name for a unit."""

    new_name = line(_("New name"), most=120, required=_("Enter the name of the unit."))


def as_entered(organisation: Organisation) -> dict[str, Any]:
    """Return what the register says now, for a form to begin with."""
    return {name: getattr(organisation, name) for name in Particulars.__dataclass_fields__}
