"""What a decision must answer, asked under the headings of the National Decision Model."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.decision.queries import Considered
from needshare.decision.rules import HEADED, LONGEST, REMEDIES, UNDER, Reasoning, needed
from needshare.decision.terms import DecisionOutcome, ModelHeading

from .marking import Marks

LABELS: dict[str, Any] = {
    "reasons_for_sharing": _("Reasons for sharing"),
    "reasons_against_sharing": _("Reasons against sharing"),
    "harm_of_not_sharing": _("What harm could come of not sharing?"),
    "effect_on_privacy": _("Effect on the person's privacy"),
    "effect_on_trust": _("Effect on public trust"),
    "effect_on_investigation": _("Effect on any investigation"),
    "alternatives": _("Alternatives considered"),
    "least_data": _("Why is this the least information that does the job?"),
    "interference_justified": _(
        "Without an agreement: why does the purpose justify interfering with privacy?"
    ),
    "told_to_requester": _("What is the requester told?"),
    "model_headings.information": _("What is known, and how far can it be relied on?"),
    "model_headings.powers": _("What allows or forbids it?"),
    "model_headings.action": _("What is done now, and how is it looked at again?"),
}
# The same question as it is asked for one outcome.
ASKED: dict[DecisionOutcome, dict[str, Any]] = {
    DecisionOutcome.NOT_HELD: {
        "reasons_for_sharing": _("What would speak for sharing, if anything were held?"),
        "reasons_against_sharing": _("Why is the search enough to answer that nothing is held?"),
    },
    DecisionOutcome.NCND: {"reasons_against_sharing": _("Why may neither answer be given?")},
    DecisionOutcome.DEFER: {
        "reasons_against_sharing": _("Why not now?"),
        "harm_of_not_sharing": _("What harm could come of waiting?"),
    },
}
HINTS = {
    "reasons_for_sharing": _("Also where you decide against it."),
    "reasons_against_sharing": _("Also where you decide for it: of what is withheld, and of the whole."),
    "effect_on_investigation": _("If there is none, say so."),
    "told_to_requester": _("The requester reads this. Do not say whether anything is held."),
}


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


def field_name(name: str) -> str:
    """Name the field of an answer: what stands under a heading is named after the heading."""
    return name.replace(".", "_")


class Reasons(Marks):
    """Every answer that an outcome must give, and the marks beside the findings."""

    outcome: DecisionOutcome
    first: tuple[str, ...] = ()

    def __init__(self, *args: Any, considered: Considered, basis: Any = None, **options: Any) -> None:
        basis = basis or considered.bases[0]
        super().__init__(*args, considered=considered, basis=basis, **options)
        self.needed = needed(self.outcome, has_agreement=bool(basis.agreement_reference))
        asked = LABELS | ASKED.get(self.outcome, {})
        for name in self.needed:
            self.fields[field_name(name)] = reasons(asked[name], _(REMEDIES[name]), HINTS.get(name, ""))

    def by_heading(self) -> list[tuple[ModelHeading, list[Any]]]:
        """List the questions under the headings of the model."""
        found = [
            (heading, [self[field_name(name)] for name in names if name in self.needed])
            for heading, names in UNDER.items()
        ]
        return [(heading, asked) for heading, asked in found if asked]

    def asked_first(self) -> list[Any]:
        """List the fields that come before the findings and the reasons."""
        return [self[name] for name in self.first]

    def also_shown(self, *, at: datetime) -> dict[str, Any]:
        """Give what the page of this answer shows besides."""
        return {}

    def reasoning(self) -> Reasoning:
        """Return the answers and the marks."""
        said = {name: self.cleaned_data[field_name(name)] for name in self.needed}
        headings = {
            name.removeprefix(HEADED): words for name, words in said.items() if name.startswith(HEADED)
        }
        plain = {name: words for name, words in said.items() if not name.startswith(HEADED)}
        return Reasoning(
            **plain,
            model_headings=headings,
            marks=self.marks(),
            assessment=self.cleaned_data["assessment"],
        )
