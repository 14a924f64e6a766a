from datetime import timedelta

from needshare.accounts.terms import Role
from needshare.kernel import new_id
from needshare.tasks import actions
from needshare.tasks.jobs import escalate_overdue
from needshare.tasks.models import Task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind
from tests import entries
from tests.cast import AT, Cast

HOUR = timedelta(hours=1)


def test_what_is_overdue_is_escalated_once_by_the_worker(cast: Cast):
    for hours in (1, 2, 9):
        task = NewTask(
            kind=TaskKind.CLAIM_CASE,
            reference="NMC-26-7K3F-9QXW",
            record_id=new_id(),
            owner=cast.force.id,
            due_at=AT + hours * HOUR,
            role=Role.DISCLOSURE_OFFICER,
        )
        actions.open_task(task=task, by=cast.acting_officer, at=AT)
    assert escalate_overdue(at=AT + HOUR) == 0
    assert escalate_overdue(at=AT + 3 * HOUR) == 2
    assert escalate_overdue(at=AT + 3 * HOUR) == 0
    assert Task.objects.filter(escalated_role=Role.SUPERVISOR).count() == 2
    assert entries.count("tasks.escalate") == 2
    assert entries.newest("tasks.escalate").actor["channel"] == "worker"
