"""Record acts: `@recorded` for what is done, `@consulted` for what is looked at.

The entry of a recorded act is written in the act's own transaction: both stand or fall together.
A consultation is entered and committed before anything is read (DPA 2018 s.62(2)), so that no error
afterwards can undo it (ADR 0028); a search of a register, before anything of it is returned (ADR 0051).
A blocked act is undone and leaves an entry that says so. An act called by another joins it: one
outermost act, one entry. Without its entry nothing happens (`Unavailable`).
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar, overload
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unavailable, Unknown
from needshare.kernel.alongside import do_alongside
from needshare.kernel.sight import as_seen_by, looking, of_actor

from . import writers
from .entries import FAILED, Act, listed, write
from .leaves import plain
from .terms import Ending, Operation

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")

_running: ContextVar[Act | None] = ContextVar("running_act", default=None)
_refusals: ContextVar[list[Act] | None] = ContextVar("refusals_of_a_call", default=None)


def recorded(kind: Operation, *, is_restricted: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an act: one transaction, one entry.

    The function is called with `by` and `at` by name; `reference` is taken from the call. An act that
    `is_restricted` is filed where the ordinary readers of the log do not find it (`lookups.restricted`).

    Raises:
        Unavailable: the entry could not be written; nothing was done.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        action = _name_of(function)

        @functools.wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            if _running.get() is not None:
                return function(*args, **kwargs)
            started = _started(action, kind, kwargs, is_restricted=is_restricted)

            def work() -> R:
                do_alongside()
                return function(*args, **kwargs)

            try:
                return _within(started, work)
            except (Blocked, Unknown) as refusal:
                enter(_refused(started, refusal))
                raise

        return _marked(act, "recorded")

    return decorate


@overload
def consulted(
    kind: Operation, *, is_restricted: bool = ...
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


@overload
def consulted(
    kind: Operation, *, admitted_by: Callable[..., A], is_restricted: bool = ...
) -> Callable[[Callable[Concatenate[A, P], R]], Callable[P, R]]: ...


@overload
def consulted(
    kind: Operation, *, asked_by: Callable[..., A], noted_by: Callable[..., None], is_restricted: bool = ...
) -> Callable[[Callable[Concatenate[A, P], R]], Callable[P, R]]: ...


def consulted(
    kind: Operation,
    *,
    admitted_by: Callable[..., Any] | None = None,
    asked_by: Callable[..., Any] | None = None,
    noted_by: Callable[..., None] | None = None,
    is_restricted: bool = False,
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make a function a recorded look: what is asked is committed, then it reads, then how much it found.

    The entries hold who asked, what for (`reason`), the plain arguments of the call, and the number of
    hits; never what was found.

    A look at one known record leaves one entry. `admitted_by` is called with the arguments of the call and finds
    the record and the ground on which the actor may see it, says so by `about` and `detail`, and refuses whom it
    must; it reads nothing of the content. Its entry is committed; then the look is called with what it returned,
    before the arguments, and reads outside of any act. What fails there leaves the entry as it stands.

    A search of a register leaves one entry too, with how much it found. `asked_by` is called with the arguments of
    the call and says what is asked; it refuses whom and what it must. The search is called with what it returned,
    before the arguments, and reads; it writes nothing. Then `noted_by`, called alike, writes what a search leaves
    behind whatever it finds, in one transaction with the entry. Only when that is committed is anything returned or
    raised, whatever became of the search (ADR 0051).

    Raises:
        Unavailable: the entry could not be written; nothing was read, or nothing is returned.
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        action = _name_of(function)

        def begin(call: Mapping[str, Any]) -> Act:
            return _asked(_started(action, kind, call, is_restricted=is_restricted), call)

        if admitted_by is not None:
            made = _opening(function, begin, admitted_by)
        elif asked_by is not None and noted_by is not None:
            made = _asking(function, begin, asked_by, noted_by)
        else:
            made = _searching(function, begin)
        return _marked(made, "consulted")

    return decorate


def _searching(function: Callable[..., R], begin: Callable[[Mapping[str, Any]], Act]) -> Callable[..., R]:
    """Make a look of which it is not known what it finds: one entry before, one after."""

    @functools.wraps(function)
    def look(*args: Any, **kwargs: Any) -> R:
        if _running.get() is not None:
            return function(*args, **kwargs)
        asked = begin(kwargs)
        _note(asked)
        return _answered(asked, lambda: function(*args, **kwargs))

    return look


def _asking(
    function: Callable[..., R],
    begin: Callable[[Mapping[str, Any]], Act],
    ask: Callable[..., Any],
    note: Callable[..., None],
) -> Callable[..., R]:
    """Make a search: it reads first, and nothing of it leaves before its entry is committed."""

    @functools.wraps(function)
    def look(*args: Any, **kwargs: Any) -> R:
        if _running.get() is not None:
            asked = ask(*args, **kwargs)
            note(asked, *args, **kwargs)
            return function(asked, *args, **kwargs)
        act = begin(kwargs)
        with as_seen_by(act.by):
            asked = _admitted(act, lambda: ask(*args, **kwargs), by=_saying)
            leave = functools.partial(note, asked, *args, **kwargs)
            try:
                found = _saying(act, lambda: function(asked, *args, **kwargs))
            except (Blocked, Unknown) as refusal:
                enter(_refused(act, refusal), and_do=leave)
                raise
            except BaseException:
                _within(act, leave)
                raise
        act.ending, act.detail["hits"] = Ending.FOUND, hits(found)
        _within(act, leave)
        return found

    return look


def _answered(asked: Act, function: Callable[[], R]) -> R:
    """Read what was asked for, and enter how much was found before it is returned."""
    answer = asked.again(Ending.FOUND, detail={"asked": str(asked.entry)})

    def read() -> R:
        found = function()
        answer.detail["hits"] = hits(found)
        return found

    try:
        return _within(answer, read)
    except (Blocked, Unknown) as refusal:
        answer.detail["hits"] = 0
        enter(_refused(answer, refusal))
        raise


def _admitted(act: Act, judge: Callable[[], A], *, by: Callable[[Act, Callable[[], A]], A]) -> A:
    """Judge who looks and for what; who is refused, or asks what cannot be asked, leaves an entry too."""
    try:
        return by(act, judge)
    except (Blocked, Unknown) as refusal:
        enter(_refused(act, refusal))
        raise
    except (Conflict, Invalid):
        _note(act.again(Ending.ASKED))  # it was asked for, and the answer may say something of the record
        raise


def _opening(
    function: Callable[..., R], begin: Callable[[Mapping[str, Any]], Act], admit: Callable[..., Any]
) -> Callable[..., R]:
    """Make a look at one known record: one entry, committed once it is admitted and before it is read."""

    @functools.wraps(function)
    def look(*args: Any, **kwargs: Any) -> R:
        if _running.get() is not None:
            return function(admit(*args, **kwargs), *args, **kwargs)
        act = begin(kwargs)
        act.ending = Ending.FOUND
        admitted = _admitted(act, lambda: admit(*args, **kwargs), by=_within)
        with as_seen_by(act.by):
            return function(admitted, *args, **kwargs)

    return look


def about(
    *,
    case: str = "",
    owner: UUID | None = None,
    subject: Any = None,
    recipients: Any = None,
    reason: str = "",
) -> None:
    """Say what the running act is about; what is not given stays as it was.

    `owner` is the organisation whose auditors find the entry; `subject` is the id of the person concerned,
    or several; `reason` is the justification.
    """
    act = _current()
    act.refer(str(case))
    act.owner = owner or act.owner
    act.reason = reason or act.reason
    if subject is not None:
        act.subject = [str(held) for held in listed(subject)]
    if recipients is not None:
        act.recipients = listed(recipients)


def detail(**values: Any) -> None:
    """Add to what the running act's entry says: strings, integers, lists, dictionaries. They are sealed."""
    _current().detail.update(plain(values))


def operation(kind: Operation) -> None:
    """Say that the running act turned out to be another operation of s.62(1)."""
    _current().operation = kind


@contextmanager
def refusals_of_a_call() -> Iterator[list[Act]]:
    """Collect the refusals that acts enter, so that the doorway enters what no act has entered."""
    entered: list[Act] = []
    token = _refusals.set(entered)
    try:
        yield entered
    finally:
        _refusals.reset(token)


def enter(refused: Act, *, and_do: Callable[[], None] = lambda: None) -> None:
    """Write the entry of a refusal, in a transaction of its own, and what is to stand or fall with it.

    Raises:
        Unavailable: the entry could not be written.
    """
    _within(refused, and_do)
    entered = _refusals.get()
    if entered is not None:
        entered.append(refused)


def current_entry() -> UUID:
    """Return the id of the running act's entry, for rows written by it.

    Raises:
        RuntimeError: no act is running.
    """
    return _current().entry


def hits(found: object) -> int:
    """Count what a look found.

    >>> hits([1, 2]), hits("one text"), hits(None), hits(())
    (2, 1, 0, 0)
    """
    if found is None:
        return 0
    if isinstance(found, str | bytes | Mapping) or not hasattr(found, "__len__"):
        return 1
    return len(found)


def _current() -> Act:
    act = _running.get()
    if act is None:
        raise RuntimeError("records are written only inside a recorded act")
    return act


def _name_of(function: Callable[..., object]) -> str:
    """Name the act after its capability and function: `disclosure.release`."""
    return f"{function.__module__.split('.')[1]}.{function.__name__}"


def _marked(act: Callable[P, R], how: str) -> Callable[P, R]:
    act.__dict__["leaves_an_entry"] = how
    return act


def _started(action: str, kind: Operation, call: Mapping[str, Any], *, is_restricted: bool) -> Act:
    by, at = call.get("by"), call.get("at")
    if not isinstance(by, Actor) or not isinstance(at, datetime) or at.tzinfo is None:
        raise TypeError(f"{action} must be told `by` whom and `at` what instant it is done")
    act = Act(action=action, operation=kind, by=by, at=at, is_restricted=is_restricted)
    act.refer(str(call.get("reference") or ""))
    return act


def _asked(act: Act, call: Mapping[str, Any]) -> Act:
    """Fill in what a look asks for, before it reads."""
    act.ending = Ending.ASKED
    act.reason = str(call.get("reason") or "")
    if call.get("subject") is not None:
        act.subject = [str(held) for held in listed(call["subject"])]
    for name, value in call.items():
        if name not in {"by", "at", "reason", "reference", "subject"}:
            try:
                act.detail[name] = plain(value)
            except TypeError:
                act.detail[name] = type(value).__name__
    return act


def _refused(act: Act, refusal: Blocked | Unknown) -> Act:
    if isinstance(refusal, Blocked):
        return act.again(Ending.BLOCKED, codes=refusal.codes)
    return act.again(Ending.UNKNOWN)


def _note(act: Act) -> None:
    """Write an entry in a transaction of its own."""
    _within(act, lambda: None)


def _saying(act: Act, function: Callable[[], R]) -> R:
    """Run a function that may say what the act's entry will hold, and writes nothing."""
    token = _running.set(act)
    try:
        return function()
    finally:
        _running.reset(token)


def _within(act: Act, function: Callable[[], R]) -> R:
    """Run a function and write the act's entry, in one transaction."""
    token = _running.set(act)
    try:
        with looking(of_actor(act.by)), _committing() as written:
            answer = function()
            written.append(write(act))
    finally:
        _running.reset(token)
    writers.current().advance(written[0])
    return answer


@contextmanager
def _committing() -> Iterator[list[bytes]]:
    """Open the act's transaction; a commit that fails, or may have, ends the writer's chain."""
    written: list[bytes] = []
    try:
        with transaction.atomic(durable=True):
            yield written
    except (OperationalError, InterfaceError) as error:
        writers.current().renew()
        raise Unavailable(FAILED) from error
