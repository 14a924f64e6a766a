"""What is asked when an item gets a further version, is said to be wrong, or is put right."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.documents.rules import Content, File, Text
from needshare.documents.terms import Accuracy, ContentKind
from needshare.web.fields import one_of, text


class NewVersion(forms.Form):
    """What an item says from now on: typed in, or a file."""

    content_kind = one_of(_("What do you add?"), choices=ContentKind.choices())
    body = text(_("Text"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG, JPEG, plain text or CSV. Turn an office document into PDF first."),
        required=False,
        allow_empty_file=True,
    )
    PLACES: ClassVar[Mapping[str, str]] = {"file_name": "file"}

    def clean(self) -> dict[str, Any]:
        """Ask which of the two it is, and for the file."""
        given = self.cleaned_data
        if "content_kind" not in self.errors and not given.get("content_kind"):
            self.add_error("content_kind", _("Say whether you add text or a file."))
        if given.get("content_kind") == ContentKind.FILE and not given.get("file"):
            self.add_error("file", _("Choose the file to add."))
        return given

    def content(self) -> Content:
        """Return what was typed in, or the file."""
        if self.cleaned_data["content_kind"] == ContentKind.TEXT:
            return Text(self.cleaned_data["body"])
        file = self.cleaned_data["file"]
        return File(file.name, file.content_type or "", file)


class Dispute(forms.Form):
    """What is wrong with an item."""

    reason = text(
        _("What is wrong with it?"),
        _("From now on it is not passed on until somebody has settled this. Your name is recorded."),
    )


class Settlement(forms.Form):
    """How a dispute ended."""

    accuracy = forms.ChoiceField(
        label=_("What is it now?"),
        choices=[(word.value, word.label) for word in Accuracy if word is not Accuracy.DISPUTED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the item is now verified, not verified or out of date.")},
    )
    reason = text(_("How was it settled?"), _("Say what was checked, and with whom."))
