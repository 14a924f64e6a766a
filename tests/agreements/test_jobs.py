import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from needshare.accounts.terms import Role
from needshare.agreements import actions
from needshare.agreements.jobs import raise_ended, raise_reviews, raise_untold
from needshare.kernel import Unknown
from needshare.kernel.actors import worker
from needshare.notices import actions as notices
from needshare.notices.jobs import send_due
from needshare.notices.models import Notice
from needshare.pathway.jobs import escalate_overdue, tell_of_tasks
from needshare.tasks import queries as tasks
from needshare.tasks.actions import complete
from tests import entries
from tests.agreements.builders import REFERENCE, agreed, in_force
from tests.cast import AT, Cast, person
from tests.signing_in import signed_in

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


def run(at) -> list[tuple[str, str, str]]:
    """Run the jobs as the worker does and list what left: to whom, the subject, the path of the link."""
    for job in (raise_ended, raise_reviews, raise_untold, tell_of_tasks, escalate_overdue, send_due):
        job(at=at)
    left = [
        (
            message.to[0],
            message.subject.rpartition(" (")[0],
            re.findall(r"http://[^/]+(\S*)", message.body)[0],
        )
        for message in mail.outbox
    ]
    mail.outbox.clear()
    return sorted(left)


PATH = f"/agreements/{REFERENCE}"
ENDED_MAIL = "An information-sharing agreement has ended"


def test_an_end_reaches_the_owners_desk_and_mail_and_goes_up_if_nothing_is_done(cast: Cast):
    siro = person(cast.force, "b.siro", Role.SIRO)
    person(cast.force, "w.other", Role.INFORMATION_MANAGEMENT)
    in_force(cast, **ENDED)
    assert run(AT) == [
        ("a.prewett@wexcombe.example", ENDED_MAIL, PATH),
        ("s.tarn@nmc.example", "A task waits for you", PATH),
        ("s.tarn@nmc.example", ENDED_MAIL, PATH),
    ]
    assert run(AT + timedelta(days=5)) == []
    late = AT + timedelta(days=5, minutes=1)
    assert run(late) == [
        ("s.tarn@nmc.example", "A task of yours is overdue", PATH),
        ("w.other@nmc.example", "An overdue task was escalated to you", PATH),
    ]
    assert run(late + timedelta(days=3, minutes=1)) == [
        ("b.siro@nmc.example", "An overdue task was escalated to you", PATH)
    ]
    assert siro.pk


def test_the_page_a_message_leads_to_opens_for_who_is_told(cast: Cast):
    in_force(cast, **ENDED)
    for to, _subject, path in run(AT):
        who = cast.contact_point if to.startswith("a.prewett") else cast.information_manager
        assert signed_in(who).get(path).status_code == 200


def test_a_new_version_in_force_ends_what_was_asked_of_the_owner(cast: Cast):
    in_force(cast, **ENDED)
    run(AT)
    assert asked_of(cast) == [("agreement_expired", REFERENCE)]
    renewed = agreed(
        cast, number=9, starts_on=AT.date(), ends_on=date(2027, 3, 15), review_on=date(2026, 9, 1)
    )
    actions.add_version(reference=REFERENCE, agreed=renewed, by=cast.acting_information_manager, at=AT)
    assert asked_of(cast) == []


def test_a_withdrawal_ends_what_was_asked_of_the_owner(cast: Cast):
    in_force(cast, review_on=AT.date())
    run(AT)
    assert asked_of(cast) == [("agreement_review", REFERENCE)]
    actions.withdraw(reference=REFERENCE, reason="Over.", by=cast.acting_information_manager, at=AT)
    assert asked_of(cast) == []


def test_a_party_that_no_message_reached_is_told_by_the_owner(cast: Cast):
    in_force(cast, **ENDED)
    run(AT)
    notice = Notice.objects.get(kind="agreement_ended", to_account=cast.contact_point)
    by = worker(cast.force.id)
    notices.record_bounce(notice_id=notice.pk, by=by, at=AT)
    assert run(AT) == [("s.tarn@nmc.example", "A task waits for you", PATH)]
    assert asked_of(cast) == [("tell_partner_ended", REFERENCE), ("agreement_expired", REFERENCE)]
    assert raise_untold(at=AT) == 0
    task = next(each for each in tasks.waiting_for(cast.acting_information_manager, at=AT).tasks)
    complete(task_id=task.id, by=cast.acting_information_manager, at=AT)
    assert asked_of(cast) == [("agreement_expired", REFERENCE)]
