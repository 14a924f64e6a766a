"""Pages on which a named person decides, and on which a refusal is reviewed."""

from .deciding import decide, defer, neither, not_held, refer, refuse, reopen, send_back, share
from .reviewing import (
    ask_review,
    link_resubmission,
    review,
    reviews,
    reviews_as_table,
    settle_review,
    take_review,
)

__all__ = [
    "ask_review",
    "decide",
    "defer",
    "link_resubmission",
    "neither",
    "not_held",
    "refer",
    "refuse",
    "reopen",
    "review",
    "reviews",
    "reviews_as_table",
    "send_back",
    "settle_review",
    "share",
    "take_review",
]
