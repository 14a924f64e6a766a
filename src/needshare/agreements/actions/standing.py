"""Suspend an agreement, resume it, or withdraw from it; the route closes or opens at that instant."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from needshare.agreements import access, queries
from needshare.agreements.models import AgreementVersion
from needshare.agreements.terms import STANDING, Status
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Blocked, Conflict, Invalid, gettext_noop as _
from needshare.kernel.texts import faults_in
from needshare.notices.actions import queue
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.tasks.actions import complete_for
from needshare.tasks.terms import TaskKind

LONGEST_REASON = 2000
# What an agreement asks of its owner until it is renewed or ended.
KEEPING = (TaskKind.AGREEMENT_EXPIRED, TaskKind.AGREEMENT_REVIEW)


@recorded(Operation.ADMINISTRATION)
def suspend(*, reference: str, reason: str, by: Actor, at: datetime) -> AgreementVersion:
    """Suspend the version that stands, with the reason; its contact points are told.

    Raises:
        Blocked: the actor does not keep agreements.
        Conflict: nothing is in force, or it is suspended already.
    """
    version = _standing(reference, access.must_be_able_to_suspend, by=by)
    if version.status == Status.SUSPENDED:
        raise Conflict(_("This agreement is already suspended."))
    if version.status_on(localdate(at)) is Status.EXPIRED:
        raise Conflict(_("This agreement has ended."))
    _change(version, Status.SUSPENDED, reason, by=by, at=at)
    _tell(version, NoticeKind.AGREEMENT_SUSPENDED, by=by, at=at)
    return version


@recorded(Operation.ADMINISTRATION)
def resume(*, reference: str, reason: str, by: Actor, at: datetime) -> AgreementVersion:
    """Let a suspended version stand again, with the reason.

    Raises:
        Blocked: it has ended meanwhile.
        Conflict: it is not suspended.
    """
    version = _standing(reference, access.must_be_able_to_change, by=by)
    if version.status != Status.SUSPENDED:
        raise Conflict(_("This agreement is not suspended."))
    if version.status_on(localdate(at)) is Status.EXPIRED:
        raise Blocked(_("This agreement has ended. Enter a new version instead."))
    _change(version, Status.IN_FORCE, reason, by=by, at=at)
    return version


@recorded(Operation.ADMINISTRATION)
def withdraw(*, reference: str, reason: str, by: Actor, at: datetime) -> AgreementVersion:
    """Withdraw from an agreement for good, with the reason; its contact points are told.

    Raises:
        Conflict: no version of it stands.
    """
    version = _standing(reference, access.must_be_able_to_change, by=by)
    _change(version, Status.WITHDRAWN, reason, by=by, at=at)
    complete_for(record_id=version.agreement_id, owner=version.owner_id, kinds=KEEPING, by=by, at=at)
    _tell(version, NoticeKind.AGREEMENT_ENDED, by=by, at=at)
    return version


def _standing(reference: str, must: Callable[[Actor, UUID], None], *, by: Actor) -> AgreementVersion:
    agreement = queries.agreement_to_change(reference, viewer=by)
    must(by, agreement.owner_id)
    standing = [version for version in queries.versions_of(agreement) if version.status in STANDING]
    if not standing:
        raise Conflict(_("No version of this agreement is in force."))
    about(owner=agreement.owner_id)
    return max(standing, key=lambda version: version.number)


def _change(version: AgreementVersion, to: Status, reason: str, *, by: Actor, at: datetime) -> None:
    faults = faults_in("reason", reason, most=LONGEST_REASON, is_required=True)
    if faults:
        raise Invalid(*faults)
    version.status, version.standing_reason = to, reason.strip()
    version.standing_changed_at, version.standing_changed_by_id = at, by.id
    version.save(
        update_fields=[
            "status",
            "standing_reason",
            "standing_changed_at",
            "standing_changed_by",
            "recorded_as",
        ]
    )
    about(reason=reason.strip())
    detail(version=version.number, status=to.value)


def _tell(version: AgreementVersion, kind: NoticeKind, *, by: Actor, at: datetime) -> None:
    """Tell each party's contact point, except the one who acts."""
    for contact_point in queries.contact_points(version):
        if contact_point != by.id:
            notice = NewNotice(
                kind=kind,
                reference=version.agreement.reference,
                owner=version.owner_id,
                account=contact_point,
                data_key=version.data_key,
            )
            queue(notice=notice, by=by, at=at)
