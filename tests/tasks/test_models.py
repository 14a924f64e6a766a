from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from needshare.accounts.terms import Role
from needshare.kernel import new_id
from needshare.tasks import actions
from needshare.tasks.models import Task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind
from tests import entries
from tests.cast import AT, Cast


@pytest.fixture
def opened(cast: Cast) -> Task:
    task = NewTask(
        kind=TaskKind.CLAIM_CASE,
        reference="NMC-26-7K3F-9QXW",
        record_id=new_id(),
        owner=cast.force.id,
        due_at=AT,
        role=Role.DISCLOSURE_OFFICER,
    )
    return actions.open_task(task=task, by=cast.acting_officer, at=AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"done_by_id": UUID(int=1)},
        {"assigned_role": ""},
        {"escalated_at": AT},
        {"escalated_role": "supervisor"},
        {"due_at": AT - timedelta(seconds=1)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_database_refuses_what_must_never_be(cast: Cast, opened: Task, changes):
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=Task.objects.all(), changes=changes, by=cast.acting_officer, at=AT)


def test_the_database_refuses_a_task_for_a_person_and_a_role(cast: Cast, opened: Task):
    changes = {"assigned_to_id": cast.officer.id}
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=Task.objects.all(), changes=changes, by=cast.acting_officer, at=AT)


def test_the_database_refuses_a_change_without_an_entry(cast: Cast, opened: Task):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(due_at=AT + timedelta(days=1))


def test_the_database_refuses_another_owner(cast: Cast, opened: Task):
    changes = {"owner_id": cast.council.id}
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=Task.objects.all(), changes=changes, by=cast.acting_officer, at=AT)
