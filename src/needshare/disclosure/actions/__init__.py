"""Verifying recipients; preparing, second-checking and releasing a package."""

from .check import check, inspect, open_check, open_release, send_back
from .prepare import prepare
from .raise_ended import raise_ended_authorisation
from .raise_failed import raise_failed_notice
from .release import count_wrong_code, mark_delivery, record_bounce, record_handing_over, release
from .verify import open_recipients, verify_recipient

__all__ = [
    "check",
    "count_wrong_code",
    "inspect",
    "mark_delivery",
    "open_check",
    "open_recipients",
    "open_release",
    "prepare",
    "raise_ended_authorisation",
    "raise_failed_notice",
    "record_bounce",
    "record_handing_over",
    "release",
    "send_back",
    "verify_recipient",
]
