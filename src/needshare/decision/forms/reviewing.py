"""What is asked of who has a refusal reviewed, and of who reviews it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.decision.rules import Verdict
from needshare.decision.terms import ReviewOutcome

from .reasons import reasons as sentences


class AskReview(forms.Form):
    """Why a refusal should be looked at again."""

    grounds = sentences(
        _("Why should somebody else look at this again?"), _("Say what was overlooked or has changed.")
    )


class Settle(forms.Form):
    """What a review comes to, why, and what the requester is told."""

    outcome = forms.ChoiceField(
        label=_("What does the review come to?"),
        choices=[(word.value, word.label) for word in ReviewOutcome],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the review comes to.")},
    )
    reasons = sentences(_("Why?"), _("Say why, for the record."))
    told_to_requester = sentences(_("What is the requester told?"), _("Say what the requester is told."))

    def verdict(self) -> Verdict:
        """Return this as the action takes it."""
        words = self.cleaned_data
        return Verdict(
            outcome=ReviewOutcome(words["outcome"]),
            reasons=words["reasons"],
            told_to_requester=words["told_to_requester"],
        )


class Resubmission(forms.Form):
    """Which request followed."""

    resubmission = forms.CharField(
        label=_("Reference of the request that followed"),
        max_length=24,
        error_messages={"required": _("Give the reference of the request that followed.")},
    )
