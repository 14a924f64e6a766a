from datetime import timedelta

import pytest
from django.db import connection

from needshare.crypto.keys import new_data_key
from needshare.crypto.models import DataKey
from needshare.kernel import Blocked, Conflict, Invalid, Unknown, new_id
from needshare.kernel.actors import worker
from needshare.notices import actions, queries
from needshare.notices.models import Notice
from needshare.notices.rules import MOST_ATTEMPTS, NewNotice, wait_after
from needshare.notices.terms import Delivery, Failure, NoticeKind
from tests import entries
from tests.cast import AT, Cast

LATER = AT + timedelta(hours=1)


@pytest.fixture
def queued(cast: Cast) -> Notice:
    return actions.queue(notice=to_partner(cast), by=cast.acting_preparer, at=AT)


def to_partner(cast: Cast, **changed) -> NewNotice:
    given = {"kind": NoticeKind.PACKAGE_READY, "reference": "NMC-26-7K3F-9QXW", "owner": cast.force.id}
    return NewNotice(**given | {"account": cast.partner.id} | changed)


def take(cast: Cast, at=AT) -> list[Notice]:
    by = worker(cast.force.id)
    return actions.begin_attempt(owner=cast.force.id, limit=10, by=by, at=at)


def test_a_message_is_queued_and_its_address_is_sealed(cast: Cast):
    notice = to_partner(cast, account=None, address="mx.pym@home.example", facts={"path": "/collect/9"})
    queued = actions.queue(notice=notice, by=cast.acting_preparer, at=AT)
    assert (queued.delivery, queued.attempts) == (Delivery.QUEUED, 0)
    event = entries.newest("notices.queue")
    assert event.said["notice_kind"] == "package_ready"
    assert "pym" not in str(event)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notices_notice")
        stored = b" ".join(bytes(v) for v in cursor.fetchone() if isinstance(v, bytes | memoryview))
    assert b"pym" not in stored
    assert b"collect" not in stored
    assert Notice.objects.get().to_address == "mx.pym@home.example"


def test_a_message_can_be_sealed_under_the_key_of_its_case(cast: Cast):
    key = new_data_key(owner=cast.force.id, purpose="case", at=AT)
    before = DataKey.objects.count()
    queued = actions.queue(notice=to_partner(cast, data_key=key), by=cast.acting_preparer, at=AT)
    assert queued.data_key == key
    assert DataKey.objects.count() == before


def test_a_message_for_nobody_is_invalid(cast: Cast):
    before = entries.count()
    with pytest.raises(Invalid):
        actions.queue(notice=to_partner(cast, account=None), by=cast.acting_preparer, at=AT)
    assert (Notice.objects.count(), entries.count()) == (0, before)


def test_an_attempt_is_counted_before_it_is_made(cast: Cast, queued: Notice):
    (taken,) = take(cast)
    assert (taken.attempts, taken.send_after) == (1, AT + wait_after(1))
    with pytest.raises(Conflict):
        take(cast)
    assert entries.newest("notices.begin_attempt").said == {"notices": [str(queued.id)]}


def test_a_message_is_taken_when_its_time_has_come(cast: Cast):
    actions.queue(notice=to_partner(cast, send_after=LATER), by=cast.acting_preparer, at=AT)
    with pytest.raises(Conflict):
        take(cast)
    assert len(take(cast, LATER)) == 1


def test_sent_once_is_sent(cast: Cast, queued: Notice):
    take(cast)
    by = worker(cast.force.id)
    actions.record_sent(notice_id=queued.id, by=by, at=AT)
    with pytest.raises(Conflict):
        actions.record_sent(notice_id=queued.id, by=by, at=AT)
    assert Notice.objects.get().delivery == Delivery.SENT
    assert entries.newest("notices.record_sent").references == ("NMC-26-7K3F-9QXW",)


def test_an_unreachable_server_is_tried_again_until_it_is_given_up(cast: Cast, queued: Notice):
    by, at = worker(cast.force.id), AT
    for attempt in range(1, MOST_ATTEMPTS + 1):
        take(cast, at)
        notice = actions.record_failure(notice_id=queued.id, failure=Failure.UNREACHABLE, by=by, at=at)
        assert notice.delivery == (Delivery.FAILED if attempt == MOST_ATTEMPTS else Delivery.QUEUED)
        at += wait_after(attempt)
    assert queries.undelivered(cast.acting_preparer) == [queued]
    assert queries.undelivered(cast.acting_preparer, after=queued.id) == []
    assert entries.newest("notices.record_failure").said["attempts"] == MOST_ATTEMPTS


def test_a_refused_recipient_is_given_up_at_once(cast: Cast, queued: Notice):
    take(cast)
    by = worker(cast.force.id)
    actions.record_failure(notice_id=queued.id, failure=Failure.REFUSED, by=by, at=AT)
    assert Notice.objects.get().failed_at == AT


def test_a_bounce_is_recorded_once_and_only_of_what_was_sent(cast: Cast, queued: Notice):
    with pytest.raises(Conflict):
        actions.record_bounce(notice_id=queued.id, by=cast.acting_information_manager, at=AT)
    take(cast)
    actions.record_sent(notice_id=queued.id, by=worker(cast.force.id), at=AT)
    actions.record_bounce(notice_id=queued.id, by=cast.acting_information_manager, at=LATER)
    assert Notice.objects.get().bounced_at == LATER
    with pytest.raises(Conflict):
        actions.record_bounce(notice_id=queued.id, by=cast.acting_information_manager, at=LATER)


def test_only_the_worker_sends(cast: Cast, queued: Notice):
    by = cast.acting_information_manager
    for act in (
        lambda: actions.begin_attempt(owner=cast.force.id, limit=1, by=by, at=AT),
        lambda: actions.record_sent(notice_id=queued.id, by=by, at=AT),
        lambda: actions.record_failure(notice_id=queued.id, failure=Failure.UNKNOWN, by=by, at=AT),
    ):
        with pytest.raises(Blocked) as blocked:
            act()
        assert blocked.value.reason == "Messages are sent by the worker, never by a person."
        assert entries.newest().codes == ("not_the_worker",)


def test_others_cannot_record_a_bounce(cast: Cast, queued: Notice):
    with pytest.raises(Blocked):
        actions.record_bounce(notice_id=queued.id, by=cast.acting_officer, at=AT)
    with pytest.raises(
        (Blocked, Unknown)
    ):  # where the database guards its rows, a partner is not shown it at all
        actions.record_bounce(notice_id=queued.id, by=cast.acting_partner, at=AT)
    with pytest.raises(Unknown):
        actions.record_bounce(notice_id=new_id(), by=cast.acting_information_manager, at=AT)


def test_a_partner_sees_nothing_of_the_outbox(cast: Cast, queued: Notice):
    assert queries.notices_about(queued.reference, viewer=cast.acting_officer) == [queued]
    assert queries.notices_about(queued.reference, viewer=cast.acting_partner) == []
    assert queries.undelivered(cast.acting_partner) == []
    assert str(queued) == "package_ready NMC-26-7K3F-9QXW"
