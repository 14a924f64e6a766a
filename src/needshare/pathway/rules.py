"""What no agency may change about opening a case for a reason: it is said, and the marking is understood."""

from collections.abc import Container
from dataclasses import dataclass

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.texts import faults_in

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
