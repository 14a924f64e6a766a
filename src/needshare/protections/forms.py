"""What the specialist unit is asked when it sets, reviews or lifts a flag, and decides on an alert."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.web.fields import day, line, one_of, some_of, text

from .rules import NewFlag
from .terms import Hides, Outward, SilentFlag

STAYS_HERE = _("Nobody outside the specialist unit is shown this.")


class Find(forms.Form):
    """Whom a flag is to be set on, and why they are looked for."""

    name = line(_("Name"))
    born_on = day(_("Date of birth"), _("For example, 27 3 1990."))
    identifier = line(_("Number they are known by"))
    reason = text(_("Why do you search for this person?"), STAYS_HERE)

    def terms(self) -> dict[str, str]:
        """Return what is looked for, as the search reads it."""
        given: dict[str, Any] = self.cleaned_data
        born_on = given["born_on"].isoformat() if given["born_on"] else ""
        return {"name": given["name"], "date_of_birth": born_on, "identifier": given["identifier"]}


class SetFlag(forms.Form):
    """What is protected, what is hidden, why, and by whose authority."""

    code = one_of(_("What is protected?"), choices=SilentFlag.choices())
    hides = one_of(_("What is hidden?"), choices=Hides.choices())
    aliases = some_of(_("Other names to hide"))
    identifiers = some_of(_("Numbers to hide"))
    items = some_of(_("Items to hide"))
    reason = text(_("Why?"), STAYS_HERE)
    authority = line(_("By whose authority?"), _("The officer and the reference of the authority."))
    from_on = day(_("From which day does it hold?"))
    review_on = day(
        _("When is it reviewed?"), _("It goes on until it is lifted; nothing lifts it by itself.")
    )

    def __init__(
        self, *args: Any, aliases: Any = (), identifiers: Any = (), items: Any = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("aliases", aliases), ("identifiers", identifiers), ("items", items)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def flag(self, subject: UUID) -> NewFlag:
        """Put the answers into a flag to be set."""
        given = self.cleaned_data
        return NewFlag(
            subject=subject,
            code=given["code"],
            hides=given["hides"],
            reason=given["reason"],
            authority=given["authority"],
            from_on=given["from_on"],
            review_on=given["review_on"],
            aliases=tuple(given["aliases"]),
            identifiers=tuple(given["identifiers"]),
            items=tuple(UUID(each) for each in given["items"]),
        )


class Review(forms.Form):
    """What a review found, and when to look again."""

    words = text(_("Why does it still hold?"), STAYS_HERE)
    review_on = day(_("When is it reviewed next?"))


class Lift(forms.Form):
    """Why a flag is lifted."""

    words = text(_("Why is it lifted?"), _("What was hidden is back in the registers at once."))


class Decide(forms.Form):
    """What becomes of the answer, and why."""

    outward = one_of(_("What becomes of the answer?"), choices=Outward.choices())
    words = text(_("What did you weigh, and what do you do?"), STAYS_HERE)


class LookIntoLog(forms.Form):
    """Why the restricted part of the log is looked into."""

    reason = text(_("Why do you look into this part of the log?"), _("Your look is an entry there itself."))
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
