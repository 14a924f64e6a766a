"""Searching, matching, gathering and assessing for a case, and opening its items."""

from .assessing import (
    assess,
    gather,
    match_subject,
    put_back_matches,
    put_forward,
    take_out_matches,
)
from .items import OpenedItem, open_item, read_item
from .law import review_agreement, review_case
from .searching import compare_subject, find_subjects, open_work, record_search
from .what_if import open_what_if, replay_part, try_change

__all__ = [
    "OpenedItem",
    "assess",
    "compare_subject",
    "find_subjects",
    "gather",
    "match_subject",
    "open_item",
    "open_what_if",
    "open_work",
    "put_back_matches",
    "put_forward",
    "read_item",
    "record_search",
    "replay_part",
    "review_agreement",
    "review_case",
    "take_out_matches",
    "try_change",
]
