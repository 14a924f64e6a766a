"""Every write to the material held, and every recorded look into it."""

from .adding import add_item, add_version
from .disputing import mark_disputed, settle_dispute
from .linking import (
    add_subject_identifier,
    enter_subject,
    find_subjects,
    link_subject,
    reindex_subjects,
)
from .viewing import read_item, view_item

__all__ = [
    "add_item",
    "add_subject_identifier",
    "add_version",
    "enter_subject",
    "find_subjects",
    "link_subject",
    "mark_disputed",
    "read_item",
    "reindex_subjects",
    "settle_dispute",
    "view_item",
]
