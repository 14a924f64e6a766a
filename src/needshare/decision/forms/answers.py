"""What is asked of a decider who answers otherwise than by sharing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.decision.terms import ReferTo
from needshare.web.forms import DatePartsField

from .reasons import Reasons, reasons


class Refuse(Reasons):
    """Why nothing is shared, what harm that may do, and what the requester is told."""

    harm_of_not_sharing = reasons(
        _("What harm could come of not sharing?"),
        _("Before refusing, say what harm could come of not sharing."),
    )
    told_to_requester = reasons(
        _("What is the requester told?"),
        _("Say what the requester is told, without sensitive detail."),
        _("The requester reads this. Do not say whether anything is held."),
    )


class Refer(forms.Form):
    """Who must settle a doubt, which, and by when."""

    to = forms.ChoiceField(
        label=_("To whom?"),
        choices=ReferTo.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom to refer it to.")},
    )
    question = reasons(_("Which question must they answer?"), _("Write the question they must answer."))
    answer_by = DatePartsField(label=_("By when do you need the answer?"))


class Defer(forms.Form):
    """Until when the answer waits, and why."""

    until = DatePartsField(label=_("When is it decided again?"))
    reasons_for_sharing = reasons(_("What speaks for sharing?"), _("Say what speaks for sharing."))
    reasons_against_sharing = reasons(_("Why not now?"), _("Say why the answer must wait."))


class Neither(forms.Form):
    """Why neither answer may be given."""

    reasons_for_sharing = reasons(_("What speaks for sharing?"), _("Say what speaks for sharing."))
    reasons_against_sharing = reasons(
        _("Why may neither answer be given?"), _("Say why neither answer may be given.")
    )
    alternatives = reasons(_("Alternatives considered"), _("Say which alternatives you considered."))


class NotHeld(forms.Form):
    """That the search was enough."""

    reasons_against_sharing = reasons(
        _("Why is the search enough to answer that nothing is held?"),
        _("Say why the search is enough to answer that nothing is held."),
    )


class Reason(forms.Form):
    """Why a case goes back."""

    reason = reasons(
        _("What must be assessed again, or what was the answer?"),
        _("Say what must be assessed again, or what the answer was."),
    )


class Reopen(forms.Form):
    """Why a decision is made again."""

    reason = reasons(_("Why must the decision be made again?"), _("Say why the decision must be made again."))
