"""The recipient's acts, with an account or by a one-time link, and a requester's look at their request."""

from .account import Opened, Reading, accept_conditions, acknowledge, open_package, read_package
from .closing import close_uncollected
from .handing import open_to_hand_over
from .link import (
    CodeTried,
    accept_by_link,
    acknowledge_by_link,
    enter_code,
    open_by_link,
    read_by_link,
)
from .reminding import remind
from .requests import OwnRequest, open_own_request

__all__ = [
    "CodeTried",
    "Opened",
    "OwnRequest",
    "Reading",
    "accept_by_link",
    "accept_conditions",
    "acknowledge",
    "acknowledge_by_link",
    "close_uncollected",
    "enter_code",
    "open_by_link",
    "open_own_request",
    "open_package",
    "open_to_hand_over",
    "read_by_link",
    "read_package",
    "remind",
]
