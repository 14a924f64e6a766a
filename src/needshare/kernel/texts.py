"""What a text must be to be stored: a length, and no characters that no database or page can hold."""

import re
import unicodedata

from .refusals import FieldError
from .terms import gettext_noop as _

ALLOWED_CONTROLS = "\n\r\t"
LONGEST_FILE_NAME = 120


def is_storable(text: str) -> bool:
    r"""Tell whether a text is made of characters only: no NUL, no control, no half of a pair.

    >>> is_storable("Zoë, 12 Alder Row\nWexcombe"), is_storable("nul\x00"), is_storable("\ud800")
    (True, False, False)
    """
    return not any(
        (letter < " " and letter not in ALLOWED_CONTROLS)
        or letter == "\x7f"
        or "\ud800" <= letter <= "\udfff"
        for letter in text
    )


def faults_in(name: str, text: str, *, most: int, is_required: bool = False) -> list[FieldError]:
    """List what is wrong with a text given for a field, with the remedy; empty if nothing is.

    >>> [fault.remedy for fault in faults_in("title", " ", most=10, is_required=True)]
    ['This must be given.']
    """
    if is_required and not text.strip():
        return [FieldError(name, _("This must be given."))]
    if not is_storable(text):
        return [FieldError(name, _("Remove the control characters; type the text instead of pasting it."))]
    if len(text) > most:
        return [FieldError(name, _("This is too long. Shorten it."))]
    return []


def display_name(name: str) -> str:
    r"""Strip a file name of folders, control and direction characters, and of excess length.

    >>> display_name("..\\a/b\u202egpj.exe\r\n")
    'bgpj.exe'
    >>> display_name("///")
    'file'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    kept = kept.strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST_FILE_NAME:
        kept = f"{stem[: LONGEST_FILE_NAME - 11]}{dot}{ending[:10]}" if stem else kept[:LONGEST_FILE_NAME]
    return kept or "file"
