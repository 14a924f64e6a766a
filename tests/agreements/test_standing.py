from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import localdate

from needshare.agreements import actions, queries
from needshare.agreements.terms import Status
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from tests import entries
from tests.agreements.builders import REFERENCE, in_force, parties
from tests.cast import AT, Cast, acting, force, person


def standing(cast: Cast, at: datetime = AT):
    return queries.standing(REFERENCE, owner=cast.force.id, organisation=cast.council.id, on=at.date())


def change(cast: Cast, act, by=None, reason: str = "A breach is being looked into.", at: datetime = AT):
    return act(reference=REFERENCE, reason=reason, by=by or cast.acting_information_manager, at=at)


def test_a_suspended_agreement_covers_nothing_until_it_is_resumed(cast: Cast):
    in_force(cast)
    assert standing(cast) is not None
    change(cast, actions.suspend)
    assert standing(cast) is None
    event = entries.newest("agreements.suspend")
    assert event.references[0] == REFERENCE
    assert event.justification == "A breach is being looked into."
    assert event.said["status"] == "suspended"
    change(cast, actions.resume, reason="It is settled.")
    assert standing(cast).ceiling == "official_sensitive"


def test_the_other_sides_contact_point_is_told(cast: Cast):
    in_force(cast)
    change(cast, actions.suspend)
    (told,) = Notice.objects.all()
    assert (told.kind, told.to_account_id) == ("agreement_suspended", cast.contact_point.id)
    assert told.reference == REFERENCE


def test_twice_in_a_row_is_a_conflict(cast: Cast):
    in_force(cast)
    with pytest.raises(Conflict):
        change(cast, actions.resume)
    change(cast, actions.suspend)
    with pytest.raises(Conflict):
        change(cast, actions.suspend)
    change(cast, actions.withdraw)
    for act in (actions.suspend, actions.resume, actions.withdraw):
        with pytest.raises(Conflict) as conflict:
            change(cast, act)
        assert conflict.value.reason == "No version of this agreement is in force."


def test_a_withdrawn_agreement_covers_nothing_for_good(cast: Cast):
    in_force(cast)
    version = change(cast, actions.withdraw, reason="The council has left.")
    assert (version.status, version.standing_reason) == (Status.WITHDRAWN, "The council has left.")
    assert standing(cast) is None
    assert Notice.objects.get().kind == "agreement_ended"


@pytest.mark.parametrize("act", [actions.suspend, actions.resume, actions.withdraw])
def test_a_reason_is_needed(cast: Cast, act):
    in_force(cast)
    if act is actions.resume:
        change(cast, actions.suspend)
    with pytest.raises(Invalid) as invalid:
        change(cast, act, reason=" ")
    assert invalid.value.errors[0].field == "reason"


def test_what_has_ended_is_neither_suspended_nor_resumed(cast: Cast):
    in_force(cast, review_on=date(2026, 3, 1), ends_on=date(2026, 3, 20))
    after = AT + timedelta(days=5)
    with pytest.raises(Conflict):
        change(cast, actions.suspend, at=after)
    change(cast, actions.suspend)
    with pytest.raises(Blocked) as blocked:
        change(cast, actions.resume, at=after)
    assert blocked.value.reason == "This agreement has ended. Enter a new version instead."


@pytest.mark.parametrize("part", ["officer", "preparer", "decider", "auditor"])
def test_only_those_who_keep_agreements_suspend_them(cast: Cast, part):
    in_force(cast)
    for act in (actions.suspend, actions.resume, actions.withdraw):
        with pytest.raises(Blocked):
            change(cast, act, by=getattr(cast, f"acting_{part}"))
        assert entries.newest().ending == "blocked"
    assert standing(cast) is not None


def test_a_party_sees_the_agreement_and_cannot_suspend_it(cast: Cast):
    in_force(cast)
    with pytest.raises(Blocked):
        change(cast, actions.suspend, by=cast.acting_contact_point)


def test_for_others_there_is_no_such_agreement(cast: Cast):
    in_force(cast)
    other = acting(person(force("SMC", "Southmoor Police"), "j.doe", *cast.information_manager.roles))
    for by in (other, cast.acting_outsider):
        with pytest.raises(Unknown):
            change(cast, actions.suspend, by=by)


def test_the_last_day_counts_to_its_end_in_local_time(cast: Cast):
    in_force(cast, parties=parties(cast), review_on=date(2026, 3, 1), ends_on=date(2026, 7, 15))
    one_second_before = datetime(2026, 7, 15, 22, 59, 59, tzinfo=UTC)
    one_second_after = datetime(2026, 7, 15, 23, 0, 0, tzinfo=UTC)
    listed = queries.agreement(REFERENCE, viewer=cast.acting_officer)
    assert queries.Listed.of(listed, on=localdate(one_second_before)).status is Status.IN_FORCE
    assert queries.Listed.of(listed, on=localdate(one_second_after)).status is Status.EXPIRED
