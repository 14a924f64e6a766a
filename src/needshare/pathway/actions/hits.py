"""Telling whoever answers for a case that a search met it, while it was hidden from who searched (A3, B13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Channel, Unknown
from needshare.notices.actions import queue
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.pathway import queries
from needshare.pathway.models import HiddenHit, SharingCase
from needshare.tasks.access import must_be_worker

if TYPE_CHECKING:
    from needshare.accounts.models import Account

TOLD_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One search as whoever answers for a hidden case is told of it."""

    inquiry: UUID
    searcher: UUID
    reason: str
    at: datetime


@recorded(Operation.COMBINATION)
def note_hidden_hits(*, cases: Sequence[SharingCase], searched: Searched, by: Actor, at: datetime) -> None:
    """Keep that a search met cases hidden from who searched, and tell who answers for each.

    The handler is told; information management where there is none, or where the handler is who searched.
    Nobody is told to whom the case is hidden too. Of the same person's searches they are told once a day.

    Raises:
        Blocked: anybody but the worker.
    """
    must_be_worker(by)
    for case in cases:
        since = searched.at - TOLD_AGAIN_AFTER
        before = HiddenHit.objects.filter(case=case, searched_by_id=searched.searcher, searched_at__gt=since)
        is_told_before = before.exists()
        HiddenHit(
            owner_id=case.owner_id,
            case=case,
            inquiry=searched.inquiry,
            searched_at=searched.at,
            searched_by_id=searched.searcher,
            reason=searched.reason,
            data_key=case.data_key,
        ).save(force_insert=True)
        if not is_told_before:
            _tell(case, searched.searcher, by=by, at=at)
    about(owner=by.owner, subject=searched.searcher)
    detail(cases=sorted(case.reference for case in cases))


def _tell(case: SharingCase, searcher: UUID, *, by: Actor, at: datetime) -> None:
    handlers = [case.handler] if case.handler is not None else []
    told = _who_may_know(case, handlers, searcher, at) or _who_may_know(
        case,
        accounts.people_in_role(Role.INFORMATION_MANAGEMENT, by, organisation_id=case.owner_id),
        searcher,
        at,
    )
    for person in told:
        notice = NewNotice(
            kind=NoticeKind.HIDDEN_HIT,
            reference=case.reference,
            owner=case.owner_id,
            account=person.pk,
            data_key=case.data_key,
        )
        queue(notice=notice, by=by, at=at)


def _who_may_know(
    case: SharingCase, people: Iterable["Account"], searcher: UUID, at: datetime
) -> list["Account"]:
    """Return those of these people, but for who searched, to whom the case is not hidden."""
    found = []
    for person in people:
        actor = accounts.actor_of(person, channel=Channel.WORKER, roles=person.held_roles(), at=at)
        if person.pk != searcher and queries.index_for(actor).filter(pk=case.pk).exists():
            found.append(person)
    return found


@consulted(Operation.CONSULTATION)
def look_at_hidden_hits(*, by: Actor, at: datetime) -> list[HiddenHit]:
    """Read who searched for what one's cases are about while the cases were hidden from them, newest first.

    Raises:
        Unknown: the actor is not of a force, and answers for no case.
    """
    if not by.is_force:
        raise Unknown
    found = queries.hidden_hits(by)
    about(owner=by.owner)
    detail(cases=sorted({each.case.reference for each in found}))
    return found
