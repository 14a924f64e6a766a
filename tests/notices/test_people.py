"""What people are told of their own accounts: the link of an invitation, and a role they were given."""

import re

import pytest
from django.core import mail

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account, Invitation
from needshare.accounts.terms import Person, Role
from needshare.notices.jobs import send_due, tell_people
from needshare.notices.models import Notice
from tests.cast import AT, acting, person

pytestmark = pytest.mark.django_db


def test_an_invitation_reaches_the_person_alone_and_only_once(cast):
    lena = Person(name="Lena Marsh", work_email="lena.marsh@wexcombe.example")
    account = accounts.invite(
        organisation="WBC",
        username="l.marsh",
        person=lena,
        roles=[Role.PARTNER_USER],
        reason="New.",
        by=cast.acting_partner_administrator,
        at=AT,
    )
    assert (tell_people(at=AT), tell_people(at=AT), send_due(at=AT)) == (1, 0, 1)
    (message,) = mail.outbox
    assert message.to == ["lena.marsh@wexcombe.example"]
    (token,) = re.findall(r"/account/invitation/(ns_[a-z2-7]{32})", message.body)
    assert "Lena" not in message.body
    assert "It works until 19 March 2026 at 9:00am." in message.body
    assert token not in str(Invitation.objects.values()) + str(list(Notice.objects.values("facts")))
    assert Account.objects.get(pk=account.pk).has_usable_password() is False


def test_whoever_two_people_gave_a_role_is_told(cast):
    who = cast.officer.username
    by = cast.acting_administrator
    made = accounts.propose_role(username=who, role=Role.SUPERVISOR, reason="Promoted.", by=by, at=AT)
    assert tell_people(at=AT) == 0
    second = acting(person(cast.force, "second.admin", Role.SYSTEM_ADMINISTRATOR))
    accounts.approve_role(proposal_id=made.pk, by=second, at=AT)
    assert (tell_people(at=AT), tell_people(at=AT), send_due(at=AT)) == (1, 0, 1)
    (message,) = mail.outbox
    assert message.to == ["t.verma@nmc.example"]
    assert "You were given a role" in message.subject
    assert "supervisor" not in message.body.lower()
