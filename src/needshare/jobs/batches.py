"""Many things done by one job: all at once, and without those that fail where some of them do."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Each = TypeVar("Each")


def in_parts(act: Callable[[Sequence[Each]], int], rows: Sequence[Each]) -> int:
    """Do an act for all rows in one transaction; if that fails, for each half of them, down to single ones.

    So one that fails holds up none of the others, and the job fails all the same, once they are done.

    Returns:
        What the acts returned, added up.

    Raises:
        Exception: what one of those failed with that fail by themselves.
    """
    try:
        return act(rows) if rows else 0
    except Exception:
        if len(rows) == 1:
            raise
    middle = len(rows) // 2
    try:
        done = in_parts(act, rows[:middle])
    finally:
        rest = in_parts(act, rows[middle:])
    return done + rest
