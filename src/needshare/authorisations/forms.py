"""What is asked when an authorisation is recorded, checked, relied on or revoked."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.documents.rules import File
from needshare.policy import current_pack
from needshare.web.fields import day, line, one_of, some_of, text, tick

from .rules import NewAuthorisation

if TYPE_CHECKING:
    from .queries import CaseAuthorisations


def words() -> dict[str, dict[str, str]]:
    """Give the words of the policy that these pages offer and show; none of a pack from before there were any."""
    pack = current_pack()
    lists = {"kind": "authorisation_kind", "category": "category"}
    return {name: pack.words(each) if each in pack.lists else {} for name, each in lists.items()}


class Record(forms.Form):
    """An authorisation as its document says it, with the scan."""

    kind = one_of(_("What kind of authorisation is it?"))
    issuer = line(_("Who issued it?"), _("The court, officer, body or person, as the document names them."))
    power = line(_("Under which power?"), _("The Act and section, or the policy."))
    scope = text(_("What does it allow, in its own words?"), _("Copy the operative part, with its limits."))
    people = some_of(_("Which people does it name?"))
    categories = some_of(_("Which categories of information does it cover?"))
    valid_from = day(_("Valid from"), _("For example, 27 3 2026."))
    valid_to = day(_("Valid to"), _("Its last day. Leave it empty only where the document has none."))
    is_for_other_cases = tick(_("Its scope says that it covers other cases of the force too"))
    file = forms.FileField(
        label=_("Scan of the document"),
        help_text=_("PDF, PNG or JPEG. It is kept encrypted."),
        required=False,
        allow_empty_file=True,
    )
    replaces = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: "CaseAuthorisations", **options: Any) -> None:
        super().__init__(*args, **options)
        offered = words()
        self._offer("kind", list(offered["kind"].items()))
        self._offer("categories", list(offered["category"].items()))
        self._offer("people", [(str(each.number), each.name) for each in page.persons])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the scan in our own words."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose the scan of the document."))
        return given

    def said(self) -> NewAuthorisation:
        """Put the answers into what is said of the authorisation."""
        given = self.cleaned_data
        same = (
            "kind",
            "issuer",
            "power",
            "scope",
            "categories",
            "valid_from",
            "valid_to",
            "is_for_other_cases",
        )
        return NewAuthorisation(
            **{name: given[name] for name in (*same, "replaces")},
            people=[int(number) for number in given["people"]],
        )

    def scan(self) -> File:
        """Return the scan."""
        file = self.cleaned_data["file"]
        return File(file.name, file.content_type or "", file)


class Check(forms.Form):
    """That the original was held beside the scan."""

    words = text(
        _("What did you look at?"),
        _(
            "Say where the original is, and that seal or signature, names, scope and dates agree with the scan."
        ),
    )
    sha256 = forms.CharField(required=False, widget=forms.HiddenInput)


class Revoke(forms.Form):
    """Why an authorisation no longer stands."""

    reason = text(_("Who withdrew it, when and why?"))


class Rely(forms.Form):
    """On which authorisation of another case this case rests too."""

    authorisation = line(_("Reference of the authorisation"), _("It begins with AU."))
