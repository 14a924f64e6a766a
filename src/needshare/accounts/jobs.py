"""What follows by itself: what has ended (sessions, answers kept for callers) is deleted."""

from datetime import datetime

from needshare.api.idempotency import forget_expired
from needshare.api.limits import forget_paid
from needshare.jobs.registry import job

from .sessions import clear_ended


@job("accounts.clear_ended_sessions", every=3600)
def clear_ended_sessions(*, at: datetime) -> int:
    """Delete sessions that have ended; return how many."""
    return clear_ended(at=at)


@job("accounts.forget_answers", every=600)
def forget_answers(*, at: datetime) -> int:
    """Delete idempotency keys that have expired, with the answers kept under them; return how many."""
    return forget_expired(at=at)


@job("accounts.forget_calls", every=600)
def forget_calls(*, at: datetime) -> int:
    """Delete what is kept of callers whose calls are all paid off; return how many."""
    return forget_paid(at=at)
