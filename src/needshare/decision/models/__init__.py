"""The tables of deciding: the decision as made, what it says of each item and person, and its review."""

from .decisions import DecidedItem, DecidedRecipient, Decision
from .reviewing import RefusalReview

__all__ = ["DecidedItem", "DecidedRecipient", "Decision", "RefusalReview"]
