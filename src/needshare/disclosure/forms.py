"""What is asked of those who verify recipients, check, release and follow a package."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.policy import current_pack

from .rules import NO_CHECK, RecipientEvidence

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def yes_or_no(label: Any, remedy: Any) -> forms.ChoiceField:
    """Ask a question that is answered yes or no, and by nothing else."""
    widget = forms.RadioSelect
    return forms.ChoiceField(label=label, choices=YES_NO, widget=widget, error_messages={"required": remedy})


class VerifyRecipient(forms.Form):
    """The check of a named recipient, layer by layer; of a member of the public the person alone."""

    method = forms.ChoiceField(
        label=_("How did you check who receives it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the recipient was verified.")},
    )
    organisation = yes_or_no(
        _("Does the person work for that organisation?"), _("Say whether the organisation is confirmed.")
    )
    person = yes_or_no(_("Is it the person named?"), _("Say whether the person is confirmed."))
    authority = yes_or_no(
        _("Does the organisation let this person receive it?"),
        _("Say whether the organisation lets this person receive it."),
    )
    evidence = forms.CharField(
        label=_("What did you see or hear?"),
        help_text=_("Say where the number or address came from. Never use one from the message itself."),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={
            "required": _("Say what was seen or heard, and where the number or address came from.")
        },
    )

    def __init__(self, *args: Any, is_public: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        methods = current_pack().words("verification_method")
        offered = [(word, label) for word, label in methods.items() if word != NO_CHECK]
        self.fields["method"].choices = offered  # type: ignore[attr-defined]
        if is_public:
            del self.fields["organisation"], self.fields["authority"]

    def given(self) -> RecipientEvidence:
        """Return the evidence as the action takes it."""
        said = self.cleaned_data
        return RecipientEvidence(
            method=said["method"],
            is_person_confirmed=said["person"] == "yes",
            is_organisation_confirmed=self._answer("organisation"),
            is_authority_confirmed=self._answer("authority"),
            words=said["evidence"],
        )

    def _answer(self, layer: str) -> bool | None:
        return bool(self.cleaned_data[layer] == "yes") if layer in self.fields else None


class Check(forms.Form):
    """That a second person has seen every file of exactly these bytes."""

    bytes_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen = forms.BooleanField(
        label=_("I have opened the cover sheet and every file, and nothing else must be taken out"),
        error_messages={
            "required": _("Open every file and confirm that you have, or send the package back.")
        },
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=5000, widget=forms.Textarea)


class SendBack(forms.Form):
    """What is wrong with a package."""

    what = forms.CharField(
        label=_("What is wrong with the package?"),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": _("Say what is wrong with the package.")},
    )


class Nothing(forms.Form):
    """A page that asks nothing but to go on."""
