"""What is asked of who was picked, and of who reviews."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.web.fields import text

from .terms import ReviewVerdict


class Justify(forms.Form):
    """The fuller reason."""

    words = text(
        _("Why did you look this up?"),
        _("Which task it was for, and why you needed to know. Name nobody whom you need not name."),
    )


class Verdict(forms.Form):
    """What a reviewer found of an opening or a look-up."""

    verdict = forms.ChoiceField(
        label=_("Does the reason stand?"),
        choices=[(word.value, word.label) for word in ReviewVerdict],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the reason stands.")},
    )
    words = forms.CharField(
        label=_("What did you look at, and what did you find?"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say what you looked at and what you found.")},
    )
