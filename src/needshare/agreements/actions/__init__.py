"""Every write to the register of agreements."""

from .adding import add, add_version, record_signature
from .indexing import reindex_agreements
from .raising import raise_expiry, raise_review, raise_untold
from .standing import resume, suspend, withdraw

__all__ = [
    "add",
    "add_version",
    "raise_expiry",
    "raise_review",
    "raise_untold",
    "record_signature",
    "reindex_agreements",
    "resume",
    "suspend",
    "withdraw",
]
