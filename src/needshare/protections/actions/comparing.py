"""What the worker does with everything that was looked for: compare it, and raise an alert where it would have met.

The request's own path is the same whether or not there is anything to meet; here nobody waits for it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, new_reference
from needshare.notices.actions import queue
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.pathway.errands import unread_task
from needshare.protections import access, queries
from needshare.protections.models import Alert, LookedAt
from needshare.protections.queries import Flag
from needshare.search.actions import set_aside, take_up
from needshare.search.queries import UNREADABLE, said_in
from needshare.search.rules import Details, asked_again, asked_of
from needshare.search.terms import InquiryKind, TakenUp
from needshare.tasks.actions import open_task

if TYPE_CHECKING:
    from needshare.search.models import Inquiry

DESK = "/protections"


@recorded(Operation.COMBINATION, is_restricted=True)
def compare(
    *, inquiries: Sequence["Inquiry"], people: Sequence[Any], owner: UUID, by: Actor, at: datetime
) -> int:
    """Compare searches and people of requests with what is kept apart; return how many alerts were raised.

    Raises:
        Blocked: anybody but the worker.
    """
    access.must_be_worker(by)
    about(owner=owner)
    known = queries.flags_in_force(owner)
    read = [(each, said_in(each)) for each in inquiries]
    asked_about = [(each, _asked_about(each)) for each in people]
    raised = [
        _alert(said, hit, owner, at)
        for _row, said in [*read, *asked_about]
        if said and (hit := _met(said, known))
    ]
    take_up(inquiries=[each for each, said in read if said], purpose=TakenUp.COMPARED, by=by, at=at)
    unread = [each for each, said in read if not said]
    if unread:
        set_aside(inquiries=unread, purpose=TakenUp.COMPARED, by=by, at=at)
    _report([*unread, *(each for each, said in asked_about if not said)], owner, by=by, at=at)
    LookedAt.objects.bulk_create(
        [LookedAt(owner_id=owner, request_subject=each.pk) for each in people], ignore_conflicts=True
    )
    if raised:
        _tell(owner, by=by, at=at)
    detail(compared=len(inquiries) + len(people), alerts=len(raised))
    return len(raised)


def _report(unread: Sequence[Any], owner: UUID, *, by: Actor, at: datetime) -> None:
    """Ask the specialist unit to look into what could not be read, so not compared: nobody was told of it."""
    if unread:
        task = unread_task(unread[0].pk, owner=owner, role=Role.PROTECTED_PERSONS, at=at)
        open_task(task=task, by=by, at=at)


def _asked_about(person: Any) -> dict[str, Any] | None:
    """Say of a person of a request what a search says of itself; None for one that cannot be read."""
    try:
        return _said_of(person)
    except UNREADABLE:
        return None


def _said_of(person: Any) -> dict[str, Any]:
    asked = person.sharing_request
    case = asked.case
    details = Details(
        names=(person.name, *_parted(person.aliases)),
        born_on=date.fromisoformat(person.date_of_birth) if person.date_of_birth else None,
        addresses=tuple(_parted(person.addresses)),
        identifiers=tuple(_parted(person.identifiers)),
    )
    return {
        "kind": InquiryKind.REQUEST.value,
        "asked": asked_of([details]),
        "words": person.name,
        "reference": case.reference,
        "reason": asked.objective,
        "at": asked.declared_at.isoformat(),
        "by": {"name": asked.requester_name, "organisation": case.requesting_organisation.name},
    }


def _parted(typed: str) -> list[str]:
    return [part.strip() for part in typed.replace(";", "\n").replace(",", "\n").splitlines() if part.strip()]


def _met(said: dict[str, Any], known: Iterable[Flag]) -> list[Flag]:
    asked = said["asked"]
    looked_for = asked if isinstance(asked, tuple) else [asked_again(each) for each in asked]
    return queries.met(looked_for, known)


def _alert(said: dict[str, Any], hit: Iterable[Flag], owner: UUID, at: datetime) -> Alert:
    asked = said["asked"]
    words = said.get("words") or " ".join(
        text for each in (asked if isinstance(asked, list) else ()) for _sort, text in each["elements"]
    )
    made = Alert(
        owner_id=owner,
        content={
            "kind": said["kind"],
            "words": words,
            "reference": said["reference"],
            "reason": said["reason"],
            "at": said["at"],
            "by": said["by"],
            "raised_at": at.isoformat(),
            "flags": [
                {"id": str(each.id), "name": each.said["name"], "code": each.said["code"]} for each in hit
            ],
        },
        data_key=new_data_key(owner=owner, purpose="specialist", at=at),
    )
    made.save(force_insert=True)
    return made


def _tell(owner: UUID, *, by: Actor, at: datetime) -> None:
    """Tell each specialist that something waits: no case, no name, a reference of nothing."""
    for person in accounts.people_in_role(Role.PROTECTED_PERSONS, by, organisation_id=owner):
        notice = NewNotice(
            kind=NoticeKind.TASK_WAITING,
            reference=new_reference(person.owner.code, at.year),
            owner=owner,
            account=person.pk,
            facts={"path": DESK},
        )
        queue(notice=notice, by=by, at=at)
