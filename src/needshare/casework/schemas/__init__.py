"""What the API shows of cases, of what waits for a person, and of what that person may share."""

from .cases import (
    BasesAsked,
    CaseWhole,
    DecisionsShown,
    DeskShown,
    FindingsFound,
    FindingsShown,
    SearchForAsked,
    WordsShown,
)
from .own_part import OwnPartShown
from .schemes import SchemeShown, SchemesShown

__all__ = [
    "BasesAsked",
    "CaseWhole",
    "DecisionsShown",
    "DeskShown",
    "FindingsFound",
    "FindingsShown",
    "OwnPartShown",
    "SchemeShown",
    "SchemesShown",
    "SearchForAsked",
    "WordsShown",
]
