from datetime import timedelta

import pytest

from needshare.accounts.terms import Role
from needshare.kernel import Blocked, Conflict, Unknown, new_id
from needshare.kernel.actors import worker
from needshare.tasks import actions, queries
from needshare.tasks.models import Task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind
from tests import entries
from tests.cast import AT, Cast, acting, force, person

HOUR = timedelta(hours=1)


def task_for(cast: Cast, **changed) -> NewTask:
    given = {
        "kind": TaskKind.LOOKALIKE_DOMAIN,
        "reference": "NMC-26-7K3F-9QXW",
        "record_id": new_id(),
        "owner": cast.force.id,
        "due_at": AT + HOUR,
        "role": Role.DISCLOSURE_OFFICER,
    }
    return NewTask(**given | changed)


@pytest.fixture
def opened(cast: Cast) -> Task:
    return actions.open_task(task=task_for(cast), by=cast.acting_officer, at=AT)


def test_a_task_waits_for_whoever_holds_the_role(cast: Cast, opened: Task):
    assert list(queries.waiting_for(cast.acting_preparer, at=AT).tasks) == [opened]
    assert queries.waiting_for(cast.acting_decider, at=AT).tasks == []
    event = entries.newest("tasks.open_task")
    assert event.operation == "administration"
    assert event.said["task_kind"] == "lookalike_domain"


def test_a_task_waits_for_one_person(cast: Cast):
    task = task_for(cast, role="", account=cast.checker.id)
    opened = actions.open_task(task=task, by=cast.acting_preparer, at=AT)
    assert list(queries.waiting_for(cast.acting_checker, at=AT).tasks) == [opened]
    assert queries.waiting_for(cast.acting_preparer, at=AT).tasks == []


def test_a_partner_can_be_asked(cast: Cast):
    task = task_for(cast, kind=TaskKind.ANSWER_MORE, role="", account=cast.partner.id)
    opened = actions.open_task(task=task, by=cast.acting_preparer, at=AT)
    assert list(queries.waiting_for(cast.acting_partner, at=AT).tasks) == [opened]
    assert queries.waiting_for(cast.acting_outsider, at=AT).tasks == []


@pytest.mark.parametrize("assigned", [{"role": ""}, {"account": new_id()}])
def test_a_task_for_nobody_or_for_two_is_blocked(cast: Cast, assigned):
    with pytest.raises(Blocked) as blocked:
        actions.open_task(task=task_for(cast, **assigned), by=cast.acting_officer, at=AT)
    assert blocked.value.reason == "Assign the task to one person or to one role."
    assert entries.newest().ending == "blocked"


def test_a_task_cannot_be_overdue_before_it_opens(cast: Cast):
    with pytest.raises(Blocked):
        actions.open_task(task=task_for(cast, due_at=AT - HOUR), by=cast.acting_officer, at=AT)
    assert Task.objects.count() == 0


def test_the_same_is_asked_once_and_again_for_another_occurrence(cast: Cast):
    task = task_for(cast)
    actions.open_task(task=task, by=cast.acting_officer, at=AT)
    before = entries.count()
    with pytest.raises(Conflict):
        actions.open_task(task=task, by=cast.acting_officer, at=AT)
    assert entries.count() == before
    again = task_for(cast, record_id=task.record_id, occurrence="2")
    actions.open_task(task=again, by=cast.acting_officer, at=AT)
    assert len(queries.tasks_about(task.record_id, viewer=cast.acting_officer)) == 2
    assert queries.was_opened(task.kind, task.record_id, "2", owner=cast.force.id)
    assert not queries.was_opened(task.kind, task.record_id, "3", owner=cast.force.id)


def test_who_is_asked_completes_the_task_once(cast: Cast, opened: Task):
    actions.complete(task_id=opened.id, by=cast.acting_preparer, at=AT + HOUR)
    done = queries.task(opened.id, viewer=cast.acting_officer)
    assert (done.done_at, done.done_by_id) == (AT + HOUR, cast.preparer.id)
    assert queries.waiting_for(cast.acting_preparer, at=AT).tasks == []
    with pytest.raises(Conflict):
        actions.complete(task_id=opened.id, by=cast.acting_preparer, at=AT + HOUR)


def test_a_step_of_a_case_is_not_done_by_saying_so(cast: Cast):
    opened = actions.open_task(task=task_for(cast, kind=TaskKind.CLAIM_CASE), by=cast.acting_officer, at=AT)
    with pytest.raises(Blocked, match="ends when what it asks for is done"):
        actions.complete(task_id=opened.id, by=cast.acting_preparer, at=AT)
    assert list(queries.waiting_for(cast.acting_preparer, at=AT).tasks) == [opened]


def test_nobody_else_completes_it(cast: Cast, opened: Task):
    with pytest.raises(Blocked) as blocked:
        actions.complete(task_id=opened.id, by=cast.acting_decider, at=AT)
    assert blocked.value.reason == "This task waits for somebody else."
    assert entries.newest().codes == ("not_asked",)


def test_another_organisation_does_not_know_it(cast: Cast, opened: Task):
    other = acting(person(force("SMC", "Southmoor Police"), "j.doe", Role.DISCLOSURE_OFFICER))
    for viewer in (other, cast.acting_partner):
        with pytest.raises(Unknown):
            actions.complete(task_id=opened.id, by=viewer, at=AT)
        with pytest.raises(Unknown):
            queries.task(opened.id, viewer=viewer)
        assert queries.tasks_about(opened.record_id, viewer=viewer) == []


def test_an_act_completes_what_it_answers(cast: Cast):
    record_id = new_id()
    for kind in (TaskKind.CLAIM_CASE, TaskKind.CALL_BACK, TaskKind.ASSESS_CASE):
        task = task_for(cast, kind=kind, record_id=record_id)
        actions.open_task(task=task, by=cast.acting_officer, at=AT)
    asked = {"record_id": record_id, "owner": cast.force.id, "by": cast.acting_officer, "at": AT}
    assert actions.complete_for(**asked, kinds=[TaskKind.CALL_BACK]) == 1
    assert entries.newest().said == {"tasks_done": 1}
    assert actions.complete_for(**asked) == 2
    assert actions.complete_for(**asked) == 0
    assert queries.waiting_for(cast.acting_preparer, at=AT).tasks == []


def test_an_overdue_task_is_escalated_once_and_stays_where_it_was(cast: Cast, opened: Task):
    late, by = AT + 2 * HOUR, worker(cast.force.id)
    actions.escalate(task_id=opened.id, by=by, at=late)
    supervisor = acting(person(cast.force, "u.reeve", Role.SUPERVISOR))
    assert list(queries.waiting_for(supervisor, at=late).tasks) == [opened]
    assert list(queries.waiting_for(cast.acting_preparer, at=late).tasks) == [opened]
    assert entries.newest("tasks.escalate").said["escalated_to"] == "supervisor"
    actions.complete(task_id=opened.id, by=supervisor, at=late)
    with pytest.raises(Conflict):
        actions.escalate(task_id=opened.id, by=by, at=late)


def test_the_next_step_shows_it_to_one_more_role_and_there_it_ends(cast: Cast, opened: Task):
    late, by = AT + 2 * HOUR, worker(cast.force.id)
    first = actions.escalate(task_id=opened.id, by=by, at=late)
    assert first.escalate_at == late + HOUR, "as long as the task itself had"
    second = actions.escalate(task_id=opened.id, by=by, at=late + HOUR)
    assert (second.escalated_role, second.escalated_further_role) == ("supervisor", "information_management")
    assert second.escalate_at is None
    for who in (cast.acting_preparer, cast.acting_information_manager):
        assert list(queries.waiting_for(who, at=late).tasks) == [opened]
    with pytest.raises(Conflict):
        actions.escalate(task_id=opened.id, by=by, at=late + 9 * HOUR)
    actions.complete(task_id=opened.id, by=cast.acting_information_manager, at=late)


def test_a_step_to_the_holder_shows_it_to_nobody_else(cast: Cast):
    asked = task_for(cast, kind=TaskKind.LOOK_AGAIN, role="", account=cast.preparer.id)
    opened = actions.open_task(task=asked, by=cast.acting_officer, at=AT)
    reminded = actions.escalate(task_id=opened.id, by=worker(cast.force.id), at=AT + 2 * HOUR)
    assert (reminded.escalated_at, reminded.escalation_step) == (None, 1)


def test_what_is_paused_is_on_no_desk_and_not_escalated_until_it_is_taken_up(cast: Cast):
    opened = actions.open_task(task=task_for(cast, kind=TaskKind.CLAIM_CASE), by=cast.acting_officer, at=AT)
    about_it = {"record_id": opened.record_id, "owner": cast.force.id, "by": cast.acting_preparer}
    assert actions.pause_for(**about_it, at=AT) == 1
    assert queries.waiting_for(cast.acting_preparer, at=AT).tasks == []
    late = AT + 2 * HOUR
    assert queries.to_escalate(at=late, limit=9) == []
    with pytest.raises(Conflict):
        actions.escalate(task_id=opened.id, by=worker(cast.force.id), at=late)
    assert actions.take_up_for(**about_it, at=late) == 1
    assert list(queries.waiting_for(cast.acting_preparer, at=late).tasks) == [opened]
    assert queries.to_escalate(at=late, limit=9) == [(opened.id, cast.force.id)]


def test_only_the_worker_says_that_people_are_told_and_says_it_once(cast: Cast, opened: Task):
    with pytest.raises(Blocked):
        actions.record_told(task_id=opened.id, by=cast.acting_preparer, at=AT)
    actions.record_told(task_id=opened.id, by=worker(cast.force.id), at=AT)
    with pytest.raises(Conflict):
        actions.record_told(task_id=opened.id, by=worker(cast.force.id), at=AT)


def test_who_asks_it_of_themself_or_hears_of_it_otherwise_is_not_told(cast: Cast):
    own = task_for(cast, role="", account=cast.preparer.id)
    actions.open_task(task=own, by=cast.acting_preparer, at=AT)
    actions.open_task(task=task_for(cast, is_told=True), by=cast.acting_preparer, at=AT)
    assert queries.to_tell(at=AT, limit=9) == []


def test_what_is_not_overdue_or_not_theirs_is_not_escalated(cast: Cast, opened: Task):
    with pytest.raises(Blocked) as blocked:
        actions.escalate(task_id=opened.id, by=worker(cast.force.id), at=AT + HOUR)
    assert blocked.value.reason == "The task is not overdue yet."
    with pytest.raises(Blocked) as blocked:
        actions.escalate(task_id=opened.id, by=cast.acting_officer, at=AT + 2 * HOUR)
    assert entries.newest().codes == ("may_not_escalate",)
    by = cast.acting_information_manager
    actions.escalate(task_id=opened.id, by=by, at=AT + 2 * HOUR)


def test_a_task_that_is_done_is_not_escalated(cast: Cast, opened: Task):
    actions.complete(task_id=opened.id, by=cast.acting_preparer, at=AT)
    with pytest.raises(Conflict):
        actions.escalate(task_id=opened.id, by=worker(cast.force.id), at=AT + 2 * HOUR)
