"""What is asked of those who check, release and follow a package."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
