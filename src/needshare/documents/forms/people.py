"""What is asked when a person is recorded, and when one is looked for."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.subjects.rules import MOST_OF_EACH, Identifier, Person
from needshare.subjects.terms import IdentifierKind, OpenFlag
from needshare.web.fields import day, line, one_of, some_of, text
from needshare.web.rows import Group, RepeatingForm


class IdentifierRow(forms.Form):
    kind = one_of(_("Kind"), choices=[("", _("Choose")), *IdentifierKind.choices()], select=True)
    value = line(_("Number or reference"))


class NewPerson(RepeatingForm):
    """Who somebody is: enough to tell them from a namesake."""

    groups = (Group("identifiers", IdentifierRow, most=MOST_OF_EACH),)
    name = line(_("Full name"))
    born_on = day(_("Date of birth"), _("For example, 27 3 1990."))
    aliases = text(_("Other names (optional)"), _("One on each line."))
    addresses = text(_("Addresses (optional)"), _("One on each line."))
    open_flags = some_of(_("Special controls that staff may see (optional)"), choices=OpenFlag.choices())

    def person(self) -> Person:
        """Put the answers into what says who somebody is."""
        given = self.cleaned_data
        return Person(
            name=given["name"],
            aliases=lines_of(given["aliases"]),
            born_on=given["born_on"],
            addresses=lines_of(given["addresses"]),
            identifiers=tuple(Identifier(each["kind"], each["value"]) for each in self.given("identifiers")),
            open_flags=tuple(given["open_flags"]),
        )


def lines_of(typed: str) -> tuple[str, ...]:
    r"""Return the lines of a text in which anything stands.

    >>> lines_of("one\r\n\r\n two ")
    ('one', 'two')
    """
    return tuple(each.strip() for each in typed.splitlines() if each.strip())


class Search(forms.Form):
    """By what a person is looked for, and why."""

    PLACES: ClassVar[dict[str, str]] = {"date_of_birth": "born_on"}
    name = line(_("Name"))
    born_on = day(_("Date of birth"), _("For example, 27 3 1990."))
    address = line(_("Address with postcode"))
    identifier = line(_("Number they are known by"))
    reason = text(_("Why do you search for this person?"), _("The reason is recorded with your name."))

    def born_on_parts(self) -> list[dict[str, Any]]:
        """Describe the boxes of the date, for a page that carries them on unseen."""
        bound = self["born_on"]
        found: list[dict[str, Any]] = bound.field.widget.parts(bound.value(), name=bound.name, id="")
        return found

    def terms(self) -> dict[str, str]:
        """Return what is looked for, as the search reads it."""
        given: dict[str, Any] = self.cleaned_data
        return {
            "name": given["name"],
            "date_of_birth": given["born_on"].isoformat() if given["born_on"] else "",
            "address": given["address"],
            "identifier": given["identifier"],
        }
