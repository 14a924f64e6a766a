"""What is asked of who makes a token for the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.accounts.rules import TOKEN_LIFE_OF_A_PERSON
from needshare.accounts.terms import TokenScope

MOST_DAYS = TOKEN_LIFE_OF_A_PERSON.days


class NewToken(forms.Form):
    """What the token is for, what it is good for, and how long it lasts."""

    label = forms.CharField(
        label=_("What is it for?"),
        help_text=_("Such as the program or the machine that will use it."),
        max_length=80,
        error_messages={"required": _("Say what the token is for.")},
    )
    scope = forms.ChoiceField(
        label=_("What may it do?"),
        help_text=_(
            "Deciding, releasing, opening packages, and changing roles and keys are steps that matter."
        ),
        choices=TokenScope.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it may do.")},
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        help_text=_("90 at most. One for steps that matter lasts 15 minutes, whatever you enter."),
        min_value=1,
        max_value=MOST_DAYS,
        initial=MOST_DAYS,
        error_messages={
            "required": _("Enter a number of days."),
            "min_value": _("Enter 1 or more."),
            "max_value": _("Enter 90 or less."),
        },
    )
