"""Preparing, second-checking and releasing a package."""

from .check import check, inspect, open_release, send_back
from .prepare import prepare
from .release import count_wrong_code, mark_delivery, record_bounce, record_handing_over, release

__all__ = [
    "check",
    "count_wrong_code",
    "inspect",
    "mark_delivery",
    "open_release",
    "prepare",
    "record_bounce",
    "record_handing_over",
    "release",
    "send_back",
]
