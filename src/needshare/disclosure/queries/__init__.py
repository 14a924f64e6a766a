"""Every read of packages and deliveries."""

from . import contents
from .standing import (
    agreement_stands,
    all_acknowledged,
    approval_of,
    content_for,
    content_of,
    current_package,
    deliveries_after,
    deliveries_for,
    deliveries_of,
    delivery_by_link,
    delivery_for,
    delivery_to,
    next_number,
    packages_of,
    present_hash,
    recipients_of,
    release_facts,
)
from .viewing import Releasing, case_of, delivery_of, may, releasing

__all__ = [
    "Releasing",
    "agreement_stands",
    "all_acknowledged",
    "approval_of",
    "case_of",
    "content_for",
    "content_of",
    "contents",
    "current_package",
    "deliveries_after",
    "deliveries_for",
    "deliveries_of",
    "delivery_by_link",
    "delivery_for",
    "delivery_of",
    "delivery_to",
    "may",
    "next_number",
    "packages_of",
    "present_hash",
    "recipients_of",
    "release_facts",
    "releasing",
]
