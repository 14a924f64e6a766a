"""The pages of those who keep people, used as they use them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from needshare.accounts import actions
from needshare.accounts.models import Account, RoleProposal
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.notices.jobs import send_due, tell_people
from tests.calling import Caller
from tests.cast import person
from tests.signing_in import PASSWORD, signed_in

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Lena Marsh",
    "work_email": "lena.marsh@wexcombe.example",
    "username": "l.marsh",
    "roles": ["partner_user"],
    "reason": "New in the team.",
}


def page(name, who):
    return reverse(name, kwargs={"who": who.pk})


def test_from_the_invitation_to_the_first_sign_in(cast):
    client = signed_in(cast.partner_administrator)
    sent = client.post("/people/invite?organisation=WBC", NEW)
    assert sent.status_code == 302, sent.content.decode()
    now = datetime.now(UTC)
    tell_people(at=now)
    send_due(at=now)
    (link,) = re.findall(r"/account/invitation/\S+", mail.outbox[0].body)
    visitor = Client()
    shown = visitor.get(link)
    assert "l.marsh@wbc" in shown.content.decode()
    differ = visitor.post(link, {"password1": PASSWORD, "password2": "another one than that"})
    assert differ.status_code == 422
    done = visitor.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert done.headers["Location"] == "/account/sign-in"
    assert visitor.get(link).status_code == 404
    entered = visitor.post("/account/sign-in", {"login": "l.marsh@wbc", "password": PASSWORD})
    assert entered.status_code == 302
    assert visitor.get("/").headers["Location"] == "/account/passkeys/new"


def test_dead_links_answer_alike(cast, client):
    used = client.get("/account/invitation/ns_" + "a" * 32)
    malformed = client.get("/account/invitation/x")
    assert used.status_code == malformed.status_code == 404
    assert used.content == malformed.content


def test_two_administrators_raise_a_person(cast):
    first = signed_in(cast.administrator)
    second = signed_in(person(cast.force, "second.admin", Role.SYSTEM_ADMINISTRATOR))
    sent = {"role": "supervisor", "reason": "Promoted."}
    assert first.post(page("propose_role", cast.officer), sent).status_code == 302
    proposal = RoleProposal.objects.get()
    approve = reverse("approve_role", kwargs={"proposal": proposal.pk})
    assert "Promoted." in first.get("/people/roles").content.decode()
    assert approve not in first.get("/people/roles").content.decode()
    assert first.post(approve).status_code == 403
    assert approve in second.get("/people/roles").content.decode()
    assert second.post(approve).status_code == 302
    assert Account.objects.get(pk=cast.officer.pk).roles == ["officer", "supervisor"]


@pytest.mark.parametrize("part", ["officer", "decider", "auditor", "partner", "contact_point", "checker"])
@pytest.mark.parametrize("address", ["/people", "/people/invite", "/people/roles"])
def test_who_keeps_nobody_gets_no_page(cast, part, address):
    assert signed_in(getattr(cast, part)).get(address).status_code == 403


def test_a_partners_administrator_sees_own_people_only(cast):
    client = signed_in(cast.partner_administrator)
    shown = client.get("/people").content.decode()
    assert "l.osei@wbc" in shown
    assert client.get("/people?organisation=AHA").status_code == 404
    for who in (cast.outsider, cast.officer):
        assert client.get(page("person", who)).status_code == 404
        assert client.post(page("suspend", who), {"reason": "x"}).status_code == 404
    offered = client.get(page("propose_role", cast.partner)).content.decode()
    assert "partner_contact_point" in offered
    assert "decision_maker" not in offered
    forged = {"role": "decision_maker", "reason": "x"}
    assert client.post(page("propose_role", cast.partner), forged).status_code == 422


def test_professional_standards_vets_and_information_management_trains(cast):
    vetting = {
        "vetting": "mv",
        "until-day": "1",
        "until-month": "3",
        "until-year": "2099",
        "evidence": "Form 7.",
    }
    standards, manager = signed_in(cast.standards), signed_in(cast.information_manager)
    assert standards.post(page("record_vetting", cast.officer), vetting).status_code == 302
    assert manager.get(page("record_vetting", cast.officer)).status_code == 403
    training = {"until-day": "1", "until-month": "3", "until-year": "2099", "evidence": "Course."}
    assert manager.post(page("record_training", cast.officer), training).status_code == 302
    assert standards.get(page("record_training", cast.officer)).status_code == 403
    assert manager.get(page("suspend", cast.officer)).status_code == 403
    assert Account.objects.get(pk=cast.officer.pk).vetting == "mv"


def test_suspension_ends_pages_tokens_and_links_at_the_next_request(cast):
    officer, now = signed_in(cast.officer), datetime.now(UTC)
    _token, secret = actions.add_token(
        username=cast.officer.username,
        label="now",
        expires_at=now + timedelta(days=30),
        by=operator(at=now),
        at=now,
    )
    api = Caller(secret)
    assert (officer.get("/desk").status_code, api.get("/me").status_code) == (200, 200)
    administrator = signed_in(cast.administrator)
    assert administrator.post(page("suspend", cast.officer), {"reason": "Misuse."}).status_code == 302
    assert (officer.get("/desk").status_code, api.get("/me").status_code) == (302, 401)
    assert administrator.post(page("reinstate", cast.officer), {"reason": "Cleared."}).status_code == 302
    assert (officer.get("/desk").status_code, api.get("/me").status_code) == (302, 200)


def test_a_role_taken_away_counts_for_nothing_at_the_next_request(cast):
    officer, administrator = signed_in(cast.auditor), signed_in(cast.administrator)
    assert officer.get("/audit").status_code == 200
    sent = {"role": "auditor", "reason": "Moved on."}
    assert administrator.post(page("withdraw_role", cast.auditor), sent).status_code == 302
    assert officer.get("/audit").status_code == 403
