"""The reasons that nearly every decision asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.decision.rules import LONGEST, MODEL_HEADINGS, Reasoning


def reasons(label: Any, needed: Any = None, hint: Any = "") -> forms.CharField:
    """Ask for some sentences; `needed` is the remedy where there are none."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"required": needed} if needed else {},
    )


class Reasons(forms.Form):
    """The reasons that nearly every decision gives."""

    reasons_for_sharing = reasons(
        _("Reasons for sharing"), _("Give the reasons for sharing, even if you decide against it.")
    )
    reasons_against_sharing = reasons(
        _("Reasons against sharing"), _("Give the reasons against sharing, even if you decide for it.")
    )
    effect_on_privacy = reasons(
        _("Effect on the person's privacy"), _("Say what the decision does to the person's privacy.")
    )
    effect_on_trust = reasons(_("Effect on public trust"), _("Say what the decision does to public trust."))
    effect_on_investigation = reasons(
        _("Effect on any investigation"),
        _("Say what the decision does to any investigation, or that there is none."),
    )
    alternatives = reasons(_("Alternatives considered"), _("Say which alternatives you considered."))
    information = reasons(_("Information and intelligence: what is known?"))
    risk = reasons(_("Threat and risk: what could happen?"))
    powers = reasons(_("Powers and policy: what allows or forbids it?"))
    options = reasons(_("Options: what could be done?"))
    action = reasons(_("Action: what is done, and how is it reviewed?"))

    def reasoning(self, **more: Any) -> Reasoning:
        """Return the reasons given."""
        said = self.cleaned_data
        plain = {name: said[name] for name in PLAIN if name in said}
        headings = {name: said[name] for name in MODEL_HEADINGS if said.get(name)}
        return Reasoning(**plain, model_headings=headings, **more)


PLAIN = (
    "reasons_for_sharing",
    "reasons_against_sharing",
    "harm_of_not_sharing",
    "effect_on_privacy",
    "effect_on_trust",
    "effect_on_investigation",
    "alternatives",
    "least_data",
    "interference_justified",
    "told_to_requester",
)
