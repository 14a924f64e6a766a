"""Every write to the material held, and every recorded look into it."""

from .adding import add_item, add_version
from .apart import put_back_items, put_back_person, take_out_items, take_out_person
from .disputing import mark_disputed, settle_dispute
from .linking import (
    add_subject_identifier,
    enter_subject,
    find_subjects,
    index_subject,
    link_subject,
    reindex_subjects,
)
from .marking import acknowledge_handling, mark_again
from .pointing import note_held_elsewhere
from .viewing import read_item, view_item

__all__ = [
    "acknowledge_handling",
    "add_item",
    "add_subject_identifier",
    "add_version",
    "enter_subject",
    "find_subjects",
    "index_subject",
    "link_subject",
    "mark_again",
    "mark_disputed",
    "note_held_elsewhere",
    "put_back_items",
    "put_back_person",
    "read_item",
    "reindex_subjects",
    "settle_dispute",
    "take_out_items",
    "take_out_person",
    "view_item",
]
