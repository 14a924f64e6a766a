"""Every read of the register of agreements."""

from .changing import (
    agreed_in,
    agreement_to_change,
    contact_points,
    ended_unraised,
    ended_version,
    newest_version,
    reviews_unraised,
    version_to_review,
    versions_of,
    words,
)
from .cover import (
    SignedUp,
    Standing,
    agreements_between,
    facts_between,
    is_named,
    is_named_user,
    is_signed_party,
    signed_up,
    standing,
)
from .listing import Listed, Page, agreement, agreements_for, counting, register

__all__ = [
    "Listed",
    "Page",
    "SignedUp",
    "Standing",
    "agreed_in",
    "agreement",
    "agreement_to_change",
    "agreements_between",
    "agreements_for",
    "contact_points",
    "counting",
    "ended_unraised",
    "ended_version",
    "facts_between",
    "is_named",
    "is_named_user",
    "is_signed_party",
    "newest_version",
    "register",
    "reviews_unraised",
    "signed_up",
    "standing",
    "version_to_review",
    "versions_of",
    "words",
]
