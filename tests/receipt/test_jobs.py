"""A package that waits: its recipient is reminded at the times of the pack, and the handler asked at the end."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection

from needshare.audit.sealing import tick
from needshare.disclosure.models import Delivery
from needshare.disclosure.queries import standing as disclosure
from needshare.kernel import Blocked, Conflict, Unknown
from needshare.kernel.actors import worker
from needshare.notices.jobs import send_due
from needshare.pathway.jobs import escalate_overdue, tell_of_tasks
from needshare.pathway.terms import Stage
from needshare.receipt import actions
from needshare.receipt.jobs import remind
from needshare.receipt.models import Reminder
from needshare.tasks import queries as tasks
from needshare.tasks.models import Task
from tests import entries
from tests.cast import Cast
from tests.roles import as_superuser
from tests.story import Story, begin

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
REMINDED = "Something still waits for you to collect"


@pytest.fixture
def released(cast: Cast) -> Story:
    story = begin(cast).to(Stage.RELEASED)
    run(story, after=timedelta())
    mail.outbox.clear()
    return story


def run(story: Story, *, after: timedelta) -> list[tuple[str, str, str]]:
    """Run the jobs that remind, tell and send, and list what left: to whom, the subject, the link's path."""
    at = story.at + after
    remind(at=at)
    escalate_overdue(at=at)
    tell_of_tasks(at=at)
    send_due(at=at)
    left = [
        (
            message.to[0],
            message.subject.rpartition(" (")[0],
            re.findall(r"http://[^/]+(\S*)", message.body)[0],
        )
        for message in mail.outbox
    ]
    mail.outbox.clear()
    return sorted(left)


def test_the_recipient_is_reminded_three_times_and_the_handler_asked_when_it_lapses(released: Story):
    story = released
    mine = ("l.osei@wexcombe.example", REMINDED, f"/packages/{story.reference}")
    reminded = {}
    for days in (1, 2.1, 2.2, 5, 7.1, 7.2, 12.1, 13):
        reminded[days] = [each for each in run(story, after=days * DAY) if each[1] == REMINDED]
    assert reminded == {1: [], 2.1: [mine], 2.2: [], 5: [], 7.1: [mine], 7.2: [], 12.1: [mine], 13: []}
    assert Task.objects.filter(kind="package_lapsed").count() == 0
    told = run(story, after=14 * DAY + MINUTE)
    assert told == [("d.whitcombe@nmc.example", "A task waits for you", f"/cases/{story.reference}")]
    desk = tasks.waiting_for(story.by("preparer"), at=story.at + 15 * DAY).tasks
    assert "package_lapsed" in [task.kind for task in desk]
    assert [each for each in run(story, after=40 * DAY) if each[1] == REMINDED] == []
    assert Reminder.objects.count() == 4
    assert Task.objects.filter(kind="package_lapsed").count() == 1


def test_a_reminder_says_nothing_but_where_and_until_when(released: Story):
    remind(at=released.at + 3 * DAY)
    send_due(at=released.at + 3 * DAY)
    (message,) = mail.outbox
    assert "Collect it by 30 March 2026" in message.body
    assert "Pryce" not in message.body
    assert "Call of" not in message.body


def test_a_worker_that_was_away_says_only_the_latest(released: Story):
    assert remind(at=released.at + 13 * DAY) == 1
    assert remind(at=released.at + 13 * DAY) == 0
    assert Reminder.objects.get().step == "package_reminder_last"


def test_what_was_acknowledged_is_not_spoken_of(released: Story):
    released.to(Stage.ACKNOWLEDGED)
    assert remind(at=released.at + 30 * DAY) == 0
    delivery = Delivery.objects.get()
    with pytest.raises(Unknown):
        say(released, delivery)


def test_what_was_opened_and_not_acknowledged_is_reminded_of_and_chased_by_its_own_task(released: Story):
    by = released.by("partner")
    tick(at=released.at)
    actions.accept_conditions(reference=released.reference, by=by, at=released.at)
    actions.open_package(reference=released.reference, by=by, at=released.at)
    assert remind(at=released.at + 3 * DAY) == 1
    assert remind(at=released.at + 15 * DAY) == 1
    assert not Task.objects.filter(kind="package_lapsed").exists()
    assert Task.objects.filter(kind="chase_receipt", done_at__isnull=True).exists()


def test_a_receipt_that_does_not_come_is_told_to_the_handler_then_to_the_supervisors(released: Story):
    path = f"/cases/{released.reference}"
    due_at = Task.objects.get(kind="chase_receipt").due_at - released.at
    late = [each for each in run(released, after=due_at + MINUTE) if each[1] != REMINDED]
    assert late == [("d.whitcombe@nmc.example", "A task of yours is overdue", path)]
    run(released, after=due_at + DAY + 2 * MINUTE)
    assert Task.objects.get(kind="chase_receipt").escalated_role == "supervisor"


def say(story: Story, delivery: Delivery) -> Reminder:
    by = worker(delivery.owner_id)
    return actions.remind(delivery_id=delivery.pk, owner=delivery.owner_id, by=by, at=story.at + 3 * DAY)


def test_only_the_worker_reminds_and_each_thing_once(released: Story):
    delivery = Delivery.objects.get()
    with pytest.raises(Blocked):
        actions.remind(
            delivery_id=delivery.pk,
            owner=delivery.owner_id,
            by=released.by("preparer"),
            at=released.at + 3 * DAY,
        )
    reminder = say(released, delivery)
    assert str(reminder) == f"package_reminder_first of {delivery.pk}"
    assert entries.newest("receipt.remind").said["step"] == "package_reminder_first"
    with pytest.raises(Conflict):
        say(released, delivery)
    assert remind(at=released.at + 8 * DAY) == 1
    changes = {"step": "package_reminder_first"}
    with pytest.raises(IntegrityError):
        entries.overwrite(
            rows=Reminder.objects.all(), changes=changes, by=released.by("preparer"), at=released.at
        )


def test_deliveries_that_wait_are_found_by_their_index(released: Story):
    """Most were acknowledged long ago: the job must not read them all every five minutes."""
    waiting = Delivery.objects.filter(state__in=disclosure.UNCOLLECTED).order_by("id")[:200]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table of one row is read whole, or along its key, whatever other index there is.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
    with as_superuser():  # what row-level security adds to each row tips the scales where there is but one
        assert "delivery_by_state" in waiting.explain()
    assert disclosure.uncollected(after=None, limit=200)
