"""Which answers each outcome of a decision must give, under the headings of the National Decision Model.

NEEDED is the one table of them: the pages, the API, the command line and the documents are made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from needshare.decision.terms import DecisionOutcome, ModelHeading, ReferTo
from needshare.kernel import FieldError, gettext_noop as _

from .marking import Mark

LONGEST = 10_000
MODEL_HEADINGS = tuple(heading.value for heading in ModelHeading)
HEADED = "model_headings."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """The decider's reasons in words; every one of them is kept with the decision.

    `assessment` is the number of the assessment the decider looked at, where the doorway knows it.
    """

    reasons_for_sharing: str = ""
    reasons_against_sharing: str = ""
    harm_of_not_sharing: str = ""
    effect_on_privacy: str = ""
    effect_on_trust: str = ""
    effect_on_investigation: str = ""
    alternatives: str = ""
    least_data: str = ""
    interference_justified: str = ""
    model_headings: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    told_to_requester: str = ""
    assessment: int | None = None

    def answer(self, name: str) -> str:
        """Return one answer: a reason, or what is said under a heading (`model_headings.powers`)."""
        if name.startswith(HEADED):
            return self.model_headings.get(name.removeprefix(HEADED), "")
        answer: str = getattr(self, name)
        return answer


# Shared or not, a decision gives the reasons both ways, its effects, and what else was considered.
ALWAYS = (
    "reasons_for_sharing",
    "reasons_against_sharing",
    "effect_on_privacy",
    "effect_on_trust",
    "effect_on_investigation",
    "alternatives",
)
# Who settles a request says what is known, what allows or forbids it, and what follows. "Threat and
# risk" is answered by the harm and the effects, "options" by the reasons both ways and the alternatives.
SETTLED = ("model_headings.information", "model_headings.powers", "model_headings.action")
SHARED = (*ALWAYS, "least_data", *SETTLED)
NEEDED: Mapping[DecisionOutcome, tuple[str, ...]] = {
    DecisionOutcome.DISCLOSE_FULL: SHARED,
    DecisionOutcome.DISCLOSE_PARTIAL: SHARED,
    DecisionOutcome.REFUSE: (*ALWAYS, "harm_of_not_sharing", "told_to_requester", *SETTLED),
    DecisionOutcome.NCND: (*ALWAYS, "harm_of_not_sharing", *SETTLED),
    DecisionOutcome.NOT_HELD: ALWAYS,
    DecisionOutcome.REFER: ALWAYS,
    DecisionOutcome.DEFER: (*ALWAYS, "harm_of_not_sharing"),
}
WITHOUT_AGREEMENT = "interference_justified"
SHARING = (DecisionOutcome.DISCLOSE_FULL, DecisionOutcome.DISCLOSE_PARTIAL)

# Where each answer stands: the five headings in their order.
UNDER: Mapping[ModelHeading, tuple[str, ...]] = {
    ModelHeading.INFORMATION: ("model_headings.information",),
    ModelHeading.RISK: (
        "harm_of_not_sharing",
        "effect_on_privacy",
        "effect_on_trust",
        "effect_on_investigation",
        "model_headings.risk",
    ),
    ModelHeading.POWERS: ("model_headings.powers", "interference_justified"),
    ModelHeading.OPTIONS: (
        "reasons_for_sharing",
        "reasons_against_sharing",
        "alternatives",
        "model_headings.options",
    ),
    ModelHeading.ACTION: ("least_data", "model_headings.action", "told_to_requester"),
}

REMEDIES: Mapping[str, str] = {
    "reasons_for_sharing": _("Give the reasons for sharing, even if you decide against it."),
    "reasons_against_sharing": _("Give the reasons against sharing, even if you decide for it."),
    "effect_on_privacy": _("Say what the decision does to the person's privacy."),
    "effect_on_trust": _("Say what the decision does to public trust."),
    "effect_on_investigation": _("Say what the decision does to any investigation, or that there is none."),
    "alternatives": _("Say which alternatives you considered."),
    "least_data": _("Say why this is the least information that does the job."),
    "interference_justified": _(
        "Without an agreement, say why the purpose justifies interfering with privacy."
    ),
    "harm_of_not_sharing": _("Say what harm could come of not sharing, or of waiting."),
    "told_to_requester": _("Say what the requester is told, without sensitive detail."),
    "model_headings.information": _("Say what is known, and how far it can be relied on."),
    "model_headings.risk": _("Say what could happen."),
    "model_headings.powers": _("Say what allows or forbids it."),
    "model_headings.options": _("Say what could be done."),
    "model_headings.action": _("Say what is done now, and how it is looked at again."),
}


def needed(outcome: DecisionOutcome, *, has_agreement: bool = True) -> tuple[str, ...]:
    """List the answers an outcome must give, in the order of the model's headings.

    >>> "interference_justified" in needed(DecisionOutcome.DISCLOSE_FULL, has_agreement=False)
    True
    """
    names = set(NEEDED[outcome])
    if outcome in SHARING and not has_agreement:
        names.add(WITHOUT_AGREEMENT)
    return tuple(name for under in UNDER.values() for name in under if name in names)


def unanswered(
    reasoning: Reasoning, *, outcome: DecisionOutcome, has_agreement: bool = True
) -> list[FieldError]:
    """List the answers that this outcome must give and does not, and those that are too long."""
    wanted = needed(outcome, has_agreement=has_agreement)
    errors = [FieldError(name, REMEDIES[name]) for name in wanted if not reasoning.answer(name).strip()]
    errors += [
        FieldError(name, _("Shorten this answer."))
        for name in REMEDIES
        if len(reasoning.answer(name)) > LONGEST
    ]
    if set(reasoning.model_headings) - set(MODEL_HEADINGS):
        errors.append(
            FieldError("model_headings", _("Use the five headings of the National Decision Model."))
        )
    return errors


def severe_harm_of_not_sharing(levels: Mapping[str, str]) -> bool:
    """Tell whether any harm of not sharing was judged severe; refusal must then be referred.

    >>> severe_harm_of_not_sharing({"n1": "severe"})
    True
    """
    return "severe" in levels.values()


def referral_is_complete(
    refer_to: str, question: str, review_on: date | None, today: date
) -> list[FieldError]:
    """List what is missing from a referral: to whom, which question, and by when."""
    errors = []
    if refer_to not in {word.value for word in ReferTo}:
        errors.append(FieldError("refer_to", _("Choose whom to refer it to.")))
    if not question.strip():
        errors.append(FieldError("question", _("Write the question they must answer.")))
    if review_on is None or review_on < today:
        errors.append(
            FieldError("review_on", _("Give a date, not in the past, by which you need the answer."))
        )
    return errors
