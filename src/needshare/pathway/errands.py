"""What a move asks others to do: the task it opens, whom it tells, and the messages to the requester.

ASKED and TOLD are the whole of it for moves within the handling of a case; `actions.move` carries them
out. A stage whose task has a time or a person of its own (a decision, a package) draws it up with `case_task`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.accounts.terms import Role
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.pathway import queries
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.tasks.models import Task


LOOKED_INTO_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked when a case comes to a stage, of its handler or its requester, and by which clock."""

    kind: TaskKind
    clock: str
    of_requester: bool = False
    has_urgency: bool = True


# What a case that comes to a stage asks for. Whatever it asked before is done by the move that brought it.
ASKED: dict[Stage, Errand] = {
    Stage.VERIFYING_REQUESTER: Errand(TaskKind.VERIFY_REQUESTER, "verify"),
    Stage.UNDER_ASSESSMENT: Errand(TaskKind.ASSESS_CASE, "assess"),
    Stage.RETURNED_FOR_MORE: Errand(
        TaskKind.ANSWER_MORE, "answer_more", of_requester=True, has_urgency=False
    ),
}
# Where the work of a task is that is not about a case or an agreement itself.
PLACES: dict[str, str] = {
    TaskKind.REVIEW_OPENING: "/openings",
    TaskKind.JUSTIFY_LOOK_UP: "/look-ups",
    TaskKind.REVIEW_LOOK_UP: "/openings",
    TaskKind.ANSWER_ACCESS_REQUEST: "/access-requests",
    TaskKind.DECLARE_OR_EXPLAIN: "/cases/{}",
    TaskKind.SETTLE_INTEREST: "/interests",
    TaskKind.UNDECLARED_INTEREST: "/desk",
    TaskKind.INQUIRY_UNREAD: "/desk",
    TaskKind.REVIEW_REFUSAL: "/cases/{}/review",
    TaskKind.ANSWER_CONSULTATION: "/consultations",
    TaskKind.DECIDE_ENCLOSURE: "/compartments",
    TaskKind.REVIEW_DECLARATIONS: "/declarations",
}
# Moves that somebody else than the handler can make and that ask nothing of the handler: these tell them.
TOLD: dict[str, NoticeKind] = {
    "intake.withdraw": NoticeKind.CASE_WITHDRAWN,
    "intake.return_for_more": NoticeKind.CASE_MOVED_ON,
    "intake.redirect": NoticeKind.CASE_MOVED_ON,
    "decision.refuse": NoticeKind.CASE_MOVED_ON,
    "decision.refer": NoticeKind.CASE_MOVED_ON,
    "decision.not_held": NoticeKind.CASE_MOVED_ON,
    "decision.neither_confirm_nor_deny": NoticeKind.CASE_MOVED_ON,
    "decision.defer": NoticeKind.CASE_MOVED_ON,
    "decision.reopen": NoticeKind.CASE_MOVED_ON,
    "receipt.acknowledge": NoticeKind.CASE_MOVED_ON,
}


def errand_task(case: SharingCase, *, act: str, at: datetime) -> NewTask | None:
    """Draw up what a case asks for at the stage it has come to, never due after its answer is; None for nothing."""
    errand = ASKED.get(Stage(case.stage))
    if errand is None:
        return None
    clock = f"{errand.clock}_{case.urgency}" if errand.has_urgency else errand.clock
    due_at = queries.due_at(clock, jurisdiction=case.owner.jurisdiction, at=at)
    if errand.of_requester:
        return case_task(
            case,
            errand.kind,
            due_at=due_at,
            account=case.requester_id or case.opened_by_id,
            is_told=case.requester_id is not None,
        )
    latest = max(case.due_at or due_at, at)
    is_told = act == "pathway.assign"  # who is given a case is told of that, not of its first task too
    return case_task(case, errand.kind, due_at=min(due_at, latest), account=case.handler_id, is_told=is_told)


def notice_to_handler(case: SharingCase, kind: NoticeKind) -> NewNotice:
    """Address a message to the handler of a case."""
    facts = {"due_at": case.due_at.isoformat()} if case.due_at and kind is NoticeKind.CASE_HANDED_OVER else {}
    return NewNotice(
        kind=kind,
        reference=case.reference,
        owner=case.owner_id,
        account=case.handler_id,
        facts=facts,
        data_key=case.data_key,
    )


def notices_of_task(task: "Task", kind: NoticeKind, people: Sequence[UUID]) -> list[NewNotice]:
    """Address a message about a task to each of these people, with the link each of them can follow."""
    case = queries.case_of_task(task)
    place = "agreements" if case is None else "cases"
    asker = case.requester_id if case else None
    return [
        NewNotice(
            kind=kind,
            reference=task.subject_reference,
            owner=task.owner_id,
            account=person,
            facts={
                "path": PLACES.get(task.kind, "").format(task.subject_reference)
                or f"/{'requests' if person == asker else place}/{task.subject_reference}",
                "due_at": task.due_at.isoformat(),
            },
            data_key=case.data_key if case else None,
        )
        for person in people
    ]


def case_task(
    case: SharingCase,
    kind: TaskKind,
    *,
    due_at: datetime,
    account: UUID | None = None,
    role: str = "",
    occurrence: str = "",
    is_told: bool = False,
) -> NewTask:
    """Draw up a task about a case, for one person, else for whoever holds a role."""
    return NewTask(
        kind=kind,
        reference=case.reference,
        record_id=case.pk,
        owner=case.owner_id,
        due_at=due_at,
        account=None if role else account,
        role=role or ("" if account else Role.DISCLOSURE_OFFICER),
        occurrence=occurrence or str(case.version),
        is_told=is_told,
    )


def unread_task(first: UUID, *, owner: UUID, role: Role, at: datetime) -> NewTask:
    """Draw up that somebody looks into searches, of which this is the first, that cannot be read or compared."""
    return NewTask(
        kind=TaskKind.INQUIRY_UNREAD,
        reference=f"{at:%Y-%m-%d}",
        record_id=first,
        owner=owner,
        due_at=at + LOOKED_INTO_WITHIN,
        role=role,
        occurrence=role,
    )


def notice_to_requester(case: SharingCase, kind: NoticeKind, address: str) -> NewNotice:
    """Address a message to the requester's account, or to the work address of one without."""
    facts = {"due_at": case.due_at.isoformat()} if case.due_at and kind is NoticeKind.REQUEST_RECEIVED else {}
    return NewNotice(
        kind=kind,
        reference=case.reference,
        owner=case.owner_id,
        account=case.requester_id,
        address="" if case.requester_id else address,
        facts=facts,
        data_key=case.data_key,
    )


def notice_of_emergency(case: SharingCase, person: UUID, *, is_reviewer: bool) -> NewNotice:
    """Tell somebody that a case was opened in an emergency."""
    return NewNotice(
        kind=NoticeKind.OPENED_IN_EMERGENCY,
        reference=case.reference,
        owner=case.owner_id,
        account=person,
        facts={"path": "/openings"} if is_reviewer else {},
        data_key=case.data_key,
    )
