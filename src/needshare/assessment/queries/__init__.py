"""Every read of searches, matches, gathered items and assessments, and the facts of an assessment."""

from .facts import cleared, facts_of
from .findings import (
    Basis,
    Found,
    answers_of,
    authority_for,
    bases,
    basis,
    default_conditions,
    pack_of,
    relied_on,
    replay,
)
from .records import (
    FIRST_REQUESTED,
    gathered_items,
    items_found,
    match_of,
    matches_of,
    newest_assessment,
    newest_versions,
    numbered_items,
    search_found_nothing,
    searches_of,
)
from .working import Work, case_of, person_held, work_of

__all__ = [
    "FIRST_REQUESTED",
    "Basis",
    "Found",
    "Work",
    "answers_of",
    "authority_for",
    "bases",
    "basis",
    "case_of",
    "cleared",
    "default_conditions",
    "facts_of",
    "gathered_items",
    "items_found",
    "match_of",
    "matches_of",
    "newest_assessment",
    "newest_versions",
    "numbered_items",
    "pack_of",
    "person_held",
    "relied_on",
    "replay",
    "search_found_nothing",
    "searches_of",
    "work_of",
]
