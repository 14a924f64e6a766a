"""Every denied call of somebody signed in leaves one entry, whichever doorway it came through."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client

from needshare.accounts.models import Account
from needshare.audit import entries, queries
from needshare.audit.models import Entry
from needshare.audit.queries import Event
from needshare.kernel.actors import NOBODY
from needshare.pathway.terms import Stage
from tests.calling import Caller, token_of
from tests.cast import AT, Cast, assemble, force, person
from tests.signing_in import signed_in
from tests.story import Story, begin as begin_story

pytestmark = pytest.mark.django_db

ABSENT = "NMC-26-0000-0000"


@pytest.fixture
def story() -> Iterator[Story]:
    with time_machine.travel(AT, tick=False):
        yield begin_story(assemble(), has_agreement=False).to(Stage.RECEIVED)


def events_after(before: int) -> list[Event]:
    found = Entry.objects.select_related("payload").order_by("id")[before:]
    return [queries.event_of(row) for row in found]


def denied(call: Any, *, status: int) -> list[Event]:
    before = Entry.objects.count()
    answer = call()
    assert answer.status_code == status, answer.content[:500]
    return events_after(before)


def stranger(cast: Cast) -> Account:
    """Somebody of another force: the case does not exist for them."""
    return person(force("EMC", "Eastmoor Constabulary"), "decider.east", "decision_maker")


def test_a_page_that_is_refused_before_any_act_leaves_one_entry(story):
    client = signed_in(story.cast.partner)
    (event,) = denied(lambda: client.get("/people"), status=403)
    assert (event.act, event.ending, event.operation) == ("person.list", "blocked", "consultation")
    assert event.actor["id"] == str(story.cast.partner.pk)
    assert event.codes
    assert event.said["address"] == "people"


def test_what_is_hidden_and_what_is_absent_leave_the_same_number_of_entries(story):
    client = signed_in(stranger(story.cast))
    hidden = denied(lambda: client.get(f"/requests/{story.reference}/sent"), status=404)
    absent = denied(lambda: client.get(f"/requests/{ABSENT}/sent"), status=404)
    assert [each.ending for each in hidden] == [each.ending for each in absent] == ["unknown"]
    assert [each.references for each in hidden] == [(story.reference,)]
    assert [each.references for each in absent] == [(ABSENT,)]


def test_a_list_of_the_api_that_is_refused_leaves_one_entry(story):
    caller = Caller(token_of(story.cast.partner))
    (event,) = denied(lambda: caller.get("/role-proposals"), status=403)
    assert (event.ending, event.actor["channel"]) == ("blocked", "api")


def test_a_read_of_the_api_that_finds_nothing_leaves_one_entry(story):
    caller = Caller(token_of(story.cast.partner))
    (event,) = denied(lambda: caller.get("/agreements/ISA-999"), status=404)
    assert (event.act, event.ending, event.references) == ("agreement.view", "unknown", ("ISA-999",))


def test_what_an_act_has_entered_already_is_not_entered_again(story):
    caller = Caller(token_of(story.cast.auditor))
    (event,) = denied(lambda: caller.post(f"/cases/{story.reference}/claim"), status=403)
    assert (event.act, event.ending) == ("pathway.claim", "blocked")


@pytest.mark.parametrize("path", ["/cases/{reference}", "/no-such-page"])
def test_a_visitor_is_nobody_and_leaves_no_entry(story, path):
    before = Entry.objects.count()
    answer = Client().get(path.format(reference=story.reference))
    assert answer.status_code in (302, 404)
    assert Entry.objects.count() == before


def test_who_comes_with_a_link_that_does_not_live_leaves_an_entry_until_a_wall(story, settings):
    settings.LINK_TRIES = 3
    path, client = "/collect/" + "x" * 43 + "/package", Client()
    (event,) = denied(lambda: client.get(path), status=404)
    assert (event.actor["id"], event.ending, event.references) == (str(NOBODY), "unknown", ())
    statuses = [client.get(path).status_code for _turn in range(4)]
    assert (statuses[0], statuses[-1]) == (404, 429)


def test_an_address_that_there_is_not_asks_for_nothing(story):
    client = signed_in(story.cast.partner)
    assert denied(lambda: client.get("/no-such-page"), status=404) == []


def test_the_secret_of_a_link_is_not_kept(story):
    client, secret = signed_in(story.cast.partner), "x" * 43
    events = denied(lambda: client.get(f"/collect/{secret}"), status=404)
    assert [event.ending for event in events] == ["unknown"]
    assert secret not in str(events)


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_denial_that_cannot_be_entered_is_answered_unavailable(story, monkeypatch, door):
    client, caller = signed_in(story.cast.partner), Caller(token_of(story.cast.partner))

    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(entries, "store", broken)
    answer = client.get("/people") if door == "page" else caller.get("/role-proposals")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
