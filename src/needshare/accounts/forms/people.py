"""What is asked of those who keep people, and of who is invited."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.accounts.terms import FORCE_ROLES, PARTNER_ROLES, Clearance, Role, Vetting
from needshare.web.forms import DatePartsField
from needshare.web.translating import gettext

from .sign_in import password_field

WHY = _("Why?")


def text(label: Any, *, hint: Any = "", most: int, required: Any = "", **attrs: str) -> forms.CharField:
    """Ask for one line; without words for when it is missing it may be left out."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(required),
        error_messages={"required": required} if required else {},
        widget=forms.TextInput(attrs={"spellcheck": "false", **attrs}),
    )


def reason(label: Any = WHY) -> forms.CharField:
    """Ask for the reason, which goes on the record."""
    return forms.CharField(
        label=label,
        help_text=_("It goes on the record."),
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why, or how this is known.")},
    )


def named(roles: Iterable[str]) -> list[tuple[str, Any]]:
    """Name roles in words, in the order of the field."""
    held = set(roles)
    return [(value, gettext(label)) for value, label in Role.choices() if value in held]


class Reason(forms.Form):
    reason = reason()


class NewPerson(forms.Form):
    name = text(_("Full name"), most=200, required=_("Enter the name."), autocomplete="off")
    work_email = text(
        _("Work e-mail address"),
        hint=_("At a verified domain of the organisation. The invitation is sent there and nowhere else."),
        most=254,
        required=_("Enter the work e-mail address."),
        autocomplete="off",
        inputmode="email",
    )
    username = text(
        _("Username"),
        hint=_("The part before @, such as a.name. The organisation's code is added."),
        most=60,
        required=_("Enter a username."),
        autocomplete="off",
        autocapitalize="none",
    )
    job_title = text(_("Job title"), hint=_("Optional."), most=120)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        help_text=_("Officer and partner user are given at once. Any other role waits for a second person."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    reason = reason(_("Why do they need an account?"))

    def __init__(self, *args: Any, is_force: bool, units: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        roles: Any = self.fields["roles"]
        roles.choices = named(FORCE_ROLES if is_force else PARTNER_ROLES)
        place: Any = self.fields["unit"]
        place.choices = [("", gettext("No unit")), *((each, each) for each in units)]


class RoleOf(forms.Form):
    """One role out of those offered."""

    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the role."), "invalid_choice": _("Choose from the list.")},
    )
    reason = reason()

    def __init__(self, *args: Any, offered: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["role"]
        field.choices = named(offered)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ProposedRole(RoleOf):
    """Which role is proposed."""


class WithdrawnRole(RoleOf):
    """Which role is taken away."""


class Unit(forms.Form):
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, units: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["unit"]
        field.choices = [("", gettext("No unit")), *((each, each) for each in units)]


class Training(forms.Form):
    until = DatePartsField(label=_("Valid until"))
    evidence = reason(_("How is this known?"))


class PoliceVetting(forms.Form):
    vetting = forms.ChoiceField(label=_("Police vetting"))
    until = DatePartsField(label=_("Valid until"), required=False)
    evidence = reason(_("How is this known?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["vetting"]
        field.choices = [(value, gettext(label)) for value, label in Vetting.choices()]


class NationalClearance(forms.Form):
    clearance = forms.ChoiceField(label=_("Clearance"))
    until = DatePartsField(label=_("Valid until"), required=False)
    evidence = reason(_("How is this known?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["clearance"]
        field.choices = [(value, gettext(label)) for value, label in Clearance.choices()]


class OwnPassword(forms.Form):
    """The password an invited person chooses."""

    password1 = password_field(
        _("New password"),
        autocomplete="new-password",
        hint=_("15 characters or more. Three or four words that do not belong together are good."),
    )
    password2 = password_field(_("New password again"), autocomplete="new-password")

    def clean_password2(self) -> str:
        first, again = self.cleaned_data.get("password1"), str(self.cleaned_data["password2"])
        if first is not None and first != again:
            raise forms.ValidationError(_("The two passwords differ. Type them again."))
        return again
