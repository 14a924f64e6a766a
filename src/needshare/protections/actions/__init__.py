"""What the specialist unit does, and what the worker does for it; every entry is in the restricted log."""

from .comparing import compare
from .deciding import decide, open_alert, open_desk
from .setting import find_person, lift, open_flag, open_person, review, set_flag

__all__ = [
    "compare",
    "decide",
    "find_person",
    "lift",
    "open_alert",
    "open_desk",
    "open_flag",
    "open_person",
    "review",
    "set_flag",
]
