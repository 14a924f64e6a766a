import re
from datetime import timedelta

import pytest
from django.urls import resolve

from needshare.kernel import new_id
from needshare.notices.rules import (
    MOST_ATTEMPTS,
    NewNotice,
    faults_of,
    is_address,
    is_given_up,
    is_refused_for_good,
    path_of,
    wait_after,
)
from needshare.notices.terms import NoticeKind

OWNER, PERSON = new_id(), new_id()


def notice(**changed) -> NewNotice:
    given = {"kind": NoticeKind.PACKAGE_READY, "reference": "NMC-26-7K3F-9QXW", "owner": OWNER}
    return NewNotice(**given | {"account": PERSON} | changed)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("l.osei@wexcombe.example", True),
        ("o'hara@wexcombe.example", True),
        ("l.osei@wexcombe", False),
        ("@wexcombe.example", False),
        ("a@b@c.example", False),
        ("Osei <l.osei@wexcombe.example>", False),
        ("a@b.example, c@d.example", False),
        ("a@b.example\nBcc: c@d.example", False),
        ("a@b.example\r", False),
        (f"{'a' * 250}@b.example", False),
        ("", False),
    ],
)
def test_an_address_is_one_plain_address(address, is_one):
    assert is_address(address) is is_one


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"account": None}, "account"),
        ({"address": "a@b.example"}, "account"),
        ({"account": None, "address": "nobody"}, "address"),
        ({"reference": ""}, "reference"),
        ({"reference": "N" * 41}, "reference"),
        ({"facts": {"subject": "Marlon Pryce"}}, "facts.subject"),
        ({"facts": {"path": "https://elsewhere.example/"}}, "facts.path"),
        ({"facts": {"path": "/cases/?next=x"}}, "facts.path"),
        ({"facts": {"due_at": "tomorrow"}}, "facts.due_at"),
        ({"facts": {"due_at": "2026-03-16T09:00:00"}}, "facts.due_at"),
        ({"facts": {"token": "no spaces here, please"}}, "facts.token"),
    ],
)
def test_a_message_says_nothing_but_where_to_look_and_until_when(changed, field):
    assert field in [fault.field for fault in faults_of(notice(**changed))]


def test_a_message_may_say_where_to_look_and_until_when():
    facts = {"path": "/cases/NMC-26-7K3F-9QXW", "due_at": "2026-03-17T17:00:00+00:00"}
    assert faults_of(notice(facts=facts)) == []
    assert faults_of(notice(facts={"due_at": ""})) == []


@pytest.mark.parametrize(
    ("kind", "facts", "path"),
    [
        (NoticeKind.TASK_WAITING, {}, "/cases/N1"),
        (NoticeKind.TASK_WAITING, {"path": "/agreements/N1"}, "/agreements/N1"),
        (NoticeKind.REQUEST_RETURNED, {}, "/requests/N1"),
        (NoticeKind.AGREEMENT_ENDED, {}, "/agreements/N1"),
        (NoticeKind.PACKAGE_READY, {"path": "/packages/N1"}, "/packages/N1"),
        (NoticeKind.ONE_TIME_LINK, {"token": "q7Zk"}, "/collect/q7Zk"),
    ],
)
def test_the_link_leads_to_a_page_of_this_site(kind, facts, path):
    assert path_of(kind, "N1", facts) == path


# Messages that lead to one's own page and name no reference there.
OF_ONESELF = {
    (NoticeKind.ROLE_GIVEN, "/account"),
    (NoticeKind.PASSKEY_ADDED, "/account"),
    (NoticeKind.PASSKEY_REMOVED, "/account"),
    (NoticeKind.APP_ADDED, "/account"),
    (NoticeKind.CODES_MADE, "/account"),
    (NoticeKind.PASSWORD_CHANGED, "/account"),
    (NoticeKind.SIGN_IN_TAKEN, "/account"),
    (NoticeKind.ADDRESS_CHANGED, "/account"),
    (NoticeKind.NEW_BROWSER, "/account/sessions"),
    (NoticeKind.ACCESS_NOT_GRANTED, "/access-requests"),
    (NoticeKind.HIDDEN_HIT, "/hidden-hits"),
}


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_message_leads_to_a_page_that_is_there_and_names_no_more_than_the_reference(kind):
    carries_link = kind in (NoticeKind.ONE_TIME_LINK, NoticeKind.INVITATION, NoticeKind.ASKED_OUTSIDE)
    facts = {"token": "q" * 32} if carries_link else {}
    path = path_of(kind, "NMC-26-7K3F-9QXW", facts)
    assert resolve(path).view_name not in ("casework:home", "casework:desk")
    named = facts.get("token", "NMC-26-7K3F-9QXW")
    assert re.fullmatch(rf"(/[a-z]+)+/{named}", path) or (kind, path) in OF_ONESELF


def test_waits_grow_and_trying_ends_within_two_days():
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert sum(waits, timedelta()) < timedelta(days=2)
    assert not is_given_up(MOST_ATTEMPTS - 1)
    assert is_given_up(MOST_ATTEMPTS)


@pytest.mark.parametrize(("answers", "for_good"), [([550], True), ([450], False), ([550, 451], False)])
def test_only_a_permanent_answer_ends_the_trying(answers, for_good):
    assert is_refused_for_good(answers) is for_good
