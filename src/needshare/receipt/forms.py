"""What recipients are asked: to accept the conditions, the code of a link, to acknowledge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, ngettext


class Acceptance(forms.Form):
    accepted = forms.BooleanField(
        label=_("I accept these conditions, and have read how it must be handled"),
        error_messages={"required": _("Accept the conditions to go on. If you cannot, ask the force.")},
    )


class Acknowledgement(forms.Form):
    received = forms.BooleanField(
        label=_("I have received this information, and it opened"),
        error_messages={"required": _("Confirm that you have received it.")},
    )


class Code(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("8 letters and digits, such as 7K3F-9QXW. It did not come with the link."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter the code you were given."),
            "max_length": _("The code has 8 letters and digits. Enter only the code."),
        },
    )

    @staticmethod
    def wrong(tries_left: int) -> str:
        """Say that a code was wrong, and how many more may be tried."""
        return ngettext(
            "This is not the code. Check it. You can try %(count)d more time before the link stops working.",
            "This is not the code. Check it. You can try %(count)d more times before the link stops working.",
            tries_left,
        ) % {"count": tries_left}


class HandingOver(forms.Form):
    evidence = forms.CharField(
        label=_("What was done"),
        help_text=_(
            "Who was given what, how they were identified, whether they accept the conditions, and when."
        ),
        widget=forms.Textarea,
        error_messages={"required": _("Say who was given what, how they were identified, and when.")},
    )


def of_post(form: type[forms.Form], request: Any) -> forms.Form:
    """Bind a form to what was posted; a page that is only looked at shows it empty."""
    return form(request.POST if request.method == "POST" else None)


class NotCollected(forms.Form):
    """Why a case is closed though nobody collected its package."""

    reason = forms.CharField(
        label=_("Why is the case closed?"),
        help_text=_("It goes on the record: what was tried, and whether it is still needed."),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Say why.")},
    )
