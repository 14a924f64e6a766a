"""Pages on which a request is assessed, and on which a change of the policy is tried on past assessments."""

from .what_if import (
    try_agreement,
    try_gateway,
    try_layer,
    what_if,
    what_if_file,
    what_if_progress,
    what_ifs,
)
from .working import (
    assess,
    find,
    gather,
    item,
    item_file,
    match,
    put_forward,
    record_search,
    work,
)

__all__ = [
    "assess",
    "find",
    "gather",
    "item",
    "item_file",
    "match",
    "put_forward",
    "record_search",
    "try_agreement",
    "try_gateway",
    "try_layer",
    "what_if",
    "what_if_file",
    "what_if_progress",
    "what_ifs",
    "work",
]
