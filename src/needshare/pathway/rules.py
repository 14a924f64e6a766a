"""What no agency may change about opening a case and asking for it, and about when an interest touches it."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.texts import faults_in
from needshare.kernel.tidying import name_tokens, tidy_identifier, tidy_name, tidy_text

POSTCODE = re.compile(r"\b([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})\b")
NUMBER = re.compile(r"[0-9]+")
# Steps that change who handles a case, or when, and nothing of what is asked, found or judged in it.
OF_THE_HANDLING = frozenset(
    {
        "pathway.assign",
        "pathway.claim",
        "pathway.declare_conflict",
        "pathway.hold",
        "pathway.note_conflict",
        "pathway.resume",
    }
)
# Why an open request is watched: what is written down of it, for the record of each step.
ASKED_AS_URGENT, SEVERE_RISK = "asked_as_urgent", "severe_harm_of_not_sharing"
LONGEST_TYPED = 40
LONGEST_WORDS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why somebody opens a case: for which purpose and work, in words, knowing how it is handled."""

    purpose: str
    words: str
    task_reference: str = ""
    has_read_handling: bool = False


def faults_of(reason: Reason, *, purposes: Container[str], least: int) -> list[FieldError]:
    """List what is missing from a reason; `least` is how many letters its words must have.

    >>> reason = Reason(purpose="cover", words="Cover for D. Whitcombe.", has_read_handling=True)
    >>> faults_of(reason, purposes={"cover"}, least=10)
    []
    """
    faults = []
    if reason.purpose not in purposes:
        faults.append(FieldError("purpose", _("Choose why you need to open this case.")))
    if len("".join(reason.words.split())) < least:
        faults.append(FieldError("words", _("Say in your own words why you need to open this case.")))
    if not reason.has_read_handling:
        faults.append(FieldError("has_read_handling", _("Confirm that you know how it must be handled.")))
    return faults


def faults_of_asking(
    *, typed: str, purpose: str, words: str, purposes: Container[str], least: int
) -> list[FieldError]:
    """List what is missing from an asking for access; whether there is anything under the reference is not asked."""
    faults = faults_in("reference", typed, most=LONGEST_TYPED, is_required=True)
    if purpose not in purposes:
        faults.append(FieldError("purpose", _("Choose what you need it for.")))
    faults += faults_in("words", words, most=LONGEST_WORDS)
    if len("".join(words.split())) < least:
        faults.append(FieldError("words", _("Say in your own words why you need it.")))
    return faults


def is_somebody_elses(person: object, *, reviewer: object) -> Finding:
    """Say that nobody reviews their own opening."""
    if person == reviewer:
        reason = _("Nobody reviews their own opening.")
        return not_met(reason, test="access", code="self_approval", sources=("A5",))
    return met(_("It is somebody else's opening."), test="access")


def causes_of_watch(*, urgency: str, watched: Container[str], is_severe: bool) -> list[str]:
    """Say why a request is watched until it is answered; nothing if it is not.

    >>> causes_of_watch(urgency="emergency", watched={"emergency"}, is_severe=True)
    ['asked_as_urgent', 'severe_harm_of_not_sharing']
    """
    return [ASKED_AS_URGENT] * (urgency in watched) + [SEVERE_RISK] * is_severe


def part_of_time(start: datetime, end: datetime, *, percent: int) -> datetime:
    """Return the instant at which a part of a time is over.

    >>> part_of_time(datetime(2026, 3, 1, 8), datetime(2026, 3, 1, 12), percent=75).hour
    11
    """
    return start + max(end - start, timedelta(0)) * percent / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """What a person declares of themselves and of those close to them."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()
    household: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()


def touches(
    interest: Interest, *, names: Iterable[str], addresses: Iterable[str], numbers: Iterable[str]
) -> bool:
    """Tell whether somebody a case is about may be, or be close to, who made a declaration (1.12).

    A surname together with an address or a telephone number, or the whole name of somebody of the household
    or of a relation. A surname alone never: many people share one.

    >>> own = Interest(names=("D. Whitcombe",), addresses=("4 Mill Lane, Wexcombe",), household=("Ann Lee",))
    >>> touches(own, names=["Joan Whitcombe"], addresses=[], numbers=[])
    False
    >>> touches(own, names=["Joan WHITCOMBE"], addresses=["4, Mill Lane Wexcombe"], numbers=[])
    True
    >>> touches(own, names=["Lee, Ann"], addresses=[], numbers=[])
    True
    """
    called = [name for name in names if name.strip()]
    close = (*interest.household, *interest.relations)
    if {tidy_name(name) for name in called} & {tidy_name(name) for name in close if len(name.split()) > 1}:
        return True
    surnames = {surname_of(name) for name in (*interest.names, *close)} - {""}
    if not surnames & {surname_of(name) for name in called}:
        return False
    lived = {place_of(each) for each in interest.addresses} & {place_of(each) for each in addresses}
    rung = {_number(each) for each in interest.telephones} & {_number(each) for each in numbers}
    return bool((lived | rung) - {""})


def surname_of(name: str) -> str:
    """Return the surname of a name as it is written: what stands before a comma, else the last word.

    >>> surname_of("Thorne, Ivo") == surname_of("Ivo THORNE") == "thorne"
    True
    """
    tokens = name_tokens(name.partition(",")[0] if "," in name else name)
    return tokens[-1] if tokens else ""


def place_of(address: str) -> str:
    """Reduce an address to its first number and postcode; one without a postcode to its plain words.

    >>> place_of("Flat 2, 4 Mill Lane, WX1 4QP") == place_of("2/4 Mill Ln WX14QP")
    True
    """
    tidied = tidy_text(address)
    found = POSTCODE.search(tidied)
    if found is None:
        return tidied
    number = NUMBER.search(tidied[: found.start()])
    return f"{number.group() if number else tidied[: found.start()].strip()} {found[1]}{found[2]}"


def _number(text: str) -> str:
    """Reduce a telephone number to its last ten digits, so that +44 and 0 are the same."""
    digits = "".join(letter for letter in tidy_identifier(text) if letter.isdigit())
    return digits[-10:] if len(digits) >= 10 else ""
