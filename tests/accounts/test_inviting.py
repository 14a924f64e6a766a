"""People come in by invitation, nobody is raised by one person alone, and what ends, ends at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from needshare.accounts import actions, queries
from needshare.accounts.models import Account, Invitation, RoleProposal
from needshare.accounts.terms import Person, Role
from needshare.agencies import actions as agencies
from needshare.audit.models import Entry
from needshare.crypto.tokens import token_hash
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.kernel.actors import worker
from tests.cast import AT, acting, force, person, unconfirmed
from tests.entries import newest, overwrite
from tests.together import at_once

pytestmark = pytest.mark.django_db

LENA = Person(name="Lena Marsh", work_email="lena.marsh@wexcombe.example", job_title="ASB officer")
LONG = "a lamp under seven boats"


def invite(by, **changed):
    usual = {"organisation": "WBC", "username": "l.marsh", "person": LENA, "roles": [Role.PARTNER_USER]}
    return actions.invite(**{**usual, "reason": "New in the team.", "at": AT, **changed}, by=by)


def link_of(account, *, at=AT):
    invitation = Invitation.objects.get(account=account, ended_at=None)
    return actions.issue_link(invitation_id=invitation.pk, by=worker(account.owner_id), at=at)[1]


def accept(token, *, at=AT, password=LONG):
    return actions.accept_invitation(invitation=token_hash(token), password=password, by=worker(), at=at)


@pytest.fixture
def second(cast):
    return acting(person(cast.force, "second.admin", Role.SYSTEM_ADMINISTRATOR))


def propose(cast, role=Role.SUPERVISOR, *, who=None, by=None):
    username = (who or cast.officer).username
    by = by or cast.acting_administrator
    return actions.propose_role(username=username, role=role, reason="Promoted.", by=by, at=AT)


# --- invitations -----------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["administrator", "partner_administrator"])
def test_an_invited_person_sets_their_own_password_and_nobody_else_had_one(cast, part):
    account = invite(getattr(cast, f"acting_{part}"))
    assert newest().act == "accounts.invite"
    assert not account.has_usable_password()
    assert account.held_roles() == {"partner_user"}
    token = link_of(account)
    assert token not in str(Invitation.objects.values())
    accept(token)
    assert newest().act == "accounts.accept_invitation"
    fresh = Account.objects.get(pk=account.pk)
    assert fresh.check_password(LONG)
    assert not fresh.has_first_password


def test_a_link_is_used_once_and_for_72_hours_and_only_the_newest_works(cast):
    account = invite(cast.acting_administrator)
    first = link_of(account)
    with pytest.raises(Unknown):
        accept(first, at=AT + timedelta(hours=72))
    again = {"username": account.username, "reason": "Lost the message.", "at": AT}
    actions.invite_again(**again, by=cast.acting_administrator)
    newer = link_of(account)
    with pytest.raises(Unknown):
        accept(first)
    accept(newer, at=AT + timedelta(hours=71, minutes=59))
    with pytest.raises(Unknown):
        accept(newer)
    with pytest.raises(Unknown):
        accept("ns_" + "a" * 32)


def test_a_weak_password_uses_nothing_up(cast):
    token = link_of(invite(cast.acting_administrator))
    with pytest.raises(Invalid) as refusal:
        accept(token, password="short")
    assert {error.field for error in refusal.value.errors} == {"password1"}
    accept(token)


def test_a_suspended_persons_link_is_dead(cast):
    account = invite(cast.acting_administrator)
    token = link_of(account)
    actions.suspend(username=account.username, reason="x", by=cast.acting_administrator, at=AT)
    with pytest.raises(Unknown):
        accept(token)
    with pytest.raises(Conflict):
        actions.invite_again(username=account.username, reason="x", by=cast.acting_administrator, at=AT)


def test_only_the_worker_makes_links_and_one_each(cast):
    account = invite(cast.acting_administrator)
    invitation = Invitation.objects.get(account=account)
    with pytest.raises(Blocked):
        actions.issue_link(invitation_id=invitation.pk, by=cast.acting_administrator, at=AT)
    link_of(account)
    with pytest.raises(Conflict):
        link_of(account)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"person": Person(name="Lena", work_email="lena@elsewhere.example")}, "work_email"),
        ({"person": Person(name="Lena", work_email="lena@wexcornbe.example")}, "work_email"),
        ({"reason": " "}, "reason"),
        ({"roles": []}, "roles"),
        ({"username": "l marsh"}, "username"),
    ],
)
def test_an_invitation_goes_only_to_a_verified_domain_with_a_reason(cast, changed, field):
    with pytest.raises(Invalid) as refusal:
        invite(cast.acting_administrator, **changed)
    assert field in {error.field for error in refusal.value.errors}
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "part", ["officer", "decider", "information_manager", "standards", "partner", "auditor", "contact_point"]
)
def test_nobody_but_an_administrator_invites(cast, part):
    with pytest.raises(Blocked, match="Only an administrator"):
        invite(getattr(cast, f"acting_{part}"))


def test_inviting_again_takes_password_and_sessions_away(cast):
    who = cast.officer
    before = who.get_session_auth_hash()
    actions.invite_again(username=who.username, reason="Phone lost.", by=cast.acting_administrator, at=AT)
    fresh = Account.objects.get(pk=who.pk)
    assert not fresh.has_usable_password()
    assert fresh.get_session_auth_hash() != before


# --- two people ------------------------------------------------------------------------------


def test_a_role_that_raises_is_given_by_two_people(cast, second):
    with pytest.raises(Blocked, match="A second person must approve"):
        actions.grant_role(
            username=cast.officer.username, role=Role.DPO, reason="x", by=cast.acting_administrator, at=AT
        )
    proposal = propose(cast)
    assert acting(cast.officer).roles == {"officer"}
    with pytest.raises(Blocked, match="Somebody else must decide"):
        actions.approve_role(proposal_id=proposal.pk, by=cast.acting_administrator, at=AT)
    with pytest.raises(Blocked, match="Confirm that it is you"):
        actions.approve_role(proposal_id=proposal.pk, by=unconfirmed(second), at=AT)
    actions.approve_role(proposal_id=proposal.pk, by=second, at=AT)
    assert acting(cast.officer).roles == {"officer", "supervisor"}
    assert newest().act == "accounts.approve_role"
    with pytest.raises(Conflict):
        actions.approve_role(proposal_id=proposal.pk, by=second, at=AT)


def test_professional_standards_may_be_the_second_person_and_others_not(cast):
    proposal = propose(cast)
    for part in ("officer", "information_manager", "decider", "auditor"):
        with pytest.raises(Blocked):
            actions.approve_role(proposal_id=proposal.pk, by=getattr(cast, f"acting_{part}"), at=AT)
    for part in ("partner", "partner_administrator"):
        with pytest.raises(Unknown):
            actions.approve_role(proposal_id=proposal.pk, by=getattr(cast, f"acting_{part}"), at=AT)
    actions.approve_role(proposal_id=proposal.pk, by=cast.acting_standards, at=AT)


def test_a_refused_role_is_not_given_and_may_be_proposed_again(cast, second):
    proposal = propose(cast)
    with pytest.raises(Conflict):
        propose(cast)
    actions.refuse_role(proposal_id=proposal.pk, by=second, at=AT)
    assert acting(cast.officer).roles == {"officer"}
    assert not queries.proposals_to_tell().exists()
    propose(cast)


def test_who_is_raised_is_told_once_and_by_the_worker(cast, second):
    proposal = propose(cast)
    actions.approve_role(proposal_id=proposal.pk, by=second, at=AT)
    assert [each.pk for each in queries.proposals_to_tell()] == [proposal.pk]
    with pytest.raises(Blocked):
        actions.note_told(proposal_id=proposal.pk, by=second, at=AT)
    actions.note_told(proposal_id=proposal.pk, by=worker(cast.force.pk), at=AT)
    assert not queries.proposals_to_tell().exists()
    with pytest.raises(Conflict):
        actions.note_told(proposal_id=proposal.pk, by=worker(cast.force.pk), at=AT)


def test_a_strong_role_given_with_an_invitation_waits_too(cast):
    agencies.verify_domain(
        code="NMC",
        domain="nmc.example",
        evidence="Own.",
        expires_on=AT.date() + timedelta(days=300),
        by=cast.acting_administrator,
        at=AT,
    )
    made = invite(
        cast.acting_administrator,
        organisation="NMC",
        person=Person(name="Lena", work_email="lena@nmc.example"),
        roles=[Role.OFFICER, Role.DECISION_MAKER],
    )
    assert made.roles == ["officer"]
    assert [each.role for each in RoleProposal.objects.all()] == ["decision_maker"]


def test_administration_and_case_content_are_kept_apart_at_the_approval_too(cast, second):
    proposal = propose(cast)
    with pytest.raises(Blocked):
        propose(cast, Role.SYSTEM_ADMINISTRATOR)
    lone = person(cast.force, "l.one", Role.OFFICER)
    waits = propose(cast, Role.DPO, who=lone)
    actions.withdraw_role(
        username=lone.username, role=Role.OFFICER, reason="x", by=cast.acting_administrator, at=AT
    )
    other = propose(cast, Role.SYSTEM_ADMINISTRATOR, who=lone)
    actions.approve_role(proposal_id=waits.pk, by=second, at=AT)
    with pytest.raises(Blocked, match="cannot be held together"):
        actions.approve_role(proposal_id=other.pk, by=second, at=AT)
    assert proposal.role == "supervisor"


def test_the_database_refuses_one_person_on_both_sides(cast):
    proposal = propose(cast)
    rows = RoleProposal.objects.filter(pk=proposal.pk)
    changes = {"decided_at": AT, "decided_by": proposal.proposed_by, "is_approved": True}
    with pytest.raises(IntegrityError):
        overwrite(rows=rows, changes=changes, by=worker(), at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins(cast, second):
    proposal = propose(cast).pk
    ends = at_once(
        lambda: actions.approve_role(proposal_id=proposal, by=second, at=AT),
        lambda: actions.refuse_role(proposal_id=proposal, by=cast.acting_standards, at=AT),
    )
    assert ends == ["Conflict", "done"]


# --- bounds ----------------------------------------------------------------------------------


def test_a_partners_administrator_reaches_only_own_people_and_partner_roles(cast):
    by = cast.acting_partner_administrator
    propose(cast, Role.PARTNER_CONTACT_POINT, who=cast.partner, by=by)
    for role in (Role.DECISION_MAKER, Role.SYSTEM_ADMINISTRATOR):
        with pytest.raises(Blocked):
            propose(cast, role, who=cast.partner, by=by)
    for who in (cast.outsider, cast.officer, cast.administrator):
        with pytest.raises(Unknown):
            propose(cast, Role.PARTNER_USER, who=who, by=by)
        with pytest.raises(Unknown):
            actions.invite_again(username=who.username, reason="x", by=by, at=AT)
    with pytest.raises(Unknown):
        invite(by, organisation="AHA")


def test_a_partners_administrator_touches_no_stronger_account(cast):
    stronger = Account.objects.filter(pk=cast.partner.pk)
    overwrite(rows=stronger, changes={"roles": ["decision_maker"]}, by=worker(), at=AT)
    by, who = cast.acting_partner_administrator, cast.partner.username
    for act in (actions.suspend, actions.invite_again, actions.end_sessions):
        with pytest.raises(Blocked, match="stronger than yours"):
            act(username=who, reason="x", by=by, at=AT)


def test_another_force_decides_nothing_here(cast):
    proposal = propose(cast)
    other = force("OTH", "Other Constabulary")
    stranger = acting(person(other, "x.admin", Role.SYSTEM_ADMINISTRATOR))
    with pytest.raises(Unknown):
        actions.approve_role(proposal_id=proposal.pk, by=stranger, at=AT)


def test_every_refusal_leaves_its_entry(cast):
    before = Entry.objects.count()
    with pytest.raises(Blocked):
        invite(cast.acting_officer)
    assert Entry.objects.count() == before + 1
    assert newest().ending == "blocked"
