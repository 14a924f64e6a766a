"""How an item is marked, as pages ask for it: the marking or an older one, and what goes with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.documents.rules import Marked
from needshare.policy import current_pack
from needshare.web.fields import one_of, some_of, text

OLDER = "older"
OFFERED = {"handling": "handling_instruction", "descriptors": "descriptor", "caveats": "caveat"}


class MarkingAnswers(forms.Form):
    """The marking of an item, with its caveats and handling instructions; every word is the policy's."""

    marking = one_of(_("Marking"))
    former_marking = one_of(_("Which older marking?"), select=True)
    handling = some_of(_("Handling instructions (optional)"))
    descriptors = some_of(_("Descriptors (optional)"))
    caveats = some_of(_("Caveats (optional)"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pack = current_pack()
        offered = {name: list(pack.words(words).items()) for name, words in OFFERED.items()}
        offered["marking"] = [*pack.words("marking").items(), (OLDER, gettext("An older marking"))]
        offered["former_marking"] = [("", gettext("Choose")), *pack.words("former_marking").items()]
        for name, choices in offered.items():
            if isinstance(field := self.fields[name], forms.ChoiceField):
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the marking, and for the older one where that is what it has."""
        given = self.cleaned_data
        if "marking" not in self.errors and not given.get("marking"):
            self.add_error("marking", _("Choose the marking."))
        if given.get("marking") == OLDER and not given.get("former_marking"):
            self.add_error("former_marking", _("Choose the older marking that is written on it."))
        return given

    def marked_as(self) -> dict[str, Any]:
        """Return what was answered, as the rules take it."""
        given = self.cleaned_data
        is_older = given["marking"] == OLDER
        marking = given["former_marking"] if is_older else given["marking"]
        return {"marking": marking, **{name: given[name] for name in OFFERED}}

    def hints(self) -> dict[str, str]:
        """Say under each marking that is refused what to do instead."""
        members = current_pack().lists["marking"].members.values()
        return {
            each.id: gettext(str(each.columns["instead"])) for each in members if each.columns.get("instead")
        }

    def meanings(self, name: str) -> dict[str, str]:
        """Say under each instruction or caveat what it asks of whoever has the item."""
        members = current_pack().lists[OFFERED[name]].members.values()
        return {each.id: gettext(str(each.columns["means"])) for each in members if each.columns.get("means")}


class MarkingAgain(MarkingAnswers):
    """Another marking for an item, and why."""

    reason = text(
        _("Why?"), _("The reason is recorded with your name. What was approved of the item lapses.")
    )

    def marked(self) -> Marked:
        """Return the marking asked for."""
        return Marked(**self.marked_as())


class HandlingRead(forms.Form):
    """That the rules of a marking were read, and where the person was going."""

    has_read = forms.BooleanField(
        label=_("I have read how it is handled, and keep to it"),
        error_messages={"required": _("Read the rules and confirm that you keep to them.")},
    )
    rules = forms.CharField(widget=forms.HiddenInput, max_length=64)
    next = forms.CharField(widget=forms.HiddenInput, max_length=400, required=False)
