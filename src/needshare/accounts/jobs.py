"""What follows by itself: sessions that ended are deleted, so that nothing of them lies about."""

from datetime import datetime

from needshare.jobs.registry import job

from .sessions import clear_ended


@job("accounts.clear_ended_sessions", every=3600)
def clear_ended_sessions(*, at: datetime) -> int:
    """Delete sessions that have ended; return how many."""
    return clear_ended(at=at)
