"""What is asked of who shares nothing: refuse, refer, not held, neither confirm nor deny, defer."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.decision.terms import DecisionOutcome, ReferTo
from needshare.policy import current_pack, told_to_requester
from needshare.web.forms import DatePartsField

from .reasons import Reasons, reasons


class Refuse(Reasons):
    """Why nothing is shared, what harm that may do, and what the requester is told."""

    outcome = DecisionOutcome.REFUSE

    def offered(self) -> tuple[str, ...]:
        """List the words the policy has for the requester about what was found; none that could give anything away."""
        return told_to_requester(current_pack(), self.basis.codes)

    def also_shown(self, *, at: datetime) -> dict[str, Any]:
        """Give the letter as it would go out with what is typed so far."""
        is_whole = self.is_bound and self.is_valid()
        told = self.data.get("told_to_requester", "") if self.is_bound else ""
        marks = self.marks() if is_whole else ()
        findings = self.basis.findings
        return {"letter": self.considered.letter(findings, marks=marks, told=told, at=at)}


class NotHeld(Reasons):
    """That the search was enough."""

    outcome = DecisionOutcome.NOT_HELD


class Neither(Reasons):
    """Why neither answer may be given."""

    outcome = DecisionOutcome.NCND


class Refer(Reasons):
    """Who must settle a doubt, which, and by when."""

    outcome = DecisionOutcome.REFER
    first = ("to", "question", "answer_by")
    to = forms.ChoiceField(
        label=_("To whom?"),
        choices=ReferTo.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom to refer it to.")},
    )
    question = reasons(_("Which question must they answer?"), _("Write the question they must answer."))
    answer_by = DatePartsField(label=_("By when do you need the answer?"))


class Defer(Reasons):
    """Until when the answer waits, and why."""

    outcome = DecisionOutcome.DEFER
    first = ("until",)
    until = DatePartsField(label=_("When is it decided again?"))


class Reason(forms.Form):
    """Why a case goes back."""

    reason = reasons(
        _("What must be assessed again, or what was the answer?"),
        _("Say what must be assessed again, or what the answer was."),
    )


class Reopen(forms.Form):
    """Why a decision is made again."""

    reason = reasons(_("Why must the decision be made again?"), _("Say why the decision must be made again."))
