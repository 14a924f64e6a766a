"""Term: an enumeration of the field's words, each with a label people read.

Labels are marked with `gettext_noop` and translated where they are shown.
"""

from enum import StrEnum
from typing import Self


def gettext_noop(message: str) -> str:
    """Mark a text for translation without translating it yet.

    >>> gettext_noop("Approved")
    'Approved'
    """
    return message


class Term(StrEnum):
    """One stored lower_snake word and its label, in the field's language."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """List value and label pairs, in the order they are written down."""
        return [(word.value, word.label) for word in cls]

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Map each stored value to its label."""
        return dict(cls.choices())
