"""Recording an authorisation, checking its original, relying on it, revoking it, and looking at it."""

from .ending import note_followed, revoke
from .looking import Scan, look, read_scan
from .recording import check, record
from .relying import rely_on, stop_relying

__all__ = [
    "Scan",
    "check",
    "look",
    "note_followed",
    "read_scan",
    "record",
    "rely_on",
    "revoke",
    "stop_relying",
]
