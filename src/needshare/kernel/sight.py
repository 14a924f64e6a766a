"""Sight: which organisations' rows the running work may meet in the database at all.

A coarse second line behind the access pack (ADR 0029): doorways and acts say whose work it is, and
PostgreSQL shows no other row. What nobody said anything for sees nothing. SQLite does not ask.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from .actors import NOBODY, Actor


class Scope(StrEnum):
    """Who looks; the policies of the tables tell these words apart."""

    NOTHING = ""
    NOBODY = "nobody"
    PARTNER = "partner"
    FORCE = "force"
    INSTALLATION = "installation"
    KEY = "key"


class KeyKind(StrEnum):
    """What somebody shows before it is known who they are."""

    ACCOUNT = "account"
    USERNAME = "username"
    TOKEN = "token"  # noqa: S105 - the word, not one
    DIRECTORY = "directory"
    INVITATION = "invitation"
    LINK = "link"
    QUESTION = "question"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen: an organisation's rows, or the rows that one exact key leads to.

    A partner's people see besides the rows of the forces they deal with: `person` is who looks. `also` are
    forces that the running work has come to deal with.
    """

    scope: Scope
    owner: UUID | None = None
    person: UUID | None = None
    also: tuple[UUID, ...] = ()
    kind: KeyKind | None = None
    key: str = ""


NOTHING: Final = Sight(Scope.NOTHING)
INSTALLATION: Final = Sight(Scope.INSTALLATION)
_OF_NOBODY: Final = Sight(Scope.NOBODY)


class Look:
    """One stretch of work with its sight, and what is to be done when the stretch is over."""

    __slots__ = ("endings", "has_end", "sight")

    def __init__(self, sight: Sight, *, has_end: bool = True) -> None:
        self.sight = sight
        self.has_end = has_end
        self.endings: list[Callable[[], None]] = []


_running: ContextVar[Look | None] = ContextVar("look", default=None)
_unsaid = Look(NOTHING, has_end=False)


def running() -> Look:
    """Return the stretch of work that runs; where nobody began one, it sees nothing."""
    return _running.get() or _unsaid


@contextmanager
def looking(sight: Sight, *, has_end: bool = True) -> Iterator[Look]:
    """See only this for a while; afterwards as before.

    A stretch without an end to speak of, such as a command that goes on to serve, keeps nothing open.
    """
    look = Look(sight, has_end=has_end)
    token = _running.set(look)
    try:
        yield look
    finally:
        _running.reset(token)
        for each in look.endings:
            each()


def turn_to(sight: Sight) -> None:
    """See this for the rest of the running stretch: the doorway has learned who acts."""
    look = _running.get()
    if look is not None:
        look.sight = sight


def by_key(kind: KeyKind, key: str) -> Sight:
    """Return what an exact key leads to: the row it names, and the rows of that row's owner."""
    return Sight(Scope.KEY, kind=kind, key=key)


@contextmanager
def recognising(kind: KeyKind, key: str) -> Iterator[None]:
    """See, in the running stretch, what an exact key leads to; whoever is found is turned to afterwards."""
    before = running().sight
    turn_to(by_key(kind, key))
    try:
        yield
    finally:
        turn_to(before)


def deal_with(force: UUID) -> None:
    """See the rows of a force too, for the rest of the running stretch: it is asked, or it sent something."""
    sight = running().sight
    if sight.scope in (Scope.FORCE, Scope.PARTNER) and force not in (sight.owner, *sight.also):
        turn_to(replace(sight, also=(*sight.also, force)))


def of_organisation(owner: UUID, *, is_force: bool, person: UUID | None = None) -> Sight:
    """Return what a person of an organisation sees: of a force its own, of a partner its dealings too.

    >>> of_organisation(NOBODY, is_force=True) == INSTALLATION
    True
    """
    if owner == NOBODY:
        return INSTALLATION if is_force else _OF_NOBODY
    if is_force:
        return Sight(Scope.FORCE, owner)
    return Sight(Scope.PARTNER, owner, person)


def of_actor(actor: Actor) -> Sight:
    """Return what an actor sees. The worker and the operator, where they act for no force, see all of them."""
    return of_organisation(actor.owner, is_force=actor.is_force, person=actor.id)


@contextmanager
def as_seen_by(actor: Actor) -> Iterator[None]:
    """See what an actor sees; where the running stretch is the actor's own, it goes on."""
    sight = of_actor(actor)
    if replace(running().sight, also=()) == sight:
        yield
        return
    with looking(sight):
        yield
