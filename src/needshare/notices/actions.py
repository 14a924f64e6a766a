"""Every write to the outbox: queue a message in the act that causes it, and say what became of it."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.accounts import actions as people
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto import keys
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _

from . import access, queries
from .models import Notice
from .rules import FORGOTTEN_ONCE_SENT, NewNotice, faults_of, is_address, is_given_up, wait_after
from .terms import Delivery, Failure, NoticeKind

if TYPE_CHECKING:
    from needshare.accounts.models import Account


@recorded(Operation.ADMINISTRATION)
def queue(*, notice: NewNotice, by: Actor, at: datetime) -> Notice:
    """Write a message down; it leaves the building only after this act is committed.

    Who may cause it is asked by the act this is part of.

    Raises:
        Invalid: it has no recipient or two, or it says more than where to look and until when.
    """
    faults = faults_of(notice)
    if faults:
        raise Invalid(*faults)
    queued = Notice.objects.create(
        owner_id=notice.owner,
        to_account_id=notice.account,
        to_address=notice.address or None,
        kind=notice.kind,
        reference=notice.reference,
        facts=dict(notice.facts),
        queued_at=at,
        send_after=max(notice.send_after or at, at),
        data_key=notice.data_key or keys.new_data_key(owner=notice.owner, purpose="notice", at=at),
    )
    detail(notice=str(queued.id), notice_kind=notice.kind.value)
    return queued


@recorded(Operation.ADMINISTRATION)
def begin_attempt(*, owner: UUID, limit: int, by: Actor, at: datetime) -> list[Notice]:
    """Take the messages of one organisation that are due, counting the attempt before it is made.

    Whatever happens to the sender, no message is tried for ever, and no other sender takes it
    before its next turn.

    Raises:
        Conflict: none is due.
    """
    access.must_be_worker(by)
    rows = queries.due(at=at).filter(owner_id=owner).select_for_update(skip_locked=True)
    taken = list(rows[:limit])
    if not taken:
        raise Conflict(_("No message is due."))
    for notice in taken:
        notice.attempts += 1
        notice.send_after = at + wait_after(notice.attempts)
        notice.save(update_fields=["attempts", "send_after", "recorded_as"])
    keys.warm(notice.data_key_id for notice in taken)
    about(owner=owner)
    detail(notices=[str(notice.id) for notice in taken])
    return taken


@recorded(Operation.ADMINISTRATION)
def record_sent(*, notice_id: UUID, by: Actor, at: datetime) -> Notice:
    """Say that the mail server has taken a message.

    Raises:
        Conflict: it no longer waits.
    """
    access.must_be_worker(by)
    notice = _waiting(notice_id)
    notice.delivery, notice.sent_at, notice.failure = Delivery.SENT, at, ""
    notice.save(update_fields=["delivery", "sent_at", "failure", *_forgotten(notice), "recorded_as"])
    return notice


@recorded(Operation.ADMINISTRATION)
def record_failure(*, notice_id: UUID, failure: Failure, by: Actor, at: datetime) -> Notice:
    """Say why an attempt failed; a refused recipient, or the last attempt, ends the trying.

    Raises:
        Conflict: it no longer waits.
    """
    access.must_be_worker(by)
    notice = _waiting(notice_id)
    notice.failure = failure
    if failure is not Failure.UNREACHABLE or is_given_up(notice.attempts):
        notice.delivery, notice.failed_at = Delivery.FAILED, at
    forgotten = _forgotten(notice) if notice.failed_at else []
    notice.save(update_fields=["delivery", "failed_at", "failure", *forgotten, "recorded_as"])
    detail(failure=failure.value, attempts=notice.attempts, is_given_up=notice.failed_at is not None)
    return notice


@recorded(Operation.ADMINISTRATION)
def record_bounce(*, notice_id: UUID, by: Actor, at: datetime) -> Notice:
    """Say that a message that was sent came back: its recipient has not had it.

    Raises:
        Conflict: it was not sent, or its bounce is recorded already.
    """
    notice = queries.notice_to_change(notice_id)
    access.must_be_able_to_record_bounce(by, notice.owner_id)
    if notice.delivery != Delivery.SENT:
        raise Conflict(_("Only a message that was sent can bounce, and only once."))
    notice.delivery, notice.bounced_at = Delivery.BOUNCED, at
    notice.save(update_fields=["delivery", "bounced_at", "recorded_as"])
    _tell_of(notice)
    return notice


@recorded(Operation.ADMINISTRATION)
def follow_up(*, notice_id: UUID, by: Actor, at: datetime) -> Notice:
    """Say that somebody was asked to reach the person whom a message did not.

    Raises:
        Conflict: that is said already.
        Blocked: anybody but the worker.
    """
    access.must_be_worker(by)
    notice = queries.notice_to_change(notice_id)
    if notice.followed_up_at is not None:
        raise Conflict(_("This message was followed up already."))
    notice.followed_up_at = at
    notice.save(update_fields=["followed_up_at", "recorded_as"])
    _tell_of(notice)
    return notice


@recorded(Operation.ADMINISTRATION)
def send_invitation(*, invitation_id: UUID, by: Actor, at: datetime) -> Notice:
    """Make the link of an invitation and write down the message that carries it, in one act.

    Raises:
        Blocked: anybody but the worker.
        Conflict: it has a link already, or has ended.
    """
    invitation, token = people.issue_link(invitation_id=invitation_id, by=by, at=at)
    account = invitation.account
    facts = {"token": token, "due_at": invitation.expires_at.isoformat()}
    return queue(notice=_to(account, NoticeKind.INVITATION, facts), by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def tell_of_role(*, proposal_id: UUID, by: Actor, at: datetime) -> Notice:
    """Tell a person that two others gave them a role.

    Raises:
        Blocked: anybody but the worker.
        Conflict: they were told already.
    """
    proposal = people.note_told(proposal_id=proposal_id, by=by, at=at)
    return queue(notice=_to(proposal.account, NoticeKind.ROLE_GIVEN, {}), by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def tell_of_change(*, change_id: UUID, by: Actor, at: datetime) -> list[Notice]:
    """Tell a person what was done to their sign-in; of a new address, where they were reached before too.

    Raises:
        Blocked: anybody but the worker.
        Conflict: they were told already.
    """
    change, earlier = people.note_change_told(change_id=change_id, by=by, at=at)
    kind = NoticeKind(change.change)
    told = [_to(change.account, kind, {})] if change.account.work_email else []
    if is_address(earlier):
        code, owner = change.account.owner.code, change.owner_id
        told.append(NewNotice(kind=kind, reference=code, owner=owner, address=earlier))
    return [queue(notice=each, by=by, at=at) for each in told]


def _forgotten(notice: Notice) -> list[str]:
    """Erase the address of a message that is done with, where it is kept for nothing else; name what changed."""
    if notice.kind not in FORGOTTEN_ONCE_SENT or notice.to_address is None:
        return []
    notice.to_address = ""
    return ["to_address"]


def _to(account: "Account", kind: NoticeKind, facts: dict[str, str]) -> NewNotice:
    return NewNotice(
        kind=kind, reference=account.owner.code, owner=account.owner_id, account=account.id, facts=facts
    )


def _waiting(notice_id: UUID) -> Notice:
    notice = queries.notice_to_change(notice_id)
    if notice.delivery != Delivery.QUEUED:
        raise Conflict(_("This message no longer waits to be sent."))
    _tell_of(notice)
    return notice


def _tell_of(notice: Notice) -> None:
    about(case=notice.reference, owner=notice.owner_id)
    detail(notice=str(notice.id), notice_kind=notice.kind)
