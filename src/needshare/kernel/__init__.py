"""The few words every other folder speaks: plain Python, no framework, no input or output."""

from .actors import Actor, Channel
from .findings import Finding, Outcome, met, needs_a_person, not_met, require
from .references import new_id, new_number, new_reference
from .refusals import Blocked, Conflict, FieldError, Invalid, Refusal, Unavailable, Unknown
from .terms import Term, gettext_noop

__all__ = [
    "Actor",
    "Blocked",
    "Channel",
    "Conflict",
    "FieldError",
    "Finding",
    "Invalid",
    "Outcome",
    "Refusal",
    "Term",
    "Unavailable",
    "Unknown",
    "gettext_noop",
    "met",
    "needs_a_person",
    "new_id",
    "new_number",
    "new_reference",
    "not_met",
    "require",
]
