"""What an approval allows and binds: a basis, items, named recipients, conditions, and a hash of exactly these."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from needshare.agencies.terms import LegalType
from needshare.decision.terms import ItemOutcome, RecipientKind
from needshare.kernel import FieldError, Finding, Outcome, gettext_noop as _
from needshare.notices.rules import is_address
from needshare.search.rules import words_of

from .marking import Found


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


def is_not_the_other_party(
    recipients: Sequence[str], others: Collection[Collection[str]]
) -> list[FieldError]:
    """List each recipient who has the whole name of somebody the items are about and nobody asked about.

    >>> [fault.field for fault in is_not_the_other_party(["Ann Lee", "Lee Ann Ray"], [{"lee", "ann"}])]
    ['recipients.0.name']
    """
    remedy = _(
        "An item gathered is about somebody of this name who was not asked about. The recipient must not be the "
        "other party: share with somebody else."
    )
    named = [frozenset(each) for each in others]
    return [
        FieldError(f"recipients.{number}.name", remedy)
        for number, name in enumerate(recipients)
        if frozenset(words_of(name)) in named
    ]


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
        if is_public and each.email.strip() and not is_address(each.email.strip()):
            errors.append(
                FieldError(f"{where}.email", _("Enter an e-mail address such as name@council.example."))
            )
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


def content_hash(approved: Mapping[str, Any]) -> str:
    """Hash exactly what is approved, so that any later change shows.

    >>> content_hash({"a": 1}) == content_hash({"a": 2})
    False
    """
    canonical = json.dumps(approved, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
