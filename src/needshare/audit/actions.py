"""What is done with the audit log itself: looking into it, handing it out, noting that it was verified."""

from datetime import datetime

from needshare.kernel import Actor

from . import queries
from .queries import Page
from .recording import about, consulted, detail, recorded
from .terms import Kind, Operation
from .verification import Report


@consulted(Operation.CONSULTATION)
def consult(
    *,
    kind: Kind = Kind.OWNER,
    text: str = "",
    before: int | None = None,
    reason: str,
    by: Actor,
    at: datetime,
) -> Page:
    """Look into the audit log: all of it, or what concerns a reference, an actor, a person, an operation.

    Raises:
        Blocked: the actor may not read the log.
    """
    return queries.events(viewer=by, kind=kind, text=text, before=before)


@consulted(Operation.CONSULTATION, is_restricted=True)
def consult_restricted(*, before: int | None = None, reason: str, by: Actor, at: datetime) -> Page:
    """Look into the restricted part of the log; the look itself is filed there.

    Raises:
        Blocked: the actor is neither of the specialist unit nor of professional standards.
    """
    return queries.restricted_events(viewer=by, before=before)


@recorded(Operation.DISCLOSURE)
def order_export(*, recipients: list[str], reason: str, by: Actor, at: datetime) -> None:
    """Record that the sealed log is about to be handed out (`exporting.export`), to whom and why.

    It holds nothing about a person. The writing itself takes long and must not hold up other writers.
    """
    about(recipients=recipients, reason=reason)


@recorded(Operation.ADMINISTRATION)
def note_verification(*, report: Report, by: Actor, at: datetime) -> None:
    """Record that the log was verified, how far, and what was found."""
    detail(size=report.size, signed=report.signed_size, is_deep=report.is_deep, findings=report.counts())


@recorded(Operation.ADMINISTRATION)
def beat(*, by: Actor, at: datetime) -> None:
    """Leave an entry that says only that the log is alive, so that silence differs from a cut-off tail."""


@recorded(Operation.ADMINISTRATION)
def note_backup(*, recipient: str, by: Actor, at: datetime) -> None:
    """Record that a backup is about to be written, and to which key it is sealed."""
    detail(recipient=recipient)


@recorded(Operation.ADMINISTRATION)
def note_restoration(*, made_at: str, by: Actor, at: datetime) -> None:
    """Record that the installation was brought back from a backup, and of when."""
    detail(made_at=made_at)
