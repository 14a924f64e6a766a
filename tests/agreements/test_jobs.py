from datetime import UTC, date, datetime, timedelta

import pytest

from needshare.agreements import actions
from needshare.agreements.jobs import raise_ended, raise_reviews
from needshare.kernel import Unknown
from needshare.kernel.actors import worker
from needshare.notices.models import Notice
from needshare.tasks import queries as tasks
from tests import entries
from tests.agreements.builders import REFERENCE, in_force
from tests.cast import AT, Cast

ENDED = {"ends_on": date(2026, 3, 15), "review_on": date(2026, 1, 1)}


def asked_of(cast: Cast, at=AT):
    found = tasks.waiting_for(cast.acting_information_manager, at=at).tasks
    return [(task.kind, task.subject_reference) for task in found]


def test_the_owner_and_every_contact_point_hear_of_an_end_once(cast: Cast):
    in_force(cast, **ENDED)
    in_force(cast, "NMC-ISA-030")
    assert raise_ended(at=AT) == 1
    assert raise_ended(at=AT) == 0
    assert asked_of(cast) == [("agreement_expired", REFERENCE)]
    assert {(each.kind, each.to_account_id) for each in Notice.objects.all()} == {
        ("agreement_ended", cast.information_manager.id),
        ("agreement_ended", cast.contact_point.id),
    }
    event = entries.newest("agreements.raise_expiry")
    assert event.said["code"] == "isa_expired"
    assert event.references[0] == REFERENCE
    assert event.actor["channel"] == "worker"


def test_nothing_is_raised_before_the_last_day_is_over(cast: Cast):
    in_force(cast, **ENDED)
    assert raise_ended(at=datetime(2026, 3, 15, 23, 59, 59, tzinfo=UTC)) == 0
    assert raise_ended(at=datetime(2026, 3, 16, 0, 0, 0, tzinfo=UTC)) == 1


def test_a_version_that_was_replaced_or_withdrawn_has_no_end_to_raise(cast: Cast):
    in_force(cast, **ENDED | {"ends_on": date(2026, 3, 20)})
    actions.withdraw(reference=REFERENCE, reason="Over.", by=cast.acting_information_manager, at=AT)
    assert raise_ended(at=AT + timedelta(days=9)) == 0


def test_a_review_is_asked_for_once_on_its_day(cast: Cast):
    in_force(cast, review_on=AT.date())
    assert raise_reviews(at=AT - timedelta(days=1)) == 0
    assert raise_reviews(at=AT) == 1
    assert raise_reviews(at=AT) == 0
    assert asked_of(cast) == [("agreement_review", REFERENCE)]
    assert Notice.objects.count() == 0


def test_the_acts_of_the_worker_find_only_what_is_due(cast: Cast):
    version = in_force(cast)
    for act in (actions.raise_expiry, actions.raise_review):
        with pytest.raises(Unknown):
            act(version_id=version.id, by=worker(cast.force.id), at=AT)
