"""Pages on which a case is claimed, handed over, held, closed, and opened for a reason."""

from .cases import assign, claim, close, hold, page_of, resume
from .openings import emergency, give_reason, opening, openings

__all__ = [
    "assign",
    "claim",
    "close",
    "emergency",
    "give_reason",
    "hold",
    "opening",
    "openings",
    "page_of",
    "resume",
]
