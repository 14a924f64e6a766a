"""A desk lets a person say that a task is done where nothing else can show it."""

import pytest
from django.test import Client

from needshare.accounts.terms import Role
from needshare.kernel import new_id
from needshare.tasks import actions
from needshare.tasks.models import Task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind
from tests.cast import AT, Cast
from tests.signing_in import signed_in


@pytest.fixture
def asked(cast: Cast) -> Task:
    task = NewTask(
        kind=TaskKind.LOOKALIKE_DOMAIN,
        reference="NMC-26-7K3F-9QXW",
        record_id=new_id(),
        owner=cast.force.id,
        due_at=AT,
        role=Role.INFORMATION_MANAGEMENT,
    )
    return actions.open_task(task=task, by=cast.acting_officer, at=AT)


def test_who_is_asked_says_on_the_desk_that_it_is_done(cast: Cast, asked: Task):
    client = signed_in(cast.information_manager)
    address = f"/tasks/{asked.pk}/done"
    assert address in client.get("/desk").content.decode()
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (302, "/desk")
    asked.refresh_from_db()
    assert asked.done_by_id == cast.information_manager.pk
    assert address not in client.get("/desk").content.decode()
    assert client.post(address).status_code == 409


def test_nobody_else_can_and_a_look_changes_nothing(cast: Cast, asked: Task):
    address = f"/tasks/{asked.pk}/done"
    assert Client().post(address)["Location"].startswith("/account/sign-in")
    assert signed_in(cast.preparer).post(address).status_code == 403
    assert signed_in(cast.partner).post(address).status_code == 404
    assert signed_in(cast.information_manager).get(address).status_code == 405
    asked.refresh_from_db()
    assert asked.done_at is None
