from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from needshare.crypto import vault
from needshare.disclosure import jobs, queries
from needshare.disclosure.models import Delivery
from needshare.disclosure.terms import DeliveryState
from needshare.kernel.actors import worker
from needshare.notices import actions as notices, queries as notice_queries
from needshare.notices.terms import NoticeKind
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import Cast
from tests.entries import count
from tests.receipt.going_by_link import released_to_neighbour
from tests.signing_in import signed_in
from tests.story import Story, begin


@pytest.fixture
def released(cast: Cast) -> Story:
    return begin(cast).to(Stage.RELEASED)


def lose_the_notice(story: Story, kind: NoticeKind = NoticeKind.PACKAGE_READY) -> None:
    by = worker(story.cast.force.pk)
    for notice in notices.begin_attempt(owner=story.cast.force.pk, limit=50, by=by, at=story.at):
        notices.record_sent(notice_id=notice.pk, by=by, at=story.at)
    ready = [
        notice
        for notice in notice_queries.notices_about(story.reference, viewer=story.by("preparer"))
        if notice.kind == kind
    ]
    notices.record_bounce(notice_id=ready[0].pk, by=by, at=story.at)


def test_a_notice_that_came_back_marks_the_delivery_and_asks_the_handler_once(released: Story):
    lose_the_notice(released)
    assert jobs.raise_failed_notices(at=released.at) == 1
    case = pathway.sharing_case(released.reference, viewer=released.by("preparer"))
    assert [each.state for each in queries.deliveries_of(case)] == [DeliveryState.BOUNCED]
    asked = [
        each
        for each in tasks.tasks_about(case.pk, viewer=released.by("preparer"))
        if each.kind == "delivery_failed"
    ]
    assert [each.assigned_to_id for each in asked] == [released.cast.preparer.pk]
    entries = count()
    assert jobs.raise_failed_notices(at=released.at) == 0
    assert count() == entries


def test_a_one_time_link_that_came_back_marks_the_delivery_of_that_person(cast: Cast):
    story, _secrets = released_to_neighbour(cast, "portal")
    lose_the_notice(story, NoticeKind.ONE_TIME_LINK)
    assert jobs.raise_failed_notices(at=story.at) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.bounced_at) == ("bounced", story.at)
    page = signed_in(cast.preparer).get(f"/cases/{story.reference}", secure=True).content.decode()
    assert "Bounced" in page


@pytest.fixture
def own_vault(settings: Any, tmp_path: Path) -> None:
    """Files of this test alone: what is cleaned up here may be what another test's rows name."""
    settings.DATA_DIR = tmp_path


def test_only_files_that_no_row_names_are_removed_and_only_after_a_day(own_vault: None, released: Story):
    key = b"k" * 32
    lost = vault.write_bytes(b"left by an act that was undone", key=key, object_id=released.cast.force.pk)
    known = queries.stored_files()
    assert jobs.remove_orphans(at=released.at) == 0
    later = released.at + timedelta(days=4000)
    assert jobs.remove_orphans(at=later) == 1
    left = {file.name for file in vault.storage().listed()}
    assert lost.name not in left
    assert known <= left
