"""Preparing, second-checking and releasing a package."""

from .check import check, inspect, send_back
from .prepare import prepare
from .release import mark_delivery, record_bounce, record_handing_over, release

__all__ = [
    "check",
    "inspect",
    "mark_delivery",
    "prepare",
    "record_bounce",
    "record_handing_over",
    "release",
    "send_back",
]
