"""What a decider is asked: items, recipients, conditions, reasons. Nothing is chosen beforehand but what
the policy attaches by itself.
"""

from .answers import Defer, Neither, NotHeld, Reason, Refer, Refuse, Reopen
from .share import Share

__all__ = ["Defer", "Neither", "NotHeld", "Reason", "Refer", "Refuse", "Reopen", "Share"]
