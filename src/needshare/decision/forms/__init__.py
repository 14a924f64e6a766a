"""What a decider is asked: items, recipients, conditions, findings, reasons. Nothing is chosen beforehand
but what the policy attaches by itself.
"""

from .answers import Defer, Neither, NotHeld, Reason, Refer, Refuse, Reopen
from .reasons import Reasons
from .reviewing import AskReview, Resubmission, Settle
from .share import Share

__all__ = [
    "AskReview",
    "Defer",
    "Neither",
    "NotHeld",
    "Reason",
    "Reasons",
    "Refer",
    "Refuse",
    "Reopen",
    "Resubmission",
    "Settle",
    "Share",
]
