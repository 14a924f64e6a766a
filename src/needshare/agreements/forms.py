"""What is asked of those who keep the register of agreements, and of those who look into it."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.agencies import queries as agencies
from needshare.kernel import Actor, Unknown
from needshare.policy import current_pack
from needshare.web.fields import day, line, one_of, some_of, text
from needshare.web.rows import Group, RepeatingForm

from .models import Agreement, AgreementVersion
from .rules import LISTS, Agreed, NamedPerson, Party

MOST_PARTIES = 30
MOST_NAMED = 100  # on one page; a longer list comes by the API or the command line
NOBODY_FOUND = _("Nobody of this sign-in name belongs to the organisation. Check it.")


def words(name: str) -> list[tuple[str, str]]:
    """Offer the words of one list of the policy pack."""
    return list(current_pack().words(name).items())


def organisations(viewer: Actor) -> list[tuple[str, Any]]:
    """Offer the organisations of the register by name."""
    known = agencies.organisations(viewer)
    return [
        ("", _("Choose an organisation")),
        *((str(each.id), each.name) for each in known if each.is_active),
    ]


class PartyRow(forms.Form):
    organisation = one_of(_("Organisation"), select=True)
    contact_point = line(
        _("Contact point's sign-in name (optional)"), autocapitalize="none", spellcheck="false"
    )
    signed_on = day(_("Signed on"), _("Leave empty until it has signed. For example, 27 3 2026."))


class NamedRow(forms.Form):
    organisation = one_of(_("Organisation"), select=True)
    account = line(
        _("Sign-in name"), _("If they have an account."), autocapitalize="none", spellcheck="false"
    )
    name = line(_("Full name"), _("Only for somebody without an account."))
    job_title = line(_("Job title"), _("Only for somebody without an account."))


class NewVersion(RepeatingForm):
    """Everything one version of an agreement says."""

    groups = (
        Group("parties", PartyRow, least=2, most=MOST_PARTIES),
        Group("named_users", NamedRow, most=MOST_NAMED),
    )
    title = line(_("Title"))
    number = forms.IntegerField(
        label=_("Version"),
        help_text=_("The number on the paper, from 1."),
        min_value=1,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Enter the version number on the paper."),
            "invalid": _("Enter the version as a number."),
            "min_value": _("Enter the version number on the paper, from 1."),
        },
    )
    owner_person = one_of(_("Who owns it at the force?"), select=True)
    starts_on = day(_("First day"), _("For example, 15 3 2026."))
    ends_on = day(_("Last day"), _("It is in force to the end of this day."))
    review_on = day(_("Review due on"))
    purposes = some_of(_("Purposes agreed"))
    prohibited_purposes = some_of(_("Purposes expressly prohibited"))
    categories_out = some_of(_("Categories the force may share"))
    categories_in = some_of(_("Categories the partners may share"))
    prohibited = some_of(_("Categories expressly prohibited"))
    subject_groups = some_of(_("People it may be about"))
    ceiling = one_of(_("Highest marking"))
    methods = some_of(_("Methods of sending"))
    jurisdictions = some_of(_("Where it applies"))
    gateways = some_of(_("Gateways it cites as its legal basis (optional)"))
    needed: ClassVar[Mapping[str, Any]] = {
        "owner_person": _("Choose who owns the agreement at the force."),
        "starts_on": _("Enter the first day."),
        "ends_on": _("Enter the last day."),
        "review_on": _("Enter when the review is due."),
    }

    def __init__(self, *args: Any, viewer: Actor, **options: Any) -> None:
        self.viewer = viewer
        self.organisations = organisations(viewer)
        super().__init__(*args, **options)
        for name, list_name in {**LISTS, "ceiling": "marking"}.items():
            self._offer(name, words(list_name))
        keepers = accounts.people_in_role(Role.INFORMATION_MANAGEMENT, viewer, organisation_id=viewer.owner)
        people = [(str(each.id), each.name) for each in keepers]
        self._offer("owner_person", [("", _("Choose a person")), *people])
        for name, label in words("agreement_term"):
            self.fields[f"clauses.{name}"] = line(_(label))

    def _offer(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def prepared(self, group: Group, name: str, field: forms.Field) -> forms.Field:
        if name == "organisation" and isinstance(field, forms.ChoiceField):
            field.choices = self.organisations
        return field

    @property
    def clause_fields(self) -> list[Any]:
        """List the fields for the numbers of clauses, for templates."""
        return [self[f"clauses.{name}"] for name, _label in words("agreement_term")]

    def clean(self) -> dict[str, Any]:
        """Find the people named by sign-in name, and say of each missing answer what to do."""
        for name, remedy in self.needed.items():
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, remedy)
        self.people = {
            **self._found("parties", "contact_point"),
            **self._found("named_users", "account"),
        }
        for name in ("parties", "named_users"):
            for number, row in enumerate(self._rows_given(name)):
                if any(row.values()) and not row["organisation"]:
                    self.add_error(f"{name}.{number}.organisation", _("Choose the organisation."))
        return self.cleaned_data

    def _rows_given(self, group: str) -> list[dict[str, Any]]:
        return [self._answers(group, number) for number in range(self.counts[group])]

    def _found(self, group: str, name: str) -> dict[str, UUID]:
        found: dict[str, UUID] = {}
        for number, row in enumerate(self._rows_given(group)):
            username = row[name]
            if not username:
                continue
            try:
                account = accounts.person(username, self.viewer)
            except Unknown:
                self.add_error(f"{group}.{number}.{name}", NOBODY_FOUND)
                continue
            found[username] = account.id
        return found

    def agreed(self) -> Agreed:
        """Put the answers into what a version says."""
        given = self.cleaned_data
        return Agreed(
            title=given["title"],
            owner_person=UUID(given["owner_person"]),
            number=given["number"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            review_on=given["review_on"],
            ceiling=given["ceiling"],
            **{name: given[name] for name in LISTS},
            parties=[self._party(row) for row in self.given("parties")],
            named_users=[self._named(row) for row in self.given("named_users")],
            clauses={
                name: given[f"clauses.{name}"]
                for name, _label in words("agreement_term")
                if given[f"clauses.{name}"]
            },
        )

    def _party(self, row: Mapping[str, Any]) -> Party:
        return Party(UUID(row["organisation"]), self.people.get(row["contact_point"]), row["signed_on"])

    def _named(self, row: Mapping[str, Any]) -> NamedPerson:
        return NamedPerson(
            organisation=UUID(row["organisation"]),
            account=self.people.get(row["account"]),
            name=row["name"],
            job_title=row["job_title"],
        )


def as_answers(version: AgreementVersion, agreement: Agreement) -> dict[str, Any]:
    """Put what a version says into the answers of the form, to begin the next version with.

    Dates and signatures are left out: the new paper has its own.
    """
    return {
        "title": agreement.title,
        "number": version.number + 1,
        "owner_person": str(agreement.owner_person_id),
        "ceiling": version.ceiling,
        **{name: getattr(version, name) for name in LISTS},
        **{f"clauses.{name}": clause for name, clause in version.clauses.items()},
        "parties": [
            {
                "organisation": str(each.organisation_id),
                "contact_point": each.contact_point.username if each.contact_point else "",
            }
            for each in version.parties.all()
        ],
        "named_users": [
            {
                "organisation": str(each.organisation_id),
                "account": each.account.username if each.account else "",
                "name": "" if each.account else each.name,
                "job_title": each.job_title,
            }
            for each in version.named_users.all()
        ],
    }


class NewAgreement(NewVersion):
    """The first version of an agreement, and the reference it is known by."""

    field_order = ("reference",)
    reference = line(_("Reference"), _("Capital letters, digits and hyphens, such as NMC-ISA-014."))


class Signature(forms.Form):
    """Which party has signed, and when."""

    organisation = one_of(_("Which party has signed?"))
    signed_on = day(_("When was it signed?"), _("For example, 27 3 2026."))

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if isinstance(field := self.fields["organisation"], forms.ChoiceField):
            field.choices = parties

    def clean(self) -> dict[str, Any]:
        """Say of each missing answer what to do."""
        needed = {"organisation": _("Choose the party."), "signed_on": _("Enter the day it was signed.")}
        for name, remedy in needed.items():
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, remedy)
        return self.cleaned_data


class Standing(forms.Form):
    """Why an agreement is suspended, resumed or withdrawn from."""

    reason = text(_("Why?"), _("The reason is kept with the agreement and on the record."))


class SignedUpCheck(forms.Form):
    """Is this organisation signed up for this?"""

    organisation = forms.ChoiceField(
        label=_("Organisation"),
        error_messages={
            "required": _("Choose the organisation."),
            "invalid_choice": _("Choose from the list."),
        },
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        error_messages={"required": _("Choose the purpose."), "invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, *args: Any, viewer: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offered: dict[str, list[tuple[str, Any]]] = {
            "organisation": organisations(viewer),
            "purpose": [("", _("Choose the purpose")), *words("purpose")],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
