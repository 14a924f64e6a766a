"""What no agency may change about an authorisation: what must be said, when it stands, what it covers (A2, A5).

It is in force from the start of its first day to the end of its last, in the force's time, once somebody has
checked its original, and until it is revoked or replaced. What is not known of it never counts in its favour.
"""

from collections.abc import Collection, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.texts import faults_in

from .terms import ENDED, Standing

LONGEST_NOTE = 2_000
LONGEST_LINE = 300
SCANS = ("application/pdf", "image/png", "image/jpeg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the pack says of one kind of authorisation."""

    names_people: bool
    covers_everybody_shown: bool
    has_end: bool
    is_checked_by_another: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAuthorisation:
    """What is said of an authorisation when it is recorded; `people` are numbers in the request of the case.

    `replaces` is the reference of the record that this one corrects.
    """

    kind: str
    issuer: str
    power: str
    scope: str
    categories: Sequence[str]
    people: Sequence[int]
    valid_from: date | None
    valid_to: date | None = None
    is_for_other_cases: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """What decides on a day what an authorisation is."""

    valid_from: date
    valid_to: date | None
    is_checked: bool
    is_revoked: bool
    is_replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What one authorisation covers on a day; `people` empty is whoever is in the case, where its kind names nobody."""

    reference: str
    kind: str
    standing: Standing
    categories: AbstractSet[str]
    people: AbstractSet[UUID]
    rule: Kind


def standing_on(day: date, dates: Dates) -> Standing:
    """Tell what an authorisation is on a day.

    >>> order = Dates(valid_from=date(2026, 3, 1), valid_to=date(2026, 3, 31), is_checked=True,
    ...               is_revoked=False, is_replaced=False)
    >>> standing_on(date(2026, 3, 31), order).value, standing_on(date(2026, 4, 1), order).value
    ('in_force', 'lapsed')
    """
    if dates.is_revoked:
        return Standing.REVOKED
    if dates.is_replaced:
        return Standing.REPLACED
    if dates.valid_to is not None and day > dates.valid_to:
        return Standing.LAPSED
    if not dates.is_checked:
        return Standing.UNCHECKED
    return Standing.NOT_STARTED if day < dates.valid_from else Standing.IN_FORCE


def covers(cover: Cover, *, category: str, asked: AbstractSet[UUID], shown: AbstractSet[UUID]) -> bool:
    """Tell whether an authorisation covers an item: its category, and those it is about.

    `asked` are the people in it whom the request asks about, `shown` everybody it shows.
    """
    if cover.standing is not Standing.IN_FORCE or category not in cover.categories:
        return False
    if not cover.people:
        return not cover.rule.names_people
    about = shown if cover.rule.covers_everybody_shown else asked
    return bool(about) and about <= cover.people


def faults_of(
    said: NewAuthorisation,
    *,
    kinds: Mapping[str, Kind],
    categories: Collection[str],
    people: Collection[int],
    today: date,
) -> list[FieldError]:
    """List each thing said of an authorisation that is missing, too long, or not in the words there are."""
    faults = faults_in("issuer", said.issuer, most=LONGEST_LINE, is_required=True)
    faults += faults_in("power", said.power, most=LONGEST_LINE, is_required=True)
    faults += faults_in("scope", said.scope, most=LONGEST_NOTE, is_required=True)
    rule = kinds.get(said.kind)
    if rule is None:
        faults.append(FieldError("kind", _("Choose what kind of authorisation it is.")))
    elif rule.names_people and not said.people:
        faults.append(FieldError("people", _("This kind covers named people only. Choose whom it names.")))
    if set(said.people) - set(people):
        faults.append(FieldError("people", _("Choose people the request names.")))
    if not said.categories or set(said.categories) - set(categories):
        faults.append(FieldError("categories", _("Choose the categories of information it covers.")))
    return faults + _faults_of_dates(said, has_end=rule is not None and rule.has_end, today=today)


def faults_of_scan(media_type: str) -> list[FieldError]:
    """List what is wrong with the kind of file that is given as the scan of a document.

    >>> [fault.field for fault in faults_of_scan("text/plain")]
    ['file']
    """
    if media_type not in SCANS:
        return [FieldError("file", _("Send the scan as a PDF, PNG or JPEG file."))]
    return []


def _faults_of_dates(said: NewAuthorisation, *, has_end: bool, today: date) -> list[FieldError]:
    if said.valid_from is None:
        return [FieldError("valid_from", _("Enter the first day on which it is valid."))]
    if said.valid_to is None:
        return [FieldError("valid_to", _("Enter its last day: this kind always has one."))] if has_end else []
    if said.valid_to < said.valid_from:
        return [FieldError("valid_to", _("The last day must not be before the first."))]
    if said.valid_to < today:
        return [FieldError("valid_to", _("It has lapsed already, so nothing can rest on it."))]
    return []


def checker_is_another(*, recorder: object, checker: object, rule: Kind) -> Finding:
    """Check, for the kinds of which the pack says so, that who checks the original did not record it."""
    if rule.is_checked_by_another and recorder == checker:
        return not_met(
            _("You recorded this, so somebody else must check the original."),
            test="accountable",
            code="self_approval",
            sources=("A5",),
        )
    return met(_("The original is checked by somebody who may."), test="accountable")


def scan_is_as_recorded(*, recorded: str, held: str, seen: str) -> Finding:
    """Check that the scan held, and the one that was looked at beside the original, are the one recorded."""
    if held != recorded or seen != recorded:
        return not_met(
            _("The scan is not the one that was recorded. Do not rely on it; tell information security."),
            test="accountable",
            code="approval_changed",
            sources=("A5", "A6"),
        )
    return met(_("The scan is the one that was recorded."), test="accountable")


def has_not_ended(standing: Standing) -> Finding:
    """Check that an authorisation may still be checked, relied on or revoked."""
    if standing in ENDED:
        return not_met(
            _("This authorisation has ended, and what ended stays as it is. Record a new one."),
            test="lawful",
            sources=("A5",),
        )
    return met(_("The authorisation has not ended."), test="lawful")


def may_serve_others(*, is_for_other_cases: bool, is_enclosed_elsewhere: bool) -> Finding:
    """Check that another case may rest on it: its own scope says so, and no compartment keeps it in."""
    if not is_for_other_cases or is_enclosed_elsewhere:
        return not_met(
            _("Its scope covers the case it was obtained for, and no other."), test="lawful", sources=("A5",)
        )
    return met(_("Its scope covers other cases of the force."), test="lawful")
