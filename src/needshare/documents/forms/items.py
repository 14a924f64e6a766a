"""What is asked when material is added, opened, or linked to a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from needshare.documents.rules import Content, File, Link, NewItem, Text
from needshare.documents.terms import Accuracy, ContentKind, Label, SubjectRole
from needshare.policy import current_pack
from needshare.subjects.terms import OpenFlag
from needshare.web.fields import NOT_OFFERED, day, line, one_of, some_of, text, tick

from .marking import MarkingAnswers


class NewMaterial(MarkingAnswers):
    """One piece of material: what it says, or a file, and what must be known of it."""

    title = line(_("Title"), _("For those who work on the case; it is not sent with the item."))
    category = one_of(_("Category of information"), select=True)
    content_kind = one_of(_("What do you add?"), choices=ContentKind.choices())
    body = text(_("Text"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG, JPEG, plain text or CSV. Turn an office document into PDF first."),
        required=False,
        allow_empty_file=True,
    )
    label = one_of(_("What kind of statement is it?"), choices=Label.choices())
    source = text(_("Where does it come from?"))
    originator = line(
        _("Whose information is it? (optional)"), _("If another body's consent is needed, name it.")
    )
    as_at_day = day(_("When was it true?"), _("For example, 27 3 2026."))
    as_at_time = forms.TimeField(
        label=_("At what time? (optional)"),
        help_text=_("For example, 14:30."),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("Enter a time such as 14:30.")},
    )
    accuracy = one_of(
        _("Has somebody confirmed that it is right?"),
        choices=[(word.value, word.label) for word in (Accuracy.VERIFIED, Accuracy.UNVERIFIED)],
    )
    completeness = line(_("How complete is it? (optional)"))
    reliability = line(_("How reliable is its source? (optional)"))
    currency = line(_("How current is it? (optional)"))
    blocks = some_of(_("Special controls (optional)"), choices=OpenFlag.choices())
    is_live_investigation = tick(_("It is part of a live investigation"))
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = one_of(
        _("What is the person in it?"), choices=[("", _("Choose")), *SubjectRole.choices()], select=True
    )
    PLACES: ClassVar[Mapping[str, str]] = {"as_at": "as_at_day", "file_name": "file", "links": "role"}
    needed: ClassVar[Mapping[str, Any]] = {
        "category": _("Choose the category."),
        "content_kind": _("Say whether you add text or a file."),
        "label": _("Say what kind of statement it is."),
        "as_at_day": _("Enter the day on which it was true."),
        "accuracy": _("Say whether it has been confirmed."),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if isinstance(field := self.fields["category"], forms.ChoiceField):
            field.choices = [("", _("Choose")), *current_pack().words("category").items()]
        if not self["about"].value():
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        """Say of each missing answer what to do."""
        given = super().clean()
        for name, remedy in self.needed.items():
            if name not in self.errors and not given.get(name):
                self.add_error(name, remedy)
        if given.get("content_kind") == ContentKind.FILE and not given.get("file"):
            self.add_error("file", _("Choose the file to add."))
        if given.get("about") and not given.get("role"):
            self.add_error("role", _("Say what the person is in it."))
        return given

    def item(self) -> NewItem:
        """Put the answers into what is said of the material."""
        given = self.cleaned_data
        clock = given["as_at_time"] or datetime.min.time()
        same = ("title", "category", "label", "source", "originator", "accuracy", "completeness")
        lists = ("reliability", "currency", "blocks")
        return NewItem(
            **{name: given[name] for name in (*same, *lists, "is_live_investigation")},
            as_at=datetime.combine(given["as_at_day"], clock, tzinfo=get_current_timezone()),
            **self.marked_as(),
        )

    def content(self) -> Content:
        """Return what was typed in, or the file."""
        if self.cleaned_data["content_kind"] == ContentKind.TEXT:
            return Text(self.cleaned_data["body"])
        file = self.cleaned_data["file"]
        return File(file.name, file.content_type or "", file)

    def links(self) -> list[Link]:
        """Return the person it is about, where the page was opened for one."""
        given = self.cleaned_data
        return [Link(given["about"], given["role"])] if given.get("about") else []


class Opening(forms.Form):
    """Why an item is opened."""

    reason = text(_("Why do you need to open this?"), _("The reason is recorded with your name."))
    reference = line(_("For which case? (optional)"), _("Its reference."))


class Linking(forms.Form):
    """Which of the people found is meant, and what they are in an item."""

    subject = forms.ChoiceField(
        label=_("Which person?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the person."), **NOT_OFFERED},
    )
    role = forms.ChoiceField(
        label=_("What is the person in it?"),
        choices=[("", _("Choose")), *SubjectRole.choices()],
        error_messages={"required": _("Say what the person is in it."), **NOT_OFFERED},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["subject"]
        if isinstance(field, forms.ChoiceField):
            field.choices = people

    def chosen(self) -> tuple[UUID, SubjectRole]:
        """Return the person and the role."""
        return UUID(self.cleaned_data["subject"]), SubjectRole(self.cleaned_data["role"])
