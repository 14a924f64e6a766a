"""What no agency may change about silent flags: what must be said to set, review or lift one, and to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from needshare.kernel import FieldError, gettext_noop as _
from needshare.kernel.texts import faults_in

from .terms import Hides, Outward, SilentFlag

LONGEST_NOTE = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFlag:
    """A silent flag to be set: on whom, what it hides, why, by whose authority, from when, to be reviewed when."""

    subject: UUID
    code: str
    hides: str
    reason: str
    authority: str
    from_on: date | None
    review_on: date | None
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    items: tuple[UUID, ...] = ()


def faults_of(flag: NewFlag, *, today: date) -> list[FieldError]:
    """List what is missing or cannot be right."""
    faults = faults_in("reason", flag.reason, most=LONGEST_NOTE, is_required=True)
    faults += faults_in("authority", flag.authority, most=LONGEST_NOTE, is_required=True)
    if flag.code not in set(SilentFlag):
        faults.append(FieldError("code", _("Choose what is protected.")))
    if flag.hides not in set(Hides):
        faults.append(FieldError("hides", _("Choose what is hidden.")))
    if flag.from_on is None or flag.from_on > today:
        faults.append(FieldError("from_on", _("Give the day from which it holds: today or earlier.")))
    faults += faults_of_review(flag.review_on, today=today)
    if flag.hides == Hides.DETAILS and not (flag.aliases or flag.identifiers):
        faults.append(FieldError("aliases", _("Name at least one other name or number to hide.")))
    if flag.hides == Hides.ITEMS and not flag.items:
        faults.append(FieldError("items", _("Name at least one item to hide.")))
    return faults


def faults_of_review(review_on: date | None, *, today: date) -> list[FieldError]:
    """List what is wrong with the day of the next review."""
    if review_on is None or review_on <= today:
        return [FieldError("review_on", _("Give the day of the next review, in the future."))]
    return []


def faults_of_words(words: str) -> list[FieldError]:
    """List what is wrong with what a specialist says of a review, a lifting or a decision."""
    return faults_in("words", words, most=LONGEST_NOTE, is_required=True)


def faults_of_decision(outward: str, words: str) -> list[FieldError]:
    """List what is wrong with a decision on an alert."""
    faults = faults_of_words(words)
    if outward not in set(Outward):
        faults.append(FieldError("outward", _("Choose what becomes of the answer.")))
    return faults


def without(held: Iterable[str], hidden: Iterable[str]) -> list[str]:
    """Leave out what is hidden, whatever its case and spaces.

    >>> without(["Al Carrow", "Reeve"], ["al  carrow"])
    ['Reeve']
    """
    gone = {" ".join(each.split()).casefold() for each in hidden}
    return [each for each in held if " ".join(each.split()).casefold() not in gone]
