"""What no agency may change about material held: its marking, its labels and how people appear in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.texts import faults_in
from needshare.policy.markings import Understood
from needshare.subjects.terms import OpenFlag

from .terms import Accuracy, Label, SubjectRole

LONGEST_LINE = 300
LONGEST_NOTE = 5_000
LONGEST_TEXT = 200_000
LONGEST_FILE_NAME = 200

CONVICTION_CATEGORIES = frozenset({"convictions_unspent", "convictions_spent"})
NO_CONVICTION = frozenset({SubjectRole.ARRESTED_NFA, SubjectRole.SUSPECT})
UNPROVEN_CATEGORIES = frozenset({"arrest_no_charge", "pending_charges", "allegations"})


class Readable(Protocol):
    """Anything bytes can be read from, more than once."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end."""

    def seek(self, place: int, /) -> int:
        """Go to a place, counted from the start."""


@dataclass(frozen=True, slots=True)
class Text:
    """Content typed in."""

    body: str


@dataclass(frozen=True, slots=True)
class File:
    """Content from a file, with the name and type it was sent under."""

    file_name: str
    media_type: str
    stream: Readable


Content = Text | File


@dataclass(frozen=True, slots=True)
class Link:
    """One person's role in an item."""

    subject: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """How an item is marked: its marking as somebody wrote it, and what goes with it. None is the usual one."""

    marking: str = ""
    handling: Sequence[str] = ()
    descriptors: Sequence[str] = ()
    caveats: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What the marking scheme of the pack offers, for one marking that was understood."""

    understood: Understood | None
    ranks: Mapping[str, int]
    handling: Collection[str]
    descriptors: Collection[str]
    caveats: Collection[str]
    up_to: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem(Marked):
    """What is said of a piece of material when it is added, besides its content."""

    title: str
    category: str
    as_at: datetime
    label: str
    source: str
    originator: str = ""
    accuracy: str = Accuracy.UNVERIFIED
    is_live_investigation: bool = False
    completeness: str = ""
    reliability: str = ""
    currency: str = ""
    blocks: Sequence[str] = ()
    held_elsewhere_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What is kept here of material held elsewhere: that there is some, how it is marked, who holds it, how to ask."""

    reference: str
    category: str
    marking: str
    holder: str
    how_to_ask: str


@dataclass(frozen=True, slots=True)
class FileType:
    """One type of file that may be held: its endings, and the bytes it begins with."""

    media_type: str
    endings: tuple[str, ...]
    begins: bytes


# Types whose whole content a second person can see. An office document can hide sheets, comments
# and earlier versions; it is turned into PDF before it comes here (domain reference 6.2).
FILE_TYPES = {
    each.media_type: each
    for each in (
        FileType("application/pdf", (".pdf",), b"%PDF-"),
        FileType("image/png", (".png",), b"\x89PNG\r\n\x1a\n"),
        FileType("image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff"),
        FileType("text/plain", (".txt",), b""),
        FileType("text/csv", (".csv",), b""),
    )
}


# What is made by word processors, spreadsheets and the like, by the beginnings of its type.
OFFICE = (
    "application/vnd.openxmlformats-",
    "application/vnd.ms-",
    "application/vnd.oasis.",
    "application/msword",
)


def faults_of_marking(marked: Marked, scheme: Scheme) -> list[FieldError]:
    """List each word of a marking that the scheme does not have."""
    faults = []
    if scheme.understood is None:
        faults.append(
            FieldError("marking", _("Choose the marking it has, or the old one that is written on it."))
        )
    for name in ("handling", "descriptors", "caveats"):
        if set(getattr(marked, name)) - set(getattr(scheme, name)):
            faults.append(FieldError(name, _("Choose from the answers offered.")))
    return faults


def marking_is_held_here(understood: Understood) -> Finding:
    """Check that material may be put here by its marking; what is refused is told what to do instead."""
    if not understood.is_held:
        return not_met(understood.told, test="security", code="marking_above_ceiling", sources=("A4",))
    return met(_("The marking may be held here."), test="security")


def may_be_pointed_to(understood: Understood | None, *, named: Collection[str]) -> Finding:
    """Check that it may be said here that there is material of this marking; of some not even that."""
    if understood is None or not understood.marking:
        return not_met(_("Choose how the material is marked today."), test="security", sources=("A4",))
    if understood.marking not in named:
        return not_met(understood.told, test="security", code="marking_above_system", sources=("A4",))
    return met(_("That there is material of this marking may be said here."), test="security")


def faults_of_pointer(pointer: Pointer) -> list[FieldError]:
    """List what is missing of who holds the material, what they call it and how to ask for it."""
    return [
        *faults_in("reference", pointer.reference, most=LONGEST_LINE, is_required=True),
        *faults_in("holder", pointer.holder, most=120, is_required=True),
        *faults_in("how_to_ask", pointer.how_to_ask, most=LONGEST_NOTE, is_required=True),
    ]


def nothing_of_it_is_here(*, held_elsewhere_as: str, is_file: bool) -> list[FieldError]:
    """List what keeps content from being added: of what is held elsewhere there is only how to ask for it.

    >>> [fault.field for fault in nothing_of_it_is_here(held_elsewhere_as="secret", is_file=True)]
    ['file']
    """
    if held_elsewhere_as and is_file:
        return [FieldError("file", _("This is held elsewhere: say only how to ask for it. Add no file."))]
    return []


def handling_agrees(marking: str, handling: Iterable[str], scheme: Scheme) -> Finding:
    """Check that no instruction goes with a lower marking than the item has."""
    highest = scheme.ranks[marking]
    if any(scheme.ranks[scheme.up_to[each]] < highest for each in handling if each in scheme.up_to):
        return not_met(
            _("One of the handling instructions does not go with a marking as high as this."), test="security"
        )
    return met(_("The handling instructions agree with the marking."), test="security")


def is_opened_up(before: Marked, after: Marked, scheme: Scheme) -> bool:
    """Tell whether another marking lets more people see an item, or use it more freely, than the one it has.

    A lower marking does, a caveat or an instruction taken away, and an instruction that is given only up to a marking.
    """
    wider = set(scheme.up_to)
    return (
        scheme.ranks[after.marking] < scheme.ranks[before.marking]
        or bool(set(before.caveats) - set(after.caveats))
        or bool(set(before.handling) - set(after.handling) - wider)
        or bool((set(after.handling) - set(before.handling)) & wider)
    )


def role_fits_category(role: SubjectRole, category: str) -> Finding:
    """Check that a person is not shown as guilty by the kind of record they are linked to.

    Arrested with no further action, or only suspected, is never a conviction; a record of an
    arrest without charge never makes anybody convicted (Data Protection Act 2018 s.38).
    """
    if role in NO_CONVICTION and category in CONVICTION_CATEGORIES:
        return not_met(
            _("This person was not convicted, so they cannot be linked to a record of convictions."),
            test="accuracy",
            code="inadequate_misleading",
            sources=("A6", "dpa_2018.s38"),
        )
    if role is SubjectRole.CONVICTED and category in UNPROVEN_CATEGORIES:
        return not_met(
            _("A record of an arrest, a charge or an allegation does not make a person convicted."),
            test="accuracy",
            code="inadequate_misleading",
            sources=("A6", "dpa_2018.s38"),
        )
    return met(_("The role fits the kind of record."), test="accuracy")


def faults_of(item: NewItem, *, categories: Collection[str], at: datetime) -> list[FieldError]:
    """List each thing said of an item that is missing, too long or not in the words there are."""
    faults = faults_in("title", item.title, most=LONGEST_LINE, is_required=True)
    faults += faults_in("source", item.source, most=LONGEST_NOTE, is_required=True)
    faults += faults_in("originator", item.originator, most=120)
    for name in ("completeness", "reliability", "currency"):
        faults += faults_in(name, getattr(item, name), most=LONGEST_NOTE)
    if item.as_at > at:
        faults.append(FieldError("as_at", _("Enter when the information was true, not a time to come.")))
    return faults + _unknown_words(item, categories)


def _unknown_words(item: NewItem, categories: Collection[str]) -> list[FieldError]:
    # A dispute is an act of its own, with its reason: an item is never added as disputed.
    chosen: tuple[tuple[str, Iterable[str], Collection[str]], ...] = (
        ("category", [item.category], categories),
        ("label", [item.label], set(Label)),
        ("accuracy", [item.accuracy], set(Accuracy) - {Accuracy.DISPUTED}),
        ("blocks", item.blocks, set(OpenFlag)),
    )
    return [
        FieldError(name, _("Choose from the answers offered."))
        for name, given, allowed in chosen
        if set(given) - set(allowed)
    ]


def faults_of_text(text: Text) -> list[FieldError]:
    """List what is wrong with content that was typed in."""
    return faults_in("body", text.body, most=LONGEST_TEXT, is_required=True)


def faults_of_file(file: File, *, head: bytes, size: int, most: int) -> list[FieldError]:
    """List what is wrong with a file: its name, its type, its first bytes, its size.

    >>> sham = File("notes.pdf", "application/pdf", stream=None)
    >>> [fault.field for fault in faults_of_file(sham, head=b"MZ", size=2, most=10)]
    ['file']
    """
    faults = faults_in("file_name", file.file_name, most=LONGEST_FILE_NAME, is_required=True)
    if any(mark in file.file_name for mark in '/\\:*?"<>|\n\r\t'):
        faults.append(FieldError("file_name", _("Use a plain file name without a folder.")))
    kind = FILE_TYPES.get(file.media_type)
    if kind is None and file.media_type.startswith(OFFICE):
        remedy = _(
            "An office document can hide sheets, rows, comments and earlier versions. Send what is to be seen: a "
            "PDF, or a sheet as CSV, values only."
        )
        return [*faults, FieldError("file", remedy)]
    if kind is None:
        return [*faults, FieldError("file", _("Send a PDF, PNG, JPEG, plain text or CSV file."))]
    if not file.file_name.lower().endswith(kind.endings) or not head.startswith(kind.begins):
        faults.append(FieldError("file", _("The file is not what its name and type say.")))
    if size == 0:
        faults.append(FieldError("file", _("The file is empty.")))
    if size > most:
        faults.append(FieldError("file", _("The file is too large.")))
    return faults


def is_named_once(links: Sequence[Link]) -> Finding:
    """Check that no role of a person is given twice."""
    if len(set(links)) != len(links):
        return not_met(_("A person is given the same role twice."), test="accuracy")
    return met(_("Each role is given once."), test="accuracy")


def is_undisputed(accuracy: str) -> Finding:
    """Check that nobody says an item is wrong; nothing known to be false is passed on."""
    if accuracy == Accuracy.DISPUTED:
        return not_met(
            _("This item is disputed. It cannot be shared until that is settled."),
            test="accuracy",
            code="accuracy_disputed",
            sources=("A6",),
        )
    return met(_("The item is not disputed."), test="accuracy")
