import os
import re
import signal
import smtplib
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections

from needshare.accounts import actions as accounts
from needshare.kernel.actors import worker
from needshare.notices import actions, queries
from needshare.notices.jobs import send_due
from needshare.notices.models import Notice
from needshare.notices.rules import MOST_ATTEMPTS, NewNotice, wait_after
from needshare.notices.terms import Delivery, Failure, NoticeKind
from tests import entries
from tests.cast import AT, Cast, assemble
from tests.notices.dying import AFTER, BEFORE

REFERENCE = "NMC-26-7K3F-9QXW"
LATER = AT + timedelta(hours=1)


def queue(cast: Cast, kind: NoticeKind = NoticeKind.PACKAGE_READY, **changed) -> Notice:
    given = {"kind": kind, "reference": REFERENCE, "owner": cast.force.id, "account": cast.partner.id}
    return actions.queue(notice=NewNotice(**given | changed), by=cast.acting_preparer, at=AT)


def test_what_waits_is_sent_once(cast: Cast):
    queued = queue(cast, facts={"path": f"/packages/{REFERENCE}", "due_at": "2026-03-20T17:00:00+00:00"})
    assert send_due(at=AT) == 1
    assert send_due(at=LATER) == 0
    (message,) = mail.outbox
    assert message.to == ["l.osei@wexcombe.example"]
    assert message.subject == f"There is something for you to collect ({REFERENCE})"
    assert f"http://localhost:8000/packages/{REFERENCE}" in message.body
    assert "Collect it by 20 March 2026 at 5:00pm." in message.body
    assert message.extra_headers["Message-ID"] == f"<{queued.id}@localhost>"
    assert Notice.objects.get().sent_at == AT
    assert entries.newest().act == "notices.record_sent"


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_message_has_its_text_and_tells_nothing_else(cast: Cast, kind: NoticeKind):
    queue(cast, kind, facts={"due_at": "2026-03-20T17:00:00+00:00"})
    assert send_due(at=AT) == 1
    (message,) = mail.outbox
    assert message.subject == f"{message.subject.removesuffix(f' ({REFERENCE})')} ({REFERENCE})"
    (link,) = re.findall(r"http://localhost:8000(\S*)", message.body)
    assert message.body.count(REFERENCE) == 1 + link.count(REFERENCE), "by itself, and in the link"
    assert not re.search(r"[{}<>&]|None|\n\n\n", message.body)
    assert max(map(len, message.body.splitlines())) < 400


def test_a_message_without_a_time_says_none(cast: Cast):
    queue(cast)
    send_due(at=AT)
    assert "Collect it by" not in mail.outbox[0].body


def test_an_address_of_no_account_is_written_to(cast: Cast):
    queue(
        cast, NoticeKind.ONE_TIME_LINK, account=None, address="mx.pym@home.example", facts={"token": "q" * 32}
    )
    send_due(at=AT)
    assert mail.outbox[0].to == ["mx.pym@home.example"]
    assert f"http://localhost:8000/collect/{'q' * 32}" in mail.outbox[0].body


def test_nothing_is_sent_to_somebody_suspended(cast: Cast):
    queue(cast)
    accounts.suspend(username=cast.partner.username, reason="Left.", by=cast.acting_administrator, at=AT)
    assert send_due(at=AT) == 0
    assert mail.outbox == []
    assert Notice.objects.get().failure == Failure.NO_ADDRESS


@pytest.mark.parametrize(
    ("fault", "failure", "delivery"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), Failure.REFUSED, Delivery.FAILED),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"later")}), Failure.UNREACHABLE, Delivery.QUEUED),
        (smtplib.SMTPServerDisconnected("gone"), Failure.UNREACHABLE, Delivery.QUEUED),
        (ConnectionRefusedError(), Failure.UNREACHABLE, Delivery.QUEUED),
        (TimeoutError(), Failure.UNREACHABLE, Delivery.QUEUED),
    ],
    ids=["refused", "greylisted", "disconnected", "closed", "slow"],
)
def test_a_fault_of_the_mail_server_is_told_apart(cast: Cast, monkeypatch, fault, failure, delivery):
    queue(cast)
    queue(cast)

    def fail(*_given):
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert send_due(at=AT) == 0
    assert {(each.failure, each.delivery) for each in Notice.objects.all()} == {(failure, delivery)}
    monkeypatch.undo()
    assert send_due(at=LATER) == (0 if delivery == Delivery.FAILED else 2)


def test_a_sender_that_always_dies_does_not_try_for_ever(cast: Cast, monkeypatch):
    queue(cast)

    def die(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(EmailBackend, "send_messages", die)
    at = AT
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with pytest.raises(KeyboardInterrupt):
            send_due(at=at)
        at += wait_after(attempt)
    assert send_due(at=at) == 0
    notice = Notice.objects.get()
    assert (notice.delivery, notice.failure) == (Delivery.FAILED, Failure.UNKNOWN)


def test_what_another_sender_took_is_left_to_it(cast: Cast, monkeypatch):
    queue(cast)
    owners_with = queries.owners_with

    def beaten(rows):
        owners = owners_with(rows)
        actions.begin_attempt(owner=cast.force.id, limit=9, by=worker(cast.force.id), at=AT)
        return owners

    monkeypatch.setattr(queries, "owners_with", beaten)
    assert send_due(at=AT) == 0
    assert mail.outbox == []


def test_many_take_a_batch_at_a_time(cast: Cast, monkeypatch):
    monkeypatch.setattr("needshare.notices.jobs.BATCH", 2)
    for _ in range(3):
        queue(cast)
    assert send_due(at=AT) == 2
    assert send_due(at=AT) == 1
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 3


CHILD = """
import sys, django
from datetime import datetime
django.setup()
from django.conf import settings
settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "tests.notices.dying.EmailBackend", sys.argv[1]
from needshare.notices.jobs import send_due
send_due(at=datetime.fromisoformat(sys.argv[2]))
"""


def run_killed(script: str, moment: str, folder: Path, *, at: datetime = AT) -> None:
    """Run a script in a process of its own that is killed when it mails."""
    name = connection.settings_dict["NAME"]
    server = os.environ["NEEDSHARE_DATABASE_URL"]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else with_database(server, str(name))
    connections.close_all()
    ended = subprocess.run(
        [sys.executable, "-c", script, str(folder), at.isoformat()],
        env=os.environ
        | {
            "NEEDSHARE_DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "needshare.config.settings",
            "KILLED_AT": moment,
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def with_database(url: str, name: str) -> str:
    """Put another database's name into an address: scheme://server/name?options."""
    return re.sub(r"(//[^/]*/)[^?]*", lambda found: found[1] + name, url)


@pytest.mark.parametrize(("moment", "copies"), [(BEFORE, 1), (AFTER, 2)])
def test_a_killed_sender_loses_nothing_and_the_copy_is_the_same_message(
    transactional_db, settings, tmp_path, moment, copies
):
    queued = queue(assemble())
    run_killed(CHILD, moment, tmp_path)
    notice = Notice.objects.get()
    assert (notice.delivery, notice.attempts) == (Delivery.QUEUED, 1)

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert send_due(at=AT) == 0, "not before its next turn"
    assert send_due(at=LATER) == 1
    assert send_due(at=LATER) == 0
    sent = "".join(path.read_text() for path in sorted(tmp_path.iterdir()))
    assert re.findall(r"Message-ID: (.*)", sent) == [f"<{queued.id}@localhost>"] * copies
    assert Notice.objects.get().delivery == Delivery.SENT
