"""Reads of what is kept apart: for the specialist unit, and for the worker that compares.

Every row is opened to be read: there is no column to narrow or to count by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from needshare.crypto import keys
from needshare.decision import queries as decisions
from needshare.documents import queries as documents
from needshare.intake import queries as intake
from needshare.kernel import Actor, Unknown
from needshare.pathway import queries as pathway
from needshare.search import queries as search
from needshare.search.rules import Asked, Details, judged
from needshare.subjects import queries as subjects

from . import access
from .models import Alert, KeptApart, LookedAt
from .terms import AlertState


@dataclass(frozen=True, slots=True)
class Flag:
    """One silent flag, opened."""

    id: UUID
    said: dict[str, Any]

    @property
    def is_lifted(self) -> bool:
        """Tell whether it was lifted."""
        return bool(self.said["lifted"])

    @property
    def review_on(self) -> date:
        """Return the day of its next review."""
        return date.fromisoformat(self.said["review_on"])

    @property
    def from_on(self) -> date:
        """Return the day from which it holds."""
        return date.fromisoformat(self.said["from_on"])

    @property
    def details(self) -> Details:
        """Return by what somebody who looks for what is hidden would find it."""
        known = self.said["known"]
        return Details(
            names=tuple(known["names"]),
            born_on=date.fromisoformat(known["born_on"]) if known["born_on"] else None,
            addresses=tuple(known["addresses"]),
            identifiers=tuple(known["identifiers"]),
        )


@dataclass(frozen=True, slots=True)
class Raised:
    """One alert, opened, with what was decided of it and when the answer that waits is given."""

    id: UUID
    said: dict[str, Any]
    decided: tuple[dict[str, Any], ...] = ()
    given_from: datetime | None = None

    @property
    def state(self) -> AlertState:
        """Tell whether it was dealt with."""
        return AlertState.DECIDED if self.decided else AlertState.OPEN

    @property
    def at(self) -> datetime:
        """Return when somebody looked."""
        return datetime.fromisoformat(self.said["at"])


def flags(viewer: Actor) -> list[Flag]:
    """List every silent flag of the force, newest first.

    Raises:
        Blocked: the viewer is not of the specialist unit.
    """
    access.must_be_specialist(viewer)
    return _opened(KeptApart.objects.filter(owner_id=viewer.owner).order_by("-id"))


def flag_to_change(flag_id: UUID, *, viewer: Actor) -> KeptApart:
    """Return one flag's row and keep others from changing it until the act is done."""
    access.must_be_specialist(viewer)
    found = KeptApart.objects.filter(id=flag_id, owner_id=viewer.owner).select_for_update().first()
    if found is None:
        raise Unknown
    return found


def flag(flag_id: UUID, *, viewer: Actor) -> Flag:
    """Return one flag, opened."""
    return Flag(flag_id, flag_to_change(flag_id, viewer=viewer).content)


def flags_in_force(owner: UUID) -> list[Flag]:
    """List the flags that hide something now, for the worker."""
    return [
        each
        for each in _opened(KeptApart.objects.filter(owner_id=owner).order_by("id"))
        if not each.is_lifted
    ]


def _opened(rows: Iterable[KeptApart]) -> list[Flag]:
    found = list(rows)
    keys.warm(row.data_key_id for row in found)
    return [Flag(row.id, row.content) for row in found]


def alerts(viewer: Actor) -> list[Raised]:
    """List the alerts of the force, newest first.

    Raises:
        Blocked: the viewer is not of the specialist unit.
    """
    access.must_be_specialist(viewer)
    rows = Alert.objects.filter(owner_id=viewer.owner).prefetch_related("assessments").order_by("-id")
    return [_raised(row) for row in rows]


def alert(alert_id: UUID, *, viewer: Actor) -> Raised:
    """Return one alert, with when the answer of its case is given if one waits.

    Raises:
        Unknown: there is none such.
    """
    row = alert_to_change(alert_id, viewer=viewer)
    found = _raised(row)
    return Raised(found.id, found.said, found.decided, _given_from(found.said["reference"], viewer.owner))


def alert_to_change(alert_id: UUID, *, viewer: Actor) -> Alert:
    """Return one alert's row and keep others from changing it until the act is done."""
    access.must_be_specialist(viewer)
    found = Alert.objects.filter(id=alert_id, owner_id=viewer.owner).select_for_update().first()
    if found is None:
        raise Unknown
    return found


def _raised(row: Alert) -> Raised:
    decided = sorted(row.assessments.all(), key=lambda each: each.id)
    return Raised(row.id, row.content, tuple(each.content for each in decided))


def _given_from(reference: str, owner: UUID) -> datetime | None:
    if not reference:
        return None
    try:
        case = pathway.case_of_owner(reference, owner=owner)
    except Unknown:
        return None
    waiting = decisions.waiting_answer(case.pk)
    return waiting.given_from if waiting else None


def known_of(subject: Any) -> dict[str, Any]:
    """Write down by what a person is found, to compare with what is looked for."""
    details = documents.details_of(subject)
    return {
        "names": list(details.names),
        "born_on": details.born_on.isoformat() if details.born_on else "",
        "addresses": list(details.addresses),
        "identifiers": list(details.identifiers),
    }


def subject_to_protect(subject_id: UUID, *, viewer: Actor) -> Any:
    """Return a person of the register, for the specialist unit.

    Raises:
        Unknown: there is none such.
    """
    access.must_be_specialist(viewer)
    return subjects.subject(subject_id, viewer=viewer)


def met(asked: Iterable[Asked], known: Iterable[Flag]) -> list[Flag]:
    """List the flags whose hidden person or names a search would have shown."""
    names = search.names()
    asked = list(asked)
    return [each for each in known if any(judged(one, [each.details], names) for one in asked)]


def not_compared(*, since: UUID, limit: int) -> list[Any]:
    """List people of requests that were not compared yet, the oldest first."""
    done = LookedAt.objects.filter(request_subject=OuterRef("pk"))
    return list(intake.people_asked_about(since=since).filter(~Exists(done))[:limit])


@dataclass(frozen=True, slots=True)
class Choices:
    """Of one person, what of it can be hidden."""

    name: str
    aliases: list[tuple[str, str]]
    identifiers: list[tuple[str, str]]
    items: list[tuple[str, str]]


def choices_of(subject_id: UUID, *, viewer: Actor) -> Choices:
    """Return what of a person can be hidden, for the specialist unit.

    Raises:
        Unknown: there is none such.
    """
    subject = subject_to_protect(subject_id, viewer=viewer)
    items = documents.held_about(subject_id, owner=viewer.owner)
    return Choices(
        name=subject.name,
        aliases=[(each, each) for each in subject.aliases],
        identifiers=[(each["value"], each["value"]) for each in subject.identifiers],
        items=[(str(each.id), each.title) for each in items],
    )
