"""The one question of casework: why a case is opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .terms import DECLARED


class Reason(forms.Form):
    """Why somebody who is not assigned needs to open a case."""

    reason = forms.ChoiceField(
        label=_("Why do you need to open this case?"),
        choices=[(word.value, word.label) for word in DECLARED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need to open this case.")},
    )


class Narrow(forms.Form):
    """Which cases to list, and from where; an unknown word lists the open ones."""

    group = forms.CharField(required=False, max_length=20)
    before = forms.UUIDField(required=False)
