"""The specialist unit's pages and commands; to everybody else they say no in the same words."""

import pytest
import time_machine
from django.test import Client

from needshare.accounts.models import Account
from needshare.casework import actions as casework
from needshare.protections import actions, jobs, queries
from tests.cast import AT, Cast
from tests.cli.running import Terminal
from tests.protections.conftest import a_flag, item_about
from tests.signing_in import signed_in

FLAG = {
    "code": "b02",
    "hides": "record",
    "reason": "Moved under protection.",
    "authority": "Order 17",
    "from_on-day": "16",
    "from_on-month": "3",
    "from_on-year": "2026",
    "review_on-day": "16",
    "review_on-month": "6",
    "review_on-year": "2026",
}


@pytest.fixture
def page(cast: Cast, specialist: Account):
    with time_machine.travel(AT, tick=False):
        yield signed_in(specialist)


def seen(page: Client, address: str, status: int = 200) -> str:
    answer = page.get(address, secure=True)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_a_flag_is_found_set_reviewed_and_lifted_on_pages(cast, unit, alan, page):
    item_about(cast, alan)
    found = page.post("/protections/find", {"name": "Alan Reeve", "reason": "Order 17."}, secure=True)
    assert f"/protections/people/{alan.pk}" in found.content.decode()
    form = seen(page, f"/protections/people/{alan.pk}")
    assert "Alwin Tresco" in form
    assert "Note about the move" in form
    assert page.post(f"/protections/people/{alan.pk}", {}, secure=True).status_code == 422
    assert page.post(f"/protections/people/{alan.pk}", FLAG, secure=True).status_code == 302
    (flag,) = queries.flags(unit)
    assert "Alan Reeve" in seen(page, "/protections")
    assert "Order 17" in seen(page, f"/protections/{flag.id}")
    said = {"words": "Still.", "review_on-day": "1", "review_on-month": "9", "review_on-year": "2026"}
    assert page.post(f"/protections/{flag.id}/review", said, secure=True).status_code == 302
    assert page.post(f"/protections/{flag.id}/lift", {"words": ""}, secure=True).status_code == 422
    assert page.post(f"/protections/{flag.id}/lift", {"words": "Ended."}, secure=True).status_code == 302
    assert "This flag was lifted" in seen(page, f"/protections/{flag.id}")


def test_an_alert_is_shown_with_who_and_why_and_decided(cast, unit, alan, page):
    actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    casework.search(words="Alan Reeve", reason="A crash claim.", by=cast.acting_preparer, at=AT)
    jobs.compare(at=AT)
    alert = queries.alerts(unit)[0]
    shown = seen(page, f"/protections/alerts/{alert.id}")
    assert "A crash claim." in shown
    refused = page.post(f"/protections/alerts/{alert.id}", {"outward": "ncnd", "words": "x"}, secure=True)
    assert refused.status_code == 409
    said = {"outward": "elsewhere", "words": "Spoke to them."}
    assert page.post(f"/protections/alerts/{alert.id}", said, secure=True).status_code == 302
    assert "Spoke to them." in seen(page, f"/protections/alerts/{alert.id}")


def test_the_restricted_log_is_shown_to_the_unit_and_to_professional_standards(cast, unit, alan, page):
    actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    for client in (page, signed_in(cast.standards)):
        shown = client.post("/protections/log", {"reason": "Monthly."}, secure=True)
        assert "protections.set_flag" in shown.content.decode()
        assert client.post("/protections/log", {"reason": " "}, secure=True).status_code == 422


@pytest.mark.parametrize("part", ["preparer", "information_manager", "auditor", "administrator", "partner"])
def test_everybody_else_is_told_no_alike_whether_or_not_there_is_such_a_flag(cast, unit, alan, page, part):
    flag = actions.set_flag(flag=a_flag(alan), by=unit, at=AT)
    client = signed_in(getattr(cast, part))
    for address in ("/protections", "/protections/find", "/protections/log"):
        seen(client, address, 403)
    there = client.get(f"/protections/{flag.id}", secure=True)
    nowhere = client.get("/protections/01a20154-a53b-7ade-afa7-0f9c54b38f78", secure=True)
    assert there.status_code == nowhere.status_code == 403
    assert there.content == nowhere.content
    assert "kept apart" not in seen(client, "/account")


def test_flags_are_set_listed_and_lifted_at_the_command_line(cast, unit, alan, specialist, tmp_path, capsys):
    object.__setattr__(cast, "specialist", specialist)
    with time_machine.travel(AT, tick=False):
        terminal = Terminal(cast, tmp_path, capsys)
        sought = {"name": "Alan Reeve", "reason": "Order 17."}
        (person,) = terminal.takes("specialist", "protection", "find", sent=sought)["found"]
        flag = {
            "subject": person["id"],
            "code": "b03",
            "hides": "record",
            "reason": "A source.",
            "authority": "Order 17",
            "from_on": "2026-03-16",
            "review_on": "2026-06-16",
        }
        made = terminal.takes("specialist", "protection", "set", sent=flag)
        jobs.compare(at=AT)
        desk = terminal.takes("specialist", "protection", "desk")
        assert [each["id"] for each in desk["flags"]] == [made["id"]]
        said = {"words": "Still.", "review_on": "2026-09-16"}
        reviewed = terminal.takes("specialist", "protection", "review", made["id"], sent=said)
        assert reviewed["review_on"] == "2026-09-16"
        alert = desk["alerts"][0]["id"]
        decided = {"outward": "stands", "words": "The record itself."}
        assert terminal.takes("specialist", "protection", "decide", alert, sent=decided)["state"] == "decided"
        lifted = terminal.takes("specialist", "protection", "lift", made["id"], sent={"words": "Ended."})
        assert lifted["is_lifted"]
        status, _out, _err = terminal.run(
            "protection", "desk", "--token-file", terminal.token_file("preparer"), "--json"
        )
        assert status == 3
