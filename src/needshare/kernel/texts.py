"""What a text must be to be stored: a length, and no characters that no database or page can hold."""

from .refusals import FieldError
from .terms import gettext_noop as _

ALLOWED_CONTROLS = "\n\r\t"


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
