"""The writer's chain: each thread numbers its entries and says what the one before was.

An entry taken out between its commit and its sealing leaves a gap in its writer's numbers, and one
changed breaks the link of the next. The chain moves on only after a commit, so that a rollback leaves no
gap; after a commit of unknown fate, and in every new process, a new chain begins.
"""

import os
import secrets
import threading

from .leaves import NO_LINK, link_to


class Writer:
    """One chain of entries: its name, the number of its next entry and the link to the last."""

    __slots__ = ("link", "name", "number")

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin a new chain."""
        self.name = secrets.token_hex(8)
        self.number = 0
        self.link = NO_LINK

    def advance(self, leaf: bytes) -> None:
        """Take note that this leaf is committed."""
        self.number += 1
        self.link = link_to(leaf)


_threads = threading.local()


def current() -> Writer:
    """Return this thread's writer."""
    writer = getattr(_threads, "writer", None)
    if writer is None:
        writer = _threads.writer = Writer()
    return writer


def forget() -> None:
    """Begin a new chain in this thread; a forked process does so by itself."""
    _threads.writer = Writer()


os.register_at_fork(after_in_child=forget)
