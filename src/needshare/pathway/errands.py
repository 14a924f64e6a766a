"""What a stage asks others to do: the tasks it opens and the messages it sends to the requester."""

from datetime import datetime
from uuid import UUID

from needshare.accounts.terms import Role
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.pathway.models import SharingCase
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind


def case_task(
    case: SharingCase,
    kind: TaskKind,
    *,
    due_at: datetime,
    account: UUID | None = None,
    role: str = "",
    occurrence: str = "",
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
