"""Searching, matching, gathering and assessing for a case, and opening its items."""

from .assessing import (
    assess,
    compare_subject,
    find_subjects,
    gather,
    match_subject,
    open_work,
    put_back_matches,
    put_forward,
    record_search,
    take_out_matches,
)
from .items import OpenedItem, open_item, read_item

__all__ = [
    "OpenedItem",
    "assess",
    "compare_subject",
    "find_subjects",
    "gather",
    "match_subject",
    "open_item",
    "open_work",
    "put_back_matches",
    "put_forward",
    "read_item",
    "record_search",
    "take_out_matches",
]
