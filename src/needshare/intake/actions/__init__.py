"""Asking, keeping a draft, verifying who asks, returning, redirecting and withdrawing."""

from .asking import Sender, discard_draft, resubmit, save_draft, start_correction, submit
from .comparing import compare_interest
from .handling import Evidence, redirect, return_for_more, verify, withdraw
from .indexing import reindex_requests

__all__ = [
    "Evidence",
    "Sender",
    "compare_interest",
    "discard_draft",
    "redirect",
    "reindex_requests",
    "resubmit",
    "return_for_more",
    "save_draft",
    "start_correction",
    "submit",
    "verify",
    "withdraw",
]
