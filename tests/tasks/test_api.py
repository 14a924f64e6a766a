"""Saying by API that a task is done."""

import pytest

from needshare.accounts.terms import Role
from needshare.kernel import new_id
from needshare.tasks import actions
from needshare.tasks.models import Task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind
from tests.calling import refused
from tests.cast import AT


@pytest.fixture
def asked(cast) -> Task:
    task = NewTask(
        kind=TaskKind.LOOKALIKE_DOMAIN,
        reference="NMC-26-7K3F-9QXW",
        record_id=new_id(),
        owner=cast.force.id,
        due_at=AT,
        role=Role.INFORMATION_MANAGEMENT,
    )
    return actions.open_task(task=task, by=cast.acting_officer, at=AT)


def test_who_is_asked_says_that_it_is_done_once(api, asked):
    (waiting,) = api("information_manager").seen("/desk")["waiting"]
    done = api("information_manager").done(f"/tasks/{waiting['id']}/done")
    assert done["id"] == waiting["id"] == str(asked.pk)
    assert done["done_at"]
    refused(api("information_manager").post(f"/tasks/{asked.pk}/done"), 409)


def test_nobody_else_can_and_a_hidden_task_is_not_there(api, asked):
    refused(api("preparer").post(f"/tasks/{asked.pk}/done"), 403)
    hidden = api("partner").post(f"/tasks/{asked.pk}/done")
    absent = api("partner").post(f"/tasks/{new_id()}/done")
    assert refused(hidden, 404) == refused(absent, 404)
    asked.refresh_from_db()
    assert asked.done_at is None
