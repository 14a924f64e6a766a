"""Send what waits in the outbox: at least once, and as the same message if more than once."""

import logging
from contextlib import suppress
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from needshare.accounts import queries as accounts
from needshare.jobs.registry import job
from needshare.kernel import Actor, Conflict
from needshare.kernel.actors import worker

from . import actions, queries
from .models import Notice
from .rules import is_refused_for_good, path_of
from .terms import Failure, NoticeKind

BATCH = 50
log = logging.getLogger(__name__)


@job("notices.send_due", every=5)
def send_due(*, at: datetime) -> int:
    """Send the messages that are due and return how many the mail server took.

    The steps of one message, each committed before the next, so that a crash at any point loses
    nothing: (1) the attempt is counted, (2) the message is sent, (3) it is recorded as sent. A crash
    between 2 and 3 sends it again with the same Message-ID.
    """
    sent = 0
    for owner in queries.owners_with(queries.due(at=at)):
        by = worker(owner)
        try:
            taken = actions.begin_attempt(owner=owner, limit=BATCH, by=by, at=at)
        except Conflict:
            continue  # another sender took them meanwhile
        sent += _send(taken, by=by, at=at)
    for notice_id, owner in queries.worn_out(at=at).values_list("id", "owner_id")[:BATCH]:
        actions.record_failure(notice_id=notice_id, failure=Failure.UNKNOWN, by=worker(owner), at=at)
    return sent


@job("notices.tell_people", every=5)
def tell_people(*, at: datetime) -> int:
    """Write down what people must be told of their accounts: invitations, roles given, changes of sign-in."""
    told = 0
    for invitation_id, owner in accounts.invitations_without_link(at=at).values_list("id", "owner_id")[
        :BATCH
    ]:
        with suppress(Conflict):  # another worker, or the administrator, was first
            actions.send_invitation(invitation_id=invitation_id, by=worker(owner), at=at)
            told += 1
    for proposal_id, owner in accounts.proposals_to_tell().values_list("id", "owner_id")[:BATCH]:
        with suppress(Conflict):
            actions.tell_of_role(proposal_id=proposal_id, by=worker(owner), at=at)
            told += 1
    for change_id, owner in accounts.changes_to_tell().values_list("id", "owner_id")[:BATCH]:
        with suppress(Conflict):
            actions.tell_of_change(change_id=change_id, by=worker(owner), at=at)
            told += 1
    return told


def _send(taken: list[Notice], *, by: Actor, at: datetime) -> int:
    sent = 0
    connection = get_connection()
    for notice in taken:
        failure = _attempt(notice, connection, by=by)
        if failure is None:
            actions.record_sent(notice_id=notice.id, by=by, at=at)
            sent += 1
        else:
            log.warning("notices.send failed", extra={"notice": str(notice.id), "failure": failure.value})
            actions.record_failure(notice_id=notice.id, failure=failure, by=by, at=at)
    return sent


def _attempt(notice: Notice, connection: BaseEmailBackend, *, by: Actor) -> Failure | None:
    address = notice.to_address or _address_of(notice, by=by)
    if not address:
        return Failure.NO_ADDRESS
    try:
        message(notice, address, connection).send()
    except SMTPRecipientsRefused as refusal:
        answers = [code for code, _words in refusal.recipients.values()]
        return Failure.REFUSED if is_refused_for_good(answers) else Failure.UNREACHABLE
    except (SMTPException, OSError):
        return Failure.UNREACHABLE
    return None


def _address_of(notice: Notice, *, by: Actor) -> str:
    found = accounts.people(by).filter(id__in=[notice.to_account_id], is_active=True).first()
    return found.work_email if found else ""


def message(notice: Notice, address: str, connection: BaseEmailBackend) -> EmailMessage:
    """Write a message: its text is the template of its kind; it names a reference and a link."""
    due_at = notice.facts.get("due_at")
    text = render_to_string(
        f"notices/{notice.kind}.jinja2",
        {
            "reference": notice.reference,
            "link": settings.SITE_URL + path_of(NoticeKind(notice.kind), notice.reference, notice.facts),
            "due_at": datetime.fromisoformat(due_at) if due_at else None,
        },
    )
    subject, _gap, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[address],
        headers={
            "Message-ID": f"<{notice.id}@{settings.SITE_HOST}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
