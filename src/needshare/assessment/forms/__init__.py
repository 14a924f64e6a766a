"""What is asked of the person who assesses: searches, matches, judgements of items, law, harm both ways."""

from .assessing import Assess, before
from .gathering import Find, Gather, Match, SearchMade
from .paging import Further, first_basis
from .what_if import ChangedAgreement, ChangedGateway, ChangedLayer, TriedChange

__all__ = [
    "Assess",
    "ChangedAgreement",
    "ChangedGateway",
    "ChangedLayer",
    "Find",
    "Further",
    "Gather",
    "Match",
    "SearchMade",
    "TriedChange",
    "before",
    "first_basis",
]
