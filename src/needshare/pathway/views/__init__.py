"""Pages on which a case is claimed, handed over, held, closed, opened for a reason and asked for."""

from .asking import ask_for_access, asking, askings, hidden_hits
from .cases import assign, claim, close, hold, page_of, resume
from .enclosures import (
    approve as approve_enclosure,
    bring_in,
    compartment,
    compartments,
    enclose,
    open_compartment,
    refuse as refuse_enclosure,
    take_out,
)
from .interests import declarations, declare_conflict, interest, interests
from .openings import emergency, give_reason, opening, openings

__all__ = [
    "approve_enclosure",
    "ask_for_access",
    "asking",
    "askings",
    "assign",
    "bring_in",
    "claim",
    "close",
    "compartment",
    "compartments",
    "declarations",
    "declare_conflict",
    "emergency",
    "enclose",
    "give_reason",
    "hidden_hits",
    "hold",
    "interest",
    "interests",
    "open_compartment",
    "opening",
    "openings",
    "page_of",
    "refuse_enclosure",
    "resume",
    "take_out",
]
