"""What no agency may change about deciding: who may not decide, what must be answered, what binds.

Headings follow the National Decision Model; the harm of not sharing must be weighed before any
refusal (domain reference 1.9.4), and an approval binds exactly what was approved.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from needshare.agencies.terms import LegalType
from needshare.kernel import FieldError, Finding, Outcome, gettext_noop as _, met, not_met

from .terms import ItemOutcome, ModelHeading, RecipientKind, ReferTo

LONGEST = 10_000
MODEL_HEADINGS = tuple(heading.value for heading in ModelHeading)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the decider says beside one machine finding."""

    test: str
    item: int | None = None
    agrees: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """The decider's reasons in words; every one of them is kept with the decision."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChoice:
    """What is decided of one gathered item, by its number."""

    number: int
    outcome: ItemOutcome
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition on onward use, with its date where it has one."""

    code: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientChoice:
    """One named recipient: an account by sign-in name, or an identified member of the public."""

    method: str
    username: str = ""
    kind: RecipientKind = RecipientKind.AGENCY
    name: str = ""
    address: str = ""
    email: str = ""
    identity_evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """Which methods there are, the highest marking each carries, and what the sharing needs of them.

    `allowed` are those of the agreement relied on; nothing where there is none.
    """

    carries: Mapping[str, int]
    marking: int = 0
    allowed: frozenset[str] | None = None

    def fault(self, method: str) -> str:
        """Say what is wrong with a method for this sharing, in words; empty if nothing is.

        >>> Methods(carries={"portal": 1}, marking=2).fault("portal")
        'This method does not carry the marking of what is shared. Choose another for this recipient.'
        """
        if method not in self.carries:
            return _("Choose an approved method.")
        if self.allowed is not None and method not in self.allowed:
            return _("The agreement does not allow this method. Choose another for this recipient.")
        if self.carries[method] < self.marking:
            return _(
                "This method does not carry the marking of what is shared. Choose another for this recipient."
            )
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What an approval allows: on which basis, which items, to whom, how and on what conditions."""

    basis: str
    items: tuple[ItemChoice, ...]
    recipients: tuple[RecipientChoice, ...]
    conditions: tuple[Condition, ...] = ()


class Found(Protocol):
    """One finding of the stored assessment, as the decision needs it."""

    @property
    def test(self) -> str: ...
    @property
    def item(self) -> int | None: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def code(self) -> str: ...
    @property
    def reason(self) -> str: ...


def decider_is_independent(
    *, decider: object, requester: object, preparers: Collection[object], preparer_may_decide: bool
) -> Finding:
    """Check that the decider neither asked nor, where the policy says so, prepared the case.

    >>> decider_is_independent(decider=1, requester=1, preparers=(), preparer_may_decide=True).code
    'self_approval'
    """
    if decider == requester:
        return not_met(
            _("You cannot decide a request that you made."),
            test="accountable",
            code="self_approval",
            sources=("C9", "B8"),
        )
    if decider in preparers and not preparer_may_decide:
        return not_met(
            _("You prepared this case, so somebody else must decide it."),
            test="accountable",
            code="self_approval",
            sources=("C9", "B8"),
        )
    return met(_("The decider neither asked nor prepared."), test="accountable")


def decider_has_authority(*, held: Collection[str], needed: Collection[str], minimum: str) -> Finding:
    """Check that the decider holds a role that this decision needs (domain reference 11.3)."""
    if not set(held) & set(needed):
        return not_met(
            _("This decision needs a higher authority than yours."),
            test="accountable",
            code="authority_missing",
            sources=("A5", "C4"),
            facts={"minimum": minimum},
        )
    return met(_("The decider has the authority."), test="accountable", facts={"minimum": minimum})


ALWAYS = (
    "reasons_for_sharing",
    "reasons_against_sharing",
    "effect_on_privacy",
    "effect_on_trust",
    "effect_on_investigation",
    "alternatives",
)
REMEDIES = {
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
    "harm_of_not_sharing": _("Before refusing, say what harm could come of not sharing."),
    "told_to_requester": _("Say what the requester is told, without sensitive detail."),
}


def unanswered(reasoning: Reasoning, *, shares: bool, refuses: bool, has_agreement: bool) -> list[FieldError]:
    """List the reasons that this kind of decision must give and does not."""
    wanted = list(ALWAYS)
    if shares:
        wanted.append("least_data")
        if not has_agreement:
            wanted.append("interference_justified")
    if refuses:
        wanted += ["harm_of_not_sharing", "told_to_requester"]
    errors = [FieldError(name, REMEDIES[name]) for name in wanted if not getattr(reasoning, name).strip()]
    errors += [
        FieldError(name, _("Shorten this answer."))
        for name in REMEDIES
        if len(getattr(reasoning, name)) > LONGEST
    ]
    if set(reasoning.model_headings) - set(MODEL_HEADINGS):
        errors.append(
            FieldError("model_headings", _("Use the five headings of the National Decision Model."))
        )
    return errors


def unexplained(reasoning: Reasoning, *, is_held: bool = True) -> list[FieldError]:
    """List which of the reasons for and against sharing are missing, where no more is asked.

    Where nothing is held there is nothing to say for sharing it; why the search was enough must be said.
    """
    names = ("reasons_for_sharing", "reasons_against_sharing") if is_held else ("reasons_against_sharing",)
    return [FieldError(name, REMEDIES[name]) for name in names if not getattr(reasoning, name).strip()]


def unmarked(marks: Sequence[Mark], findings: Sequence[Found]) -> list[FieldError]:
    """List the findings a person must speak to and has not, and each disagreement without a reason."""
    said = {(mark.test, mark.item): mark for mark in marks}
    errors = []
    for finding in findings:
        mark = said.get((finding.test, finding.item))
        if finding.outcome is Outcome.NEEDS_A_PERSON and (mark is None or not mark.reason.strip()):
            errors.append(FieldError("marks", _("Say what you find where a test needs a person.")))
    if any(not mark.agrees and not mark.reason.strip() for mark in marks):
        errors.append(FieldError("marks", _("Say why, wherever you disagree with a finding.")))
    return list(dict.fromkeys(errors))


def nothing_stops_sharing(findings: Sequence[Found], *, shared: Collection[int]) -> tuple[Finding, ...]:
    """List every finding not met that stands against sharing these items on the basis chosen.

    A finding of the whole case stands against every item. No reason given by the decider clears a
    finding that is not met: what is missing must be supplied and assessed again.
    """
    return tuple(
        Finding(test=each.test, outcome=each.outcome, reason=each.reason, code=each.code)
        for each in findings
        if each.outcome is Outcome.NOT_MET and (each.item is None or each.item in shared)
    )


def severe_harm_of_not_sharing(levels: Mapping[str, str]) -> bool:
    """Tell whether any harm of not sharing was judged severe; refusal must then be referred.

    >>> severe_harm_of_not_sharing({"n1": "severe"})
    True
    """
    return "severe" in levels.values()


def items_are_decided(
    choices: Sequence[ItemChoice], *, gathered: Collection[int], in_part: bool
) -> list[FieldError]:
    """List what is wrong with the choice of items: one missing, one unknown, a withholding unexplained."""
    errors = []
    numbers = [choice.number for choice in choices]
    if sorted(numbers) != sorted(gathered):
        errors.append(FieldError("items", _("Decide each item once: share it or withhold it.")))
    withheld = [choice for choice in choices if choice.outcome is ItemOutcome.WITHHOLD]
    if any(not choice.reason.strip() for choice in withheld):
        errors.append(FieldError("items", _("Give a reason for each item you withhold.")))
    if len(withheld) == len(choices):
        errors.append(FieldError("items", _("Share at least one item, or refuse the request.")))
    if withheld and not in_part:
        errors.append(FieldError("items", _("An item is withheld, so approve in part.")))
    return errors


def everything_is_there(*, asked: Collection[object], gathered: Collection[object]) -> list[FieldError]:
    """List what keeps an approval from being in full: something asked for that was not gathered.

    >>> [error.field for error in everything_is_there(asked={1, 2}, gathered={1})]
    ['items']
    """
    if set(asked) - set(gathered):
        remedy = _("Not everything that was asked for is here. Approve in part.")
        return [FieldError("items", remedy)]
    return []


def recipients_are_named(
    recipients: Sequence[RecipientChoice], *, methods: Methods, has_agreement: bool = False
) -> list[FieldError]:
    """List what is wrong with the recipients: none, unnamed, unidentified, or reached by a method unfit.

    An agreement covers organisations, so nothing is shared under one with a member of the public.
    """
    if not recipients:
        return [FieldError("recipients", _("Name at least one recipient."))]
    errors = []
    for number, each in enumerate(recipients):
        where = f"recipients.{number}"
        is_public = each.kind is RecipientKind.MEMBER_OF_PUBLIC
        if is_public and has_agreement:
            remedy = _(
                "An agreement covers organisations. Share with a member of the public on a one-off basis."
            )
            errors.append(FieldError(f"{where}.kind", remedy))
            continue
        if fault := methods.fault(each.method):
            errors.append(FieldError(f"{where}.method", fault))
        if not is_public and not each.username.strip():
            errors.append(FieldError(f"{where}.username", _("Name the recipient by sign-in name.")))
        if is_public and not (each.name.strip() and each.identity_evidence.strip()):
            errors.append(
                FieldError(
                    f"{where}.identity_evidence",
                    _("Give the person's name and the evidence of who they are."),
                )
            )
    return errors + _named_twice(recipients)


KINDS = {
    LegalType.OTHER_UK_POLICE.value: RecipientKind.FORCE,
    LegalType.COURT.value: RecipientKind.COURT,
    LegalType.PROFESSIONAL_REGULATOR.value: RecipientKind.REGULATOR,
}


def kind_of(legal_type: str) -> RecipientKind:
    """Tell what kind of recipient somebody is from what their organisation is in law.

    >>> [kind_of(each).value for each in ("other_uk_police", "court", "professional_regulator", "gp")]
    ['force', 'court', 'regulator', 'agency']
    """
    return KINDS.get(legal_type, RecipientKind.AGENCY)


def _named_twice(recipients: Sequence[RecipientChoice]) -> list[FieldError]:
    """List each recipient named before: one person gets one package, and acknowledges it once."""
    names = [each.username.strip().lower() for each in recipients]
    return [
        FieldError(f"recipients.{number}.username", _("Name each recipient once."))
        for number, name in enumerate(names)
        if name and name in names[:number]
    ]


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


def content_hash(approved: Mapping[str, Any]) -> str:
    """Hash exactly what is approved, so that any later change shows.

    >>> content_hash({"a": 1}) == content_hash({"a": 2})
    False
    """
    canonical = json.dumps(approved, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
