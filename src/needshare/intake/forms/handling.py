"""What is asked of those who handle a request: the check of who asks, what is missing, another route."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.policy import current_pack

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def yes_or_no(label: Any, remedy: Any) -> forms.ChoiceField:
    """Ask a question that is answered yes or no, and by nothing else."""
    widget = forms.RadioSelect
    return forms.ChoiceField(label=label, choices=YES_NO, widget=widget, error_messages={"required": remedy})


class Check(forms.Form):
    """The check of the requester, layer by layer (domain reference 1.8)."""

    method = forms.ChoiceField(
        label=_("How did you check who is asking?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the requester was verified.")},
    )
    organisation = yes_or_no(
        _("Is it the organisation it says it is?"), _("Say whether the organisation is confirmed.")
    )
    person = yes_or_no(_("Is it the person it says it is?"), _("Say whether the person is confirmed."))
    authority = yes_or_no(
        _("Did the organisation authorise this person to ask?"), _("Say whether the authority is confirmed.")
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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        methods = current_pack().words("verification_method")
        self.fields["method"].choices = list(methods.items())  # type: ignore[attr-defined]

    def confirmed(self, layer: str) -> bool:
        """Tell whether a layer was answered with yes."""
        return bool(self.cleaned_data[layer] == "yes")


class Return(forms.Form):
    """What the requester must add or correct."""

    what = forms.CharField(
        label=_("What must the requester add or correct?"),
        help_text=_("The requester reads this. Do not say whether anything is held."),
        max_length=5000,
        widget=forms.Textarea,
        error_messages={"required": _("Say what the requester must add or correct.")},
    )


class Redirect(forms.Form):
    """Which route is the right one."""

    route = forms.ChoiceField(
        label=_("Which route is right for this request?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the route that is right for this request.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        routes = current_pack().words("wrong_route")
        self.fields["route"].choices = list(routes.items())  # type: ignore[attr-defined]
