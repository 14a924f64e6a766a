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

__all__ = [
    "BasesAsked",
    "CaseWhole",
    "DecisionsShown",
    "DeskShown",
    "FindingsFound",
    "FindingsShown",
    "OwnPartShown",
    "SearchForAsked",
    "WordsShown",
]
