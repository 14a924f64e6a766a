from datetime import timedelta

from needshare.accounts.terms import Role
from needshare.kernel import new_id
from needshare.tasks import actions, queries
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind
from tests.cast import AT, Cast

HOUR = timedelta(hours=1)


def open_tasks(cast: Cast, *hours: int) -> None:
    for hour in hours:
        task = NewTask(
            kind=TaskKind.ASSESS_CASE,
            reference=f"NMC-26-{hour:04d}-0000",
            record_id=new_id(),
            owner=cast.force.id,
            due_at=AT + hour * HOUR,
            role=Role.DISCLOSURE_OFFICER,
        )
        actions.open_task(task=task, by=cast.acting_officer, at=AT)


def test_the_longest_overdue_comes_first(cast: Cast):
    open_tasks(cast, 5, 1, 9, 3)
    late = AT + 4 * HOUR
    tasks = queries.waiting_for(cast.acting_preparer, at=late).tasks
    assert [(task.due_at - AT) // HOUR for task in tasks] == [1, 3, 5, 9]
    assert [task.is_overdue(at=late) for task in tasks] == [True, True, False, False]
    assert str(tasks[0]) == "assess_case NMC-26-0001-0000"


def test_pages_follow_one_another_without_gap_or_repeat(cast: Cast):
    open_tasks(cast, 1, 2, 2, 2, 3, 4, 5)
    seen, after = [], None
    while True:
        page = queries.waiting_for(cast.acting_preparer, at=AT, after=after, limit=2)
        seen += [task.id for task in page.tasks]
        if (after := page.after) is None:
            break
    assert len(seen) == len(set(seen)) == 7


def test_a_list_is_one_statement_whatever_the_number(cast: Cast, django_assert_num_queries):
    open_tasks(cast, *range(1, 13))
    viewer = cast.acting_preparer
    with django_assert_num_queries(1):
        assert len(queries.waiting_for(viewer, at=AT, limit=10).tasks) == 10
