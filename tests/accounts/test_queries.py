from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needshare.accounts import actions, queries
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance, Role, TokenScope, Vetting
from needshare.agencies import actions as agencies
from needshare.crypto import keys
from needshare.kernel import Channel, Unknown
from tests.cast import AT, TRAINED_UNTIL, acting, force, person, system

pytestmark = pytest.mark.django_db


def test_a_force_knows_its_own_people_and_the_partners(cast):
    other = person(force("OTH", "Other Constabulary"), "x.other", Role.OFFICER)
    known = {account.username for account in queries.people(cast.acting_officer)}
    assert {"t.verma@nmc", "l.osei@wbc", "h.lorne@aha"} <= known
    assert other.username not in known
    assert other in queries.people(operator(at=AT))


def test_a_partner_knows_its_own_people_only(cast):
    known = {account.username for account in queries.people(cast.acting_partner)}
    assert known == {"a.prewett@wbc", "l.osei@wbc", "p.admin@wbc"}
    for unknown in (cast.officer.id, cast.officer.username, cast.outsider.id, uuid4(), "nobody@wbc"):
        with pytest.raises(Unknown):
            queries.person(unknown, cast.acting_partner)
    assert queries.person(" L.Osei@WBC ", cast.acting_partner) == cast.partner


def test_people_of_an_organisation_are_found_by_role(cast):
    found = queries.people_in_role(Role.DECISION_MAKER, cast.acting_officer, organisation_id=cast.force.id)
    assert found == [cast.decider]
    actions.suspend(username=cast.decider.username, reason="x", by=cast.acting_administrator, at=AT)
    assert (
        queries.people_in_role(Role.DECISION_MAKER, cast.acting_officer, organisation_id=cast.force.id) == []
    )


def test_a_persons_standing_is_what_holds_on_the_day(cast):
    by, until = cast.acting_standards, date(2026, 4, 1)
    seen = {"username": cast.officer.username, "evidence": "x", "by": by, "at": AT}
    actions.record_clearance(clearance=Clearance.SC, until=until, **seen)
    actions.record_vetting(vetting=Vetting.MV, until=until, **seen)
    now = queries.standing_of(cast.officer.id, at=AT)
    assert (now.is_trained, now.training_until) == (True, TRAINED_UNTIL)
    assert (now.clearance, now.vetting) == (Clearance.SC, Vetting.MV)
    assert (now.roles, now.is_active, now.organisation) == ({"officer"}, True, cast.force.id)
    later = queries.standing_of(cast.officer.id, at=AT.replace(year=TRAINED_UNTIL.year + 1))
    assert (later.is_trained, later.clearance, later.vetting) == (False, Clearance.NONE, Vetting.NONE)
    with pytest.raises(Unknown):
        queries.standing_of(uuid4(), at=AT)


def test_a_day_begins_at_midnight_in_london(cast):
    actions.record_training(
        username=cast.officer.username,
        until=date(2026, 6, 1),
        evidence="x",
        by=cast.acting_information_manager,
        at=AT,
    )
    last_minute = AT.replace(month=6, day=1, hour=22, minute=59)
    assert queries.standing_of(cast.officer.id, at=last_minute).is_trained
    assert not queries.standing_of(cast.officer.id, at=last_minute + timedelta(minutes=1)).is_trained


def test_names_are_for_those_who_may_know_them_in_two_selects(cast):
    ids = [cast.officer.id, cast.partner.id, cast.outsider.id, None, uuid4()]
    partner, officer = cast.acting_partner, cast.acting_officer
    keys.CACHE.clear()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert queries.names_of(ids, officer) == {
            cast.officer.id: "T Verma",
            cast.partner.id: "L Osei",
            cast.outsider.id: "H Lorne",
        }
    assert len(asked) == 2
    assert queries.names_of(ids, partner) == {
        cast.officer.id: "Northmoor Constabulary",
        cast.partner.id: "L Osei",
        cast.outsider.id: "Aldermere Housing Association",
    }
    assert queries.names_of([], officer) == {}


def token_of(account, by, **changed):
    usual = {"label": "script", "expires_at": AT + timedelta(days=30)}
    return actions.add_token(username=account.username, **usual | changed, by=by, at=AT)


def test_a_token_stands_for_its_person_with_the_roles_held_now(cast):
    token, secret = token_of(cast.partner, cast.acting_partner)
    actor = queries.actor_of_token(secret, at=AT, channel=Channel.API)
    assert (actor.id, actor.owner, actor.roles) == (cast.partner.id, cast.council.id, {"partner_user"})
    assert (actor.channel, actor.is_force, actor.name) == (Channel.API, False, "L Osei")
    assert actor.confirmed_at is None
    assert list(queries.tokens_of(cast.partner.id, cast.acting_partner, at=AT)) == [token]
    assert not queries.tokens_of(cast.partner.id, cast.acting_partner, at=AT + timedelta(days=30))


def test_only_a_token_for_steps_that_matter_counts_as_confirmed(cast):
    _token, secret = token_of(cast.partner, cast.acting_partner, scope=TokenScope.STEPS)
    assert queries.actor_of_token(secret, at=AT, channel=Channel.API).confirmed_at == AT


def test_a_systems_token_never_counts_as_confirmed(cast):
    feed = system(cast.council, "feed", Role.PARTNER_USER)
    _token, secret = token_of(feed, cast.acting_partner_administrator)
    assert queries.actor_of_token(secret, at=AT, channel=Channel.API).confirmed_at is None


def test_a_token_costs_one_select(cast):
    _token, secret = token_of(cast.partner, cast.acting_partner)
    with CaptureQueriesContext(connection) as asked:
        queries.actor_of_token(secret, at=AT, channel=Channel.API)
    assert len(asked) == 1


@pytest.mark.parametrize("text", ["", "ns_", "ns_" + "a" * 32, "Bearer", "ns_" + "a" * 31 + "\x00", "é" * 35])
def test_anything_else_stands_for_nobody(cast, text):
    assert queries.actor_of_token(text, at=AT, channel=Channel.API) is None


def test_a_token_stops_with_its_end_its_revocation_its_person_and_their_organisation(cast):
    token, secret = token_of(cast.partner, cast.acting_partner)

    def stands(at=AT):
        return queries.actor_of_token(secret, at=at, channel=Channel.API) is not None

    assert stands(AT + timedelta(days=30) - timedelta(seconds=1))
    assert not stands(AT + timedelta(days=30))
    assert not stands(AT - timedelta(seconds=1))
    by, who = cast.acting_administrator, cast.partner.username
    actions.suspend(username=who, reason="x", by=by, at=AT)
    assert not stands()
    actions.reinstate(username=who, reason="x", by=by, at=AT)
    assert stands()
    agencies.deactivate_organisation(code="WBC", reason="x", by=by, at=AT)
    assert not stands()
    agencies.reactivate_organisation(code="WBC", reason="x", by=by, at=AT)
    actions.revoke_token(token_id=token.id, by=acting(cast.partner), at=AT)
    assert not stands()


def test_withdrawn_roles_are_gone_from_the_next_request_by_token(cast):
    _token, secret = token_of(cast.partner, cast.acting_partner)
    actions.withdraw_role(
        username=cast.partner.username,
        role=Role.PARTNER_USER,
        reason="x",
        by=cast.acting_administrator,
        at=AT,
    )
    assert queries.actor_of_token(secret, at=AT, channel=Channel.API).roles == frozenset()
