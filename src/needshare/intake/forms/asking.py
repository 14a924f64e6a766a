"""The pages of the request form: one form for each group of questions, in the order of AskingPart.

What must be answered and what an answer may be is judged by the act, in its own words; these forms
only give the questions their shape.
"""

from dataclasses import asdict, fields, replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.intake.rules import MOST_ITEMS, MOST_SUBJECTS, PARTS, AskedItem, AskedPerson, Asking
from needshare.intake.terms import AskingPart, RequestChannel, SubjectAware
from needshare.kernel import Actor
from needshare.pathway.terms import Urgency
from needshare.policy import current_pack
from needshare.web.fields import NOT_OFFERED, day, line, one_of, some_of, text, tick
from needshare.web.rows import Group, RepeatingForm

from .scheme import ask, given, put_first, scheme_of


def words(name: str) -> list[tuple[str, str]]:
    """Offer the words of one list of the policy pack, with their labels."""
    return list(current_pack().words(name).items())


def methods() -> list[tuple[str, str]]:
    """Offer the ways of sending that the policy does not forbid."""
    pack = current_pack()
    return [
        (word, label) for word, label in words("method") if not pack.column("method", word, "is_forbidden")
    ]


class Part(RepeatingForm):
    """One page of the request form."""

    part: ClassVar[AskingPart]
    choices: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, offered in self.choices.items():
            if isinstance(field := self.fields[name], forms.ChoiceField):
                field.choices = offered()

    def answers(self) -> Asking:
        """Put this page's answers into an asking; the other pages' are left empty."""
        return replace(Asking(), **{name: self.answer(name) for name in PARTS[self.part]})

    def answer(self, name: str) -> Any:
        """Return one answer as an asking holds it."""
        value = self.cleaned_data.get(name)
        return tuple(value) if isinstance(value, list) else value


def initial_of(asking: Asking) -> dict[str, Any]:
    """Turn an asking back into what its forms begin with."""
    initial = {each.name: getattr(asking, each.name) for each in fields(Asking)}
    initial["persons"] = [asdict(each) for each in asking.persons]
    initial["items"] = [asdict(each) for each in asking.items]
    initial["is_onward_sharing"] = ("yes" if asking.is_onward_sharing else "no") if asking.onward_use else ""
    return initial


class AboutYou(Part):
    part = AskingPart.ABOUT_YOU
    choices: ClassVar[dict[str, Any]] = {"scheme": lambda: [("", _("None of these")), *words("scheme")]}
    requester_name = line(_("Full name of the person who asks"), autocomplete="name")
    requester_title = line(_("Job title or rank"), autocomplete="organization-title")
    requester_number = line(_("Staff or collar number (optional)"))
    requester_department = line(_("Department or team (optional)"))
    requester_email = line(
        _("Work e-mail address"),
        _("At the organisation's own domain. Private addresses cannot be used."),
        autocomplete="email",
        spellcheck="false",
    )
    requester_telephone = line(_("Work telephone number"), autocomplete="tel")
    authoriser_name = line(_("Who in the organisation authorised this request?"))
    authoriser_rank = line(_("Their job title or rank (optional)"))
    authorised_on = day(_("When did they authorise it? (optional)"), _("For example, 27 3 2026."))
    agreement_reference = line(
        _("Agreement you ask under (optional)"),
        _("Its reference, such as NMC-ISA-014. Leave it empty if there is none."),
    )
    scheme = one_of(
        _("Scheme you ask under (optional)"),
        _("If there is one. You are then asked what it needs to know."),
        select=True,
    )
    has_declared_no_conflict = tick(
        _("The person who asks does not know the person the request is about in private life")
    )


class OfScheme(Part):
    part = AskingPart.SCHEME

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ask(self)

    def answer(self, name: str) -> Any:
        return given(self)


class PersonRow(forms.Form):
    name = line(_("Full name"))
    role = one_of(_("Part they play in the matter"), select=True)
    date_of_birth = day(_("Date of birth"), _("For example, 27 3 1990."))
    aliases = line(_("Other names (optional)"))
    addresses = text(_("Addresses (optional)"))
    identifiers = line(
        _("Numbers they are known by (optional)"), _("Such as your own case number or a PNC identifier.")
    )


class Person(Part):
    part = AskingPart.PERSON
    groups = (Group("persons", PersonRow, most=MOST_SUBJECTS),)
    choices: ClassVar[dict[str, Any]] = {}
    subject_aware = one_of(_("Does the person know of this request?"), choices=SubjectAware.choices())
    subject_aware_reason = text(_("Why have they not been told?"), _("Harm to the purpose is a good reason."))

    def prepared(self, group: Group, name: str, field: forms.Field) -> forms.Field:
        if name == "role" and isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *words("subject_role")]
        return field

    def answer(self, name: str) -> Any:
        if name != "persons":
            return super().answer(name)
        return tuple(AskedPerson(**each) for each in self.given(name))


class Purpose(Part):
    part = AskingPart.PURPOSE
    choices: ClassVar[dict[str, Any]] = {
        "purpose": lambda: [("", _("Choose the purpose")), *words("purpose")],
        "gateways": lambda: words("gateway"),
    }
    objective = text(
        _("Which common objective does the sharing serve?"),
        _("What you and the police both work for, such as keeping tenants safe at home."),
    )
    purpose = one_of(_("Purpose"), select=True)
    purpose_text = text(_("What exactly is the information for?"))
    matter_reference = line(_("Your reference for the matter (optional)"))
    gateways = some_of(
        _("Which power or gateway do you rely on?"),
        _("Choose all that apply. If you are unsure, ask your own legal advisers first."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        scheme = scheme_of(self.initial)
        for name, own in (("purpose", scheme.purposes), ("gateways", scheme.gateways)) if scheme else ():
            put_first(self.fields[name], ("", *own))


class ItemRow(forms.Form):
    category = one_of(_("Category of information"), select=True)
    description = text(_("What exactly (optional)"))
    date_from = day(_("From (optional)"), _("For example, 1 9 2025."))
    date_to = day(_("To (optional)"), _("For example, 16 3 2026."))


class Information(Part):
    part = AskingPart.INFORMATION
    groups = (Group("items", ItemRow, most=MOST_ITEMS),)
    information_sought = text(
        _("What do you need to know?"), _("Be precise: a narrow question is answered sooner.")
    )
    preferred_format = line(_("Format you would like (optional)"), _("Such as text, PDF or a table."))

    def prepared(self, group: Group, name: str, field: forms.Field) -> forms.Field:
        if name == "category" and isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose")), *words("category")]
        return field

    def answer(self, name: str) -> Any:
        if name != "items":
            return super().answer(name)
        return tuple(AskedItem(**each) for each in self.given(name))


class Necessity(Part):
    part = AskingPart.NECESSITY
    necessity = text(_("Why is it necessary?"), _("What you cannot do without it."))
    proportionality = text(
        _("Why this much, and why from the police?"),
        _("What else you tried, and why you do not ask the person."),
    )
    consequence = text(_("What happens if you do not get it?"))


class HowSoon(Part):
    part = AskingPart.URGENCY
    urgency = one_of(_("How soon is it needed?"), choices=Urgency.choices())
    urgency_reason = text(_("What makes it urgent?"), _("A hearing, a meeting, a risk."))
    needed_on = day(_("Date it is needed by (optional)"), _("For example, 27 3 2026."))


class Handling(Part):
    part = AskingPart.HANDLING
    choices: ClassVar[dict[str, Any]] = {
        "highest_marking": lambda: words("marking"),
        "return_method": methods,
    }
    onward_use = text(_("How will it be used, and who will see it?"))
    is_onward_sharing = forms.ChoiceField(
        label=_("Do you intend to pass it on to anyone outside your organisation?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you intend to pass it on."), **NOT_OFFERED},
    )
    retention = line(_("How long will you keep it?"))
    security = text(_("How will you keep it safe?"))
    highest_marking = one_of(_("Highest marking you can hold"))
    return_method = one_of(_("How should the answer reach you?"))

    def answer(self, name: str) -> Any:
        value = super().answer(name)
        return value == "yes" if name == "is_onward_sharing" else value


class Declaration(Part):
    part = AskingPart.DECLARATION
    has_declared_correct = tick(_("What this request says is correct to the best of my knowledge"))
    has_declared_purpose_only = tick(_("The information will be used only for the purpose stated"))
    has_declared_offence_known = tick(
        _(
            "I know that obtaining personal data unlawfully is an offence (Data Protection Act 2018, section 170)"
        )
    )


FORMS: dict[AskingPart, type[Part]] = {
    form.part: form
    for form in (
        AboutYou,
        OfScheme,
        Person,
        Purpose,
        Information,
        Necessity,
        HowSoon,
        Handling,
        Declaration,
    )
}


class Force(forms.Form):
    """Which force is asked, where there is more than one."""

    force = forms.ChoiceField(
        label=_("Which police force do you ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the force you ask."), **NOT_OFFERED},
    )

    def __init__(self, *args: Any, forces: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["force"].choices = forces  # type: ignore[attr-defined]  # it is a ChoiceField


class Sending(forms.Form):
    """How a request that an officer records reached the force; a partner is asked nothing more."""

    organisation = forms.ChoiceField(
        label=_("Which organisation asks?"),
        help_text=_("It must be in the register. If it is not, it must be entered first."),
        error_messages={"required": _("Choose the organisation that asks."), **NOT_OFFERED},
    )
    channel = forms.ChoiceField(
        label=_("How did the request come?"),
        widget=forms.RadioSelect,
        choices=[
            (word.value, word.label)
            for word in RequestChannel
            if word not in (RequestChannel.PORTAL, RequestChannel.API)
        ],
        error_messages={"required": _("Choose how the request came."), **NOT_OFFERED},
    )

    def __init__(self, *args: Any, by: Actor, organisations: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if not by.is_force:
            self.fields.clear()
            return
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", _("Choose an organisation")),
            *organisations,
        ]


class Withdrawal(forms.Form):
    """Why a request is withdrawn."""

    reason = forms.CharField(
        label=_("Why is the request withdrawn? (optional)"), required=False, widget=forms.Textarea
    )
