"""Every write to a sharing case: opened, moved, claimed, held and closed; opened to people for a reason."""

from .asking import answer_asking, ask_for_access, bring_to_owner, look_at_asking, tell_asker
from .cases import (
    Opening,
    assign,
    claim,
    close,
    hold,
    move,
    note_step,
    open_case,
    resume,
    tell_of_escalation,
    tell_of_task,
)
from .enclosing import approve_enclosure, propose_enclosure, refuse_enclosure
from .hits import Searched, look_at_hidden_hits, note_hidden_hits
from .interests import (
    ask_for_review,
    declare_conflict,
    declare_interests,
    look_at_check,
    note_check,
    settle_check,
)
from .openings import Opened, declare_reason, look_at_opening, open_in_emergency, review_opening
from .watching import end_watch, take_watch_step, watch_risk

__all__ = [
    "Opened",
    "Opening",
    "Searched",
    "answer_asking",
    "approve_enclosure",
    "ask_for_access",
    "ask_for_review",
    "assign",
    "bring_to_owner",
    "claim",
    "close",
    "declare_conflict",
    "declare_interests",
    "declare_reason",
    "end_watch",
    "hold",
    "look_at_asking",
    "look_at_check",
    "look_at_hidden_hits",
    "look_at_opening",
    "move",
    "note_check",
    "note_hidden_hits",
    "note_step",
    "open_case",
    "open_in_emergency",
    "propose_enclosure",
    "refuse_enclosure",
    "resume",
    "review_opening",
    "settle_check",
    "take_watch_step",
    "tell_asker",
    "tell_of_escalation",
    "tell_of_task",
    "watch_risk",
]
