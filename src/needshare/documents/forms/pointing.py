"""What is asked when somebody says that material is held elsewhere; nothing of what it says."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.documents.rules import Link, Pointer
from needshare.documents.terms import SubjectRole
from needshare.policy import current_pack, markings
from needshare.web.fields import line, one_of, text


class HeldElsewhere(forms.Form):
    """Who holds the material, what they call it, how it is marked, and how to ask for it."""

    reference = line(
        _("What does its holder call it?"), _("A number or reference. No name, and nothing of what it says.")
    )
    category = one_of(_("Category of information"), select=True)
    marking = one_of(_("How is the material marked?"))
    holder = line(_("Who holds it?"), _("The unit or organisation, not a person."))
    how_to_ask = text(
        _("How does somebody ask for it?"),
        _("The address or number, and the way it is asked for. A cleared recipient may be told this."),
    )
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = one_of(
        _("What is the person in it?"), choices=[("", _("Choose")), *SubjectRole.choices()], select=True
    )
    PLACES: ClassVar[Mapping[str, str]] = {"title": "reference", "links": "role", "originator": "holder"}
    needed: ClassVar[Mapping[str, Any]] = {
        "category": _("Choose the category."),
        "marking": _("Choose how the material is marked."),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pack = current_pack()
        offered = {
            "category": [("", gettext("Choose")), *pack.words("category").items()],
            "marking": list(markings.named(pack).items()),
        }
        for name, choices in offered.items():
            if isinstance(field := self.fields[name], forms.ChoiceField):
                field.choices = choices
        if not self["about"].value():
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        """Say of each missing answer what to do."""
        given = self.cleaned_data
        for name, remedy in self.needed.items():
            if name not in self.errors and not given.get(name):
                self.add_error(name, remedy)
        if given.get("about") and not given.get("role"):
            self.add_error("role", _("Say what the person is in it."))
        return given

    def pointer(self) -> Pointer:
        """Return what is noted of the material."""
        names = ("reference", "category", "marking", "holder", "how_to_ask")
        return Pointer(**{name: self.cleaned_data[name] for name in names})

    def links(self) -> list[Link]:
        """Return the person it is about, where the page was opened for one."""
        given = self.cleaned_data
        return [Link(given["about"], given["role"])] if given.get("about") else []
