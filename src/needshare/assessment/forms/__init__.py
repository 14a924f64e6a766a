"""What is asked of the person who assesses: searches, matches, judgements of items, law, harm both ways."""

from .assessing import Assess, before
from .gathering import Find, Gather, Match, SearchMade
from .paging import Further, first_basis

__all__ = ["Assess", "Find", "Further", "Gather", "Match", "SearchMade", "before", "first_basis"]
