"""Pages on which a case is claimed, handed over, held, closed, opened for a reason and asked for."""

from .asking import ask_for_access, asking, askings
from .cases import assign, claim, close, hold, page_of, resume
from .openings import emergency, give_reason, opening, openings

__all__ = [
    "ask_for_access",
    "asking",
    "askings",
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
