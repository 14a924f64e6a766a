"""Act: what is known of an act while it runs, and how it becomes an entry."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from needshare.kernel import Actor, Unavailable, gettext_noop as _, new_id
from needshare.kernel.actors import NOBODY

from . import keys, writers
from .leaves import build, plain
from .lookups import filed_under, ref, refs, restricted
from .payloads import Said
from .storing import Filed, KeysHaveChanged, store
from .terms import Ending, Kind, Operation, Part

# What the leaf of every restricted entry says it did; which act it was is sealed with the rest.
RESTRICTED = "audit.restricted"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAILED = _("The record of this act could not be written, so nothing was done. Try again later.")


@dataclass(slots=True)
class Act:
    """One running act: what its entry will say."""

    action: str
    operation: Operation
    by: Actor
    at: datetime
    entry: UUID = field(default_factory=new_id)
    ending: Ending = Ending.DONE
    owner: UUID | None = None
    references: list[str] = field(default_factory=list)
    subject: list[str] = field(default_factory=list)
    recipients: list[Any] = field(default_factory=list)
    reason: str = ""
    codes: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    is_restricted: bool = False

    def refer(self, reference: str) -> None:
        """Note a reference this act is about, once."""
        if reference and reference not in self.references:
            self.references.append(reference)

    def again(self, ending: Ending, **changed: Any) -> "Act":
        """Make another entry of the same act."""
        return replace(self, entry=new_id(), ending=ending, **changed)

    def values(self) -> dict[str, Any]:
        """Return the parts of the entry."""
        return {
            Part.ACTOR: {
                "id": str(self.by.id),
                "owner": str(self.by.owner),
                "name": self.by.name,
                "roles": sorted(self.by.roles),
                "channel": str(self.by.channel),
            },
            Part.DETAIL: {
                "operation": str(self.operation),
                "ending": str(self.ending),
                "owner": str(self.owner or ""),
                "references": self.references,
                "codes": list(self.codes),
                "said": self.detail,
                **({"act": self.action} if self.is_restricted else {}),
            },
            Part.JUSTIFICATION: self.reason,
            Part.RECIPIENTS: self.recipients,
            Part.SUBJECT: self.subject,
        }

    def lookups(self, scope: UUID) -> tuple[tuple[str, str], ...]:
        """Return the keyed hashes the entry is found by."""
        found_by = [
            (Kind.OWNER, ""),
            (Kind.ACTOR, str(self.by.id)),
            (Kind.OPERATION, str(self.operation)),
            *((Kind.REFERENCE, reference) for reference in self.references),
            *((Kind.SUBJECT, subject) for subject in dict.fromkeys(self.subject)),
        ]
        return refs(scope, found_by) + self._own_lookups(scope)

    def _own_lookups(self, scope: UUID) -> tuple[tuple[str, str], ...]:
        """Return what a partner finds its own act by, which is filed under the force it concerns (11.2)."""
        own = self.by.owner
        if self.by.is_force or self.is_restricted or own in (NOBODY, scope):
            return ()
        return refs(own, [(Kind.OWNER, ""), (Kind.ACTOR, str(self.by.id))])


def milliseconds(at: datetime) -> int:
    """Return an instant as milliseconds since 1970.

    >>> milliseconds(datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC))
    1500
    """
    return (at - EPOCH) // timedelta(milliseconds=1)


def write(act: Act) -> bytes:
    """Write the act's entry in the running transaction and return its leaf.

    The caller tells the writer's chain once the transaction is committed.

    Raises:
        Unavailable: the entry could not be written; the act must not happen.
    """
    try:
        try:
            return _write(act)
        except KeysHaveChanged:
            keys.forget()
            return _write(act)
    except (DatabaseError, KeysHaveChanged) as error:
        raise Unavailable(FAILED) from error


def _write(act: Act) -> bytes:
    scope = filed_under(act.owner, act.by)
    if act.is_restricted:
        scope = restricted(scope)
    action = RESTRICTED if act.is_restricted else act.action
    month = keys.month_key(act.at)
    person = keys.subject_key(_ref_of(act.subject, scope), act.at) if act.subject else None
    said, writer, at_ms = Said.of(act.values()), writers.current(), milliseconds(act.at)
    leaf = build(
        action=action,
        commit=said.commitment,
        uuid=act.entry,
        number=writer.number,
        link=writer.link,
        at_ms=at_ms,
        writer=writer.name,
    )
    main = [name for name in said.parts if person is None or name != Part.SUBJECT]
    store(
        Filed(
            uuid=act.entry,
            at_ms=at_ms,
            action=action,
            leaf=leaf,
            main=(month, said.sealed(month, leaf, *main)),
            subject=(person, said.sealed(person, leaf, Part.SUBJECT)) if person else None,
            lookups=act.lookups(scope),
        )
    )
    return leaf


def _ref_of(subjects: list[str], scope: UUID) -> str:
    """Name the key of the persons concerned; several in one entry share a key of their own."""
    return ref(scope, Kind.SUBJECT, "|".join(sorted(set(subjects))))


def listed(value: Any) -> list[Any]:
    """Turn one thing or several into a list of plain values."""
    held = plain(value)
    return held if isinstance(held, list) else [held]
