"""How far the audit log is signed, for those who may read it."""

from dataclasses import dataclass
from datetime import datetime

from needshare.audit import access, sealing
from needshare.kernel import Actor


@dataclass(frozen=True, slots=True)
class LogState:
    """How far the log is signed: entries under the newest signature, when that was, and whether lately."""

    size: int
    signed_at: datetime | None
    is_fresh: bool


def log_state(viewer: Actor, *, at: datetime) -> LogState:
    """Return how far the log is signed.

    Raises:
        Blocked: the viewer may not look into the log.
    """
    access.must_be_verifier(viewer)
    newest = sealing.latest_checkpoint()
    if newest is None:
        return LogState(0, None, is_fresh=False)
    return LogState(newest.checkpoint.size, newest.signed_at, is_fresh=sealing.checkpoint_is_fresh(at=at))
