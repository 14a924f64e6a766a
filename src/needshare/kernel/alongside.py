"""What a doorway wants done in the very transaction of the act it calls: both stand or fall together.

The doorway names it, the act does it first of all: the key under which a caller sent the act, so that
it is done once, or the version of the record that the caller saw.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Work = Callable[[], object]

_waiting: ContextVar[tuple[Work, ...]] = ContextVar("alongside", default=())


@contextmanager
def alongside(*work: Work) -> Iterator[None]:
    """Have this done by the next act, inside its transaction and before anything else.

    What it raises undoes the act and comes out of it.
    """
    token = _waiting.set((*_waiting.get(), *work))
    try:
        yield
    finally:
        _waiting.reset(token)


def do_alongside() -> None:
    """Do what waits, once; acts call this as their first step."""
    work = _waiting.get()
    _waiting.set(())
    for each in work:
        each()
