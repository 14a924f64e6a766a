"""Who is told of what waits and of what is overdue: the worker's jobs, and the mail that leaves."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Person, Role
from needshare.agencies import actions as agencies
from needshare.decision import actions as decision
from needshare.intake import actions as intake
from needshare.jobs import worker
from needshare.jobs.models import Job, Schedule
from needshare.jobs.registry import discover
from needshare.jobs.schedule import write_schedule
from needshare.kernel import Blocked, Conflict
from needshare.kernel.actors import worker as worker_actor
from needshare.notices.jobs import send_due
from needshare.notices.models import Notice
from needshare.pathway import actions, jobs, queries as pathway
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from needshare.tasks.models import Task
from tests import entries
from tests.cast import AT, Cast, acting, assemble, person
from tests.notices.dying import AFTER, BEFORE
from tests.notices.test_jobs import run_killed
from tests.signing_in import signed_in
from tests.story import PERSON, WORDS, Story, asking, begin, reasoned

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ADDRESSES = {
    "preparer": "d.whitcombe@nmc.example",
    "decider": "r.halloran@nmc.example",
    "checker": "m.quill@nmc.example",
    "information_manager": "s.tarn@nmc.example",
    "partner": "l.osei@wexcombe.example",
    "supervisor": "u.reeve@nmc.example",
}


@pytest.fixture
def story(cast: Cast) -> Story:
    person(cast.force, "u.reeve", Role.SUPERVISOR)
    return begin(cast).to(Stage.RECEIVED)


@pytest.fixture(autouse=True)
def _nothing_of_the_case_is_ever_mailed() -> Iterator[None]:
    yield
    for message in mail.outbox:
        said = f"{message.subject} {message.body}"
        for secret in (PERSON, "Alder Row", "injunction", "asb", WORDS, "Wexcombe", "Call of 3 February"):
            assert secret.lower() not in said.lower(), secret
        for link in re.findall(r"http\S+", message.body):
            assert re.fullmatch(
                r"http://localhost:8000/(cases|requests|packages|agreements)/[A-Z0-9-]+", link
            )


def run_worker(at: datetime) -> None:
    """Run the worker's own loop at one instant, every job once and what they queue, until it is idle."""
    discover()
    write_schedule(at=at)
    Schedule.objects.update(next_at=at)
    for _round in range(2):  # the messages that jobs of the first round queue leave in the second
        while worker.step(at=at, clock=lambda: at):
            pass
        Schedule.objects.filter(name="notices.send_due").update(next_at=at)
    assert [(job.name, job.failure) for job in Job.objects.exclude(failure="")] == []


def mailed(kind: str = "") -> list[tuple[str, str, str]]:
    """List what was mailed of the case since the last look: to whom, the subject, the path of the link."""
    found = [
        (
            message.to[0],
            message.subject.rpartition(" (")[0],
            re.findall(r"http://[^/]+(\S*)", message.body)[0],
        )
        for message in mail.outbox
    ]
    mail.outbox.clear()
    return sorted(each for each in found if kind in each[1] and not each[2].startswith("/agreements/"))


def asked(story: Story) -> list[str]:
    """List what is still asked about the case, paused or not."""
    waiting = Task.objects.filter(subject_reference=story.reference, done_at__isnull=True)
    return [task.kind for task in waiting.order_by("id")]


def desk(story: Story, part: str, at: datetime = AT) -> list[str]:
    """List what waits about the case on a person's desk."""
    waiting = tasks.waiting_for(story.by(part), at=at).tasks
    return [task.kind for task in waiting if task.subject_reference == story.reference]


def to(part: str, subject: str, path: str) -> tuple[str, str, str]:
    return ADDRESSES[part], subject, path


WAITS, LATE, ABOVE = (
    "A task waits for you",
    "A task of yours is overdue",
    "An overdue task was escalated to you",
)


def test_who_holds_the_role_is_told_of_a_request_that_nobody_handles(story: Story):
    run_worker(AT)
    assert mailed() == [
        to("preparer", WAITS, f"/cases/{story.reference}"),
        to("partner", "Your request has arrived", f"/requests/{story.reference}"),
    ]
    run_worker(AT + MINUTE)
    assert mailed() == []
    said = entries.newest("pathway.tell_of_task")
    assert said.actor["channel"] == "worker"


@pytest.mark.parametrize(
    ("urgency", "reason", "alarm", "further"),
    [
        ("routine", "", datetime(2026, 3, 16, 17, tzinfo=UTC), 8 * HOUR),
        ("urgent", "A hearing.", datetime(2026, 3, 16, 10, tzinfo=UTC), HOUR),
        ("emergency", "A child.", datetime(2026, 3, 16, 9, 10, tzinfo=UTC), 10 * MINUTE),
    ],
)
def test_a_request_that_nobody_claims_alarms_once_for_each_step_at_the_times_of_the_pack(
    cast: Cast, urgency: str, reason: str, alarm: datetime, further: timedelta
):
    person(cast.force, "u.reeve", Role.SUPERVISOR)
    story = begin(cast, urgency=urgency, urgency_reason=reason).to(Stage.RECEIVED)
    path = f"/cases/{story.reference}"
    run_worker(AT)
    mailed()
    run_worker(alarm)
    assert mailed(ABOVE) == []
    first = alarm + MINUTE
    for again in (first, first + MINUTE):
        run_worker(again)
    assert mailed(ABOVE) == [to("supervisor", ABOVE, path)]
    run_worker(first + further + MINUTE)
    assert mailed(ABOVE) == [to("information_manager", ABOVE, path)]
    run_worker(first + 30 * DAY)
    assert mailed(ABOVE) == []
    for part in ("preparer", "information_manager"):
        assert desk(story, part, first) == ["claim_case"], "still on both desks"


def test_a_request_that_was_claimed_in_time_does_not_alarm(story: Story):
    story.to(Stage.VERIFYING_REQUESTER)
    run_worker(AT + 9 * HOUR)
    assert [each for each in mailed() if each[1] == ABOVE] == []
    assert Task.objects.get(kind="claim_case").done_at == AT


def test_a_role_nobody_holds_is_passed_over_at_once(cast: Cast):
    story = begin(cast).to(Stage.RECEIVED)
    run_worker(AT + 9 * HOUR)
    assert mailed(ABOVE) == [to("information_manager", ABOVE, f"/cases/{story.reference}")]


def _in_unit(cast: Cast, username: str, role: Role, unit: str) -> Account:
    one = Person(name=username, work_email=f"{username}@nmc.example", unit=unit)
    by = operator(at=AT)
    added, _password = accounts.add_person(
        organisation=cast.force.code, username=username, person=one, roles=(role,), by=by, at=AT
    )
    return added


def test_the_supervisors_of_the_handlers_unit_hear_of_it_and_no_others(cast: Cast):
    by = operator(at=AT)
    agencies.add_unit(code=cast.force.code, name="North", by=by, at=AT)
    story = begin(cast).to(Stage.RECEIVED)
    for username, unit in (("n.reeve", "North"), ("o.reeve", "")):
        _in_unit(cast, username, Role.SUPERVISOR, unit)
    handler = _in_unit(cast, "h.north", Role.DISCLOSURE_OFFICER, "North")
    actions.claim(reference=story.reference, by=acting(handler), at=AT)
    run_worker(AT)
    mailed()
    run_worker(Task.objects.get(kind="verify_requester").due_at + MINUTE)
    path = f"/cases/{story.reference}"
    assert mailed() == [("h.north@nmc.example", LATE, path), ("n.reeve@nmc.example", ABOVE, path)]


def test_each_step_of_a_case_tells_the_next_person_and_nobody_of_their_own_act(story: Story):
    path = f"/cases/{story.reference}"
    run_worker(AT)
    mailed()
    expected = {
        Stage.VERIFYING_REQUESTER: [],
        Stage.UNDER_ASSESSMENT: [],
        Stage.AWAITING_DECISION: [to("decider", WAITS, path)],
        Stage.APPROVED: [to("preparer", WAITS, path)],
        Stage.PREPARED: [to("checker", WAITS, path)],
        Stage.SECOND_CHECKED: [to("preparer", WAITS, path)],
        Stage.RELEASED: [
            to("partner", "There is something for you to collect", f"/packages/{story.reference}")
        ],
        Stage.ACKNOWLEDGED: [to("preparer", "A case you handle has moved on", path)],
        Stage.CLOSED: [],
    }
    kinds = []
    for stage, told in expected.items():
        story.to(stage)
        kinds.append(asked(story))
        run_worker(AT + MINUTE)
        assert mailed() == told, stage
    assert kinds == [
        ["verify_requester"],
        ["assess_case"],
        ["decide_case"],
        ["prepare_package"],
        ["second_check"],
        ["release_package"],
        ["chase_receipt"],
        [],
        [],
    ]


def test_a_withdrawal_tells_the_handler_and_leaves_nothing_open(story: Story):
    story.to(Stage.UNDER_ASSESSMENT)
    run_worker(AT)
    mailed()
    intake.withdraw(reference=story.reference, reason="Settled.", by=story.by("partner"), at=AT)
    run_worker(AT + MINUTE)
    withdrawn = "A request you handle was withdrawn"
    assert mailed() == [to("preparer", withdrawn, f"/cases/{story.reference}")]
    assert asked(story) == []


def test_a_case_handed_over_tells_the_new_handler_and_takes_its_tasks_along(story: Story):
    story.to(Stage.UNDER_ASSESSMENT)
    run_worker(AT)
    mailed()
    manager = story.cast.information_manager
    actions.assign(
        reference=story.reference, to=manager.username, reason="Leave.", by=story.by("preparer"), at=AT
    )
    run_worker(AT + MINUTE)
    handed = "A case was handed over to you"
    assert mailed() == [to("information_manager", handed, f"/cases/{story.reference}")]
    assert desk(story, "information_manager") == ["assess_case"]
    assert desk(story, "preparer") == []


def test_a_case_given_out_by_a_supervisor_tells_the_handler_once(story: Story):
    run_worker(AT)
    mailed()
    supervisor = acting(person(story.cast.force, "v.reeve", Role.SUPERVISOR))
    handler = story.cast.preparer.username
    actions.assign(reference=story.reference, to=handler, reason="Hers.", by=supervisor, at=AT)
    run_worker(AT + MINUTE)
    handed = "A case was handed over to you"
    assert mailed() == [to("preparer", handed, f"/cases/{story.reference}")]
    assert desk(story, "preparer") == ["verify_requester"]


def test_a_hold_and_its_end_by_somebody_else_tell_the_handler(story: Story):
    story.to(Stage.UNDER_ASSESSMENT)
    path, manager, until = f"/cases/{story.reference}", story.by("information_manager"), AT + 3 * DAY
    run_worker(AT)
    mailed()
    actions.hold(reference=story.reference, reason="Trial.", until=until, by=manager, at=AT)
    run_worker(AT + MINUTE)
    assert mailed() == [to("preparer", WAITS, path)]
    assert desk(story, "preparer") == ["look_again"]
    run_worker(until + MINUTE)
    assert mailed() == [to("preparer", LATE, path)], "on its day, before anybody above hears of it"
    actions.resume(reference=story.reference, by=manager, at=until + HOUR)
    run_worker(until + HOUR)
    assert mailed() == [to("preparer", WAITS, path)]


def test_a_question_answered_comes_back_to_the_handler(story: Story):
    story.to(Stage.AWAITING_DECISION)
    path = f"/cases/{story.reference}"
    run_worker(AT)
    mailed()
    decider = story.by("decider")
    decision.refer(
        reference=story.reference,
        to="dpo",
        question="May it be shared?",
        answer_by=(AT + 2 * DAY).date(),
        reasoning=reasoned(story),
        by=decider,
        at=AT,
    )
    dpo = person(story.cast.force, "j.arden", Role.DPO)
    run_worker(AT + MINUTE)
    moved = "A case you handle has moved on"
    assert mailed() == [to("preparer", moved, path), ("j.arden@nmc.example", WAITS, path)]
    assert dpo.pk
    decision.send_back(reference=story.reference, reason="Yes.", by=decider, at=AT + HOUR)
    run_worker(AT + HOUR)
    assert mailed() == [to("preparer", WAITS, path)]
    assert desk(story, "preparer", AT + HOUR) == ["assess_case"]


def test_a_returned_request_is_asked_of_the_requester_and_its_answer_of_the_handlers(story: Story):
    story.to(Stage.VERIFYING_REQUESTER)
    run_worker(AT)
    mailed()
    intake.return_for_more(reference=story.reference, what="The dates.", by=story.by("preparer"), at=AT)
    run_worker(AT + MINUTE)
    own, path = f"/requests/{story.reference}", f"/cases/{story.reference}"
    assert mailed() == [to("partner", "More is needed for your request", own)]
    more = Task.objects.get(kind="answer_more")
    assert more.assigned_to_id == story.cast.partner.pk
    run_worker(more.due_at + MINUTE)
    assert mailed() == [to("partner", LATE, own)]
    run_worker(more.due_at + 4 * DAY)
    assert mailed() == [to("preparer", ABOVE, path)]
    later = more.due_at + 5 * DAY
    intake.resubmit(
        reference=story.reference,
        asking=asking(necessity="Now with dates."),
        by=story.by("partner"),
        at=later,
    )
    run_worker(later)
    assert to("preparer", WAITS, path) in mailed()
    assert asked(story) == ["claim_case"]


def test_an_approval_that_lapses_is_put_before_a_decider_and_the_handler_hears_of_it(story: Story):
    story.to(Stage.APPROVED)
    run_worker(AT)
    mailed()
    lapses_at = Task.objects.get(kind="prepare_package").due_at
    run_worker(lapses_at + MINUTE)
    path = f"/cases/{story.reference}"
    assert pathway.sharing_case(story.reference, viewer=story.by("preparer")).stage == Stage.AWAITING_DECISION
    told = mailed()
    run_worker(lapses_at + MINUTE + MINUTE)
    told += mailed()
    assert to("preparer", "A case you handle has moved on", path) in told
    assert to("decider", WAITS, path) in told
    assert desk(story, "decider", lapses_at + MINUTE) == ["decide_case"]


def test_only_the_worker_tells_and_a_task_done_meanwhile_is_passed_over(story: Story):
    task = Task.objects.get(kind="claim_case")
    with pytest.raises(Blocked):
        actions.tell_of_task(task_id=task.pk, by=story.by("preparer"), at=AT)
    story.to(Stage.VERIFYING_REQUESTER)
    by = worker_actor(story.cast.force.pk)
    with pytest.raises(Conflict):
        actions.tell_of_task(task_id=task.pk, by=by, at=AT)
    with pytest.raises(Conflict):
        actions.tell_of_escalation(task_id=task.pk, by=by, at=AT + DAY)
    assert jobs._each(actions.tell_of_task, [(task.pk, story.cast.force.pk)], at=AT) == 0


CHILD = """
import sys, django
from datetime import datetime
django.setup()
from django.conf import settings
settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "tests.notices.dying.EmailBackend", sys.argv[1]
from needshare.pathway.jobs import escalate_overdue
from needshare.notices.jobs import send_due
at = datetime.fromisoformat(sys.argv[2])
escalate_overdue(at=at)
send_due(at=at)
"""


@pytest.mark.parametrize(("moment", "copies"), [(BEFORE, 1), (AFTER, 2)])
def test_an_alarm_survives_a_worker_killed_between_its_commit_and_the_mail(
    transactional_db, settings, tmp_path, moment, copies
):
    cast = assemble()
    person(cast.force, "u.reeve", Role.SUPERVISOR)
    begin(cast).to(Stage.RECEIVED)
    run_worker(AT)
    mail.outbox.clear()
    late = AT + 9 * HOUR
    run_killed(CHILD, moment, tmp_path, at=late)
    alarm = Notice.objects.get(kind="task_escalated")
    assert alarm.delivery == "queued", "written down with the escalation, in one transaction"

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert jobs.escalate_overdue(at=late) == 0, "the same step is not taken twice"
    assert send_due(at=late + HOUR) == 1
    sent = "".join(path.read_text() for path in sorted(tmp_path.iterdir()))
    assert re.findall(r"Message-ID: (.*)", sent) == [f"<{alarm.id}@localhost>"] * copies
    assert Notice.objects.filter(kind="task_escalated").count() == 1


def test_the_link_of_a_message_is_still_known_after_signing_in(story: Story):
    run_worker(AT)
    path = next(each[2] for each in mailed() if each[0] == ADDRESSES["preparer"])
    answer = Client().get(path)
    assert answer["Location"] == f"/account/sign-in?next={path}"
    assert f'value="{path}"' in Client().get(answer["Location"]).content.decode()
    assert signed_in(story.cast.preparer).get(path).status_code == 200
