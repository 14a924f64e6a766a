"""Deciding: only a named person does. The software checks that the person may, that the reasons are
there and that nothing which must stop the sharing is passed over; then it records.
"""

from .answer import defer, neither_confirm_nor_deny, not_held, refer, refuse
from .consider import consider
from .give import give_answer
from .reopen import reopen, send_back
from .reviewing import ask_review, link_resubmission, look_at_review, settle_review, take_review
from .share import approve, approve_in_part

__all__ = [
    "approve",
    "approve_in_part",
    "ask_review",
    "consider",
    "defer",
    "give_answer",
    "link_resubmission",
    "look_at_review",
    "neither_confirm_nor_deny",
    "not_held",
    "refer",
    "refuse",
    "reopen",
    "send_back",
    "settle_review",
    "take_review",
]
