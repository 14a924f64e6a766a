"""What must follow when an agreement ends or its review is due; found by the worker, done once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.agreements import queries
from needshare.agreements.models import AgreementVersion
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor
from needshare.notices.actions import follow_up, queue
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.tasks.actions import open_task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.notices.models import Notice

TIME_TO_TELL = timedelta(days=1)
TIME_TO_RENEW = timedelta(days=5)
TIME_TO_REVIEW = timedelta(days=14)


@recorded(Operation.ADMINISTRATION)
def raise_expiry(*, version_id: UUID, by: Actor, at: datetime) -> None:
    """Ask the owner to renew an agreement that has ended, and tell each party's contact point.

    Its finding is `isa_expired`: nothing can be shared under it any more.

    Raises:
        Unknown: it was raised already, or no version that stands has ended.
    """
    version = queries.ended_version(version_id, at=at)
    _ask_owner(version, TaskKind.AGREEMENT_EXPIRED, TIME_TO_RENEW, by=by, at=at)
    for contact_point in queries.contact_points(version):
        notice = NewNotice(
            kind=NoticeKind.AGREEMENT_ENDED,
            reference=version.agreement.reference,
            owner=version.owner_id,
            account=contact_point,
            data_key=version.data_key,
        )
        queue(notice=notice, by=by, at=at)
    version.expiry_raised_at = at
    version.save(update_fields=["expiry_raised_at", "recorded_as"])
    detail(code="isa_expired", version=version.number)


@recorded(Operation.ADMINISTRATION)
def raise_untold(*, notice: "Notice", by: Actor, at: datetime) -> None:
    """Ask the owner to tell a party whom the message about an agreement's end or suspension did not reach.

    Raises:
        Unknown: there is no such agreement.
        Conflict: that was asked already.
    """
    version = queries.newest_of(notice.reference, owner=notice.owner_id)
    follow_up(notice_id=notice.pk, by=by, at=at)
    _ask_owner(version, TaskKind.TELL_PARTNER_ENDED, TIME_TO_TELL, occurrence=str(notice.pk), by=by, at=at)
    detail(notice=str(notice.pk))


@recorded(Operation.ADMINISTRATION)
def raise_review(*, version_id: UUID, by: Actor, at: datetime) -> None:
    """Ask the owner to review an agreement whose day of review has come.

    Raises:
        Unknown: it was raised already, or no review of a standing version is due.
    """
    version = queries.version_to_review(version_id, at=at)
    _ask_owner(version, TaskKind.AGREEMENT_REVIEW, TIME_TO_REVIEW, by=by, at=at)
    version.review_raised_at = at
    version.save(update_fields=["review_raised_at", "recorded_as"])
    detail(code="isa_review_due", version=version.number)


def _ask_owner(
    version: AgreementVersion,
    kind: TaskKind,
    time: timedelta,
    *,
    by: Actor,
    at: datetime,
    occurrence: str = "",
) -> None:
    about(case=version.agreement.reference, owner=version.owner_id)
    task = NewTask(
        kind=kind,
        reference=version.agreement.reference,
        record_id=version.agreement_id,
        owner=version.owner_id,
        account=version.agreement.owner_person_id,
        due_at=at + time,
        occurrence=occurrence or f"v{version.number}",
    )
    open_task(task=task, by=by, at=at)
