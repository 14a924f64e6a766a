"""Every read of decisions, and what a decider has in front of them."""

from .considering import Considered, case_of, case_to_consider, case_to_send_back, considered
from .records import (
    Version,
    approval_in_force,
    approvals_not_released,
    approved_content,
    case_to_reopen,
    decision_in_force,
    decisions_of,
    hash_as_held,
    items_of,
    next_version,
    present_hash,
    recipients_of,
    shared_items,
    versions_of,
)
from .waiting import answer_to_give, answers_due, given_from, waiting_answer

__all__ = [
    "Considered",
    "Version",
    "answer_to_give",
    "answers_due",
    "approval_in_force",
    "approvals_not_released",
    "approved_content",
    "case_of",
    "case_to_consider",
    "case_to_reopen",
    "case_to_send_back",
    "considered",
    "decision_in_force",
    "decisions_of",
    "given_from",
    "hash_as_held",
    "items_of",
    "next_version",
    "present_hash",
    "recipients_of",
    "shared_items",
    "versions_of",
    "waiting_answer",
]
