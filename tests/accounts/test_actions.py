from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from needshare.accounts import actions
from needshare.accounts.models import Account, ApiToken
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance, Person, Role, Vetting
from needshare.agencies import actions as agencies
from needshare.audit.models import Entry
from needshare.crypto.packages import new_identity
from needshare.crypto.seeds import open_seed
from needshare.crypto.tokens import token_hash
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from tests.cast import AT, acting, force, person, system, unconfirmed

pytestmark = pytest.mark.django_db

LENA = Person(name="Lena Marsh", work_email="Lena.Marsh@Wexcombe.example", job_title="ASB officer")
LONG = "a lamp under seven boats"


def last_act() -> str:
    return Entry.objects.order_by("-id")[0].action


def add(by: Any, **changed: Any) -> tuple[Account, str]:
    usual = {"organisation": "WBC", "username": "l.marsh", "person": LENA, "roles": [Role.PARTNER_USER]}
    return actions.add_person(**usual | changed, by=by, at=AT)


def codes(refusal: Any) -> tuple[str, ...]:
    return refusal.value.codes


# --- adding people ---------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["administrator", "partner_administrator"])
def test_no_administrator_makes_a_password_for_another(cast, part):
    with pytest.raises(Blocked, match="Invite the person instead") as refusal:
        add(getattr(cast, f"acting_{part}"))
    assert codes(refusal) == ("invite_instead",)


def test_the_operator_adds_a_person_who_gets_a_password_nobody_chose(cast):
    account, password = add(operator(at=AT))
    assert account.username == "l.marsh@wbc"
    assert (account.name, account.work_email) == (LENA.name, LENA.work_email)
    assert account.email_domain == "wexcombe.example"
    assert account.owner == account.organisation == cast.council
    assert account.held_roles() == {"partner_user"}
    assert len(password) == 23
    assert account.check_password(password)
    assert account.has_first_password
    assert last_act() == "accounts.add_person"


def test_name_and_address_are_nowhere_in_clear(cast):
    add(operator(at=AT))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_account WHERE username = 'l.marsh@wbc'")
        (row,) = cursor.fetchall()
    stored = b" ".join(
        bytes(part) if isinstance(part, bytes | memoryview) else str(part).encode() for part in row
    )
    assert b"Lena" not in stored
    assert b"@Wexcombe" not in stored


def test_a_username_is_taken_once_in_an_organisation(cast):
    add(operator(at=AT))
    with pytest.raises(Conflict, match="taken"):
        add(operator(at=AT), username="L.Marsh@WBC")
    other, _password = add(operator(at=AT), organisation="AHA")
    assert other.username == "l.marsh@aha"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "l marsh"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "l.marsh@nmc"}, "username"),
        ({"username": "x" * 61}, "username"),
        ({"person": Person(name=" ", work_email="a@b.example")}, "name"),
        ({"person": Person(name="Lena", work_email="nowhere")}, "work_email"),
        ({"person": Person(name="Lena")}, "work_email"),
        ({"roles": []}, "roles"),
    ],
)
def test_what_is_missing_or_malformed_is_named(cast, changed, field):
    with pytest.raises(Invalid) as refusal:
        add(operator(at=AT), **changed)
    assert [error.field for error in refusal.value.errors] == [field]


@pytest.mark.parametrize("part", ["officer", "decider", "information_manager", "partner", "auditor"])
def test_nobody_else_adds_people(cast, part):
    with pytest.raises(Blocked, match="Only an administrator") as refusal:
        add(getattr(cast, f"acting_{part}"))
    assert codes(refusal) == ("not_an_administrator_here",)


def test_a_partners_administrator_adds_nobody_elsewhere_and_no_stronger_role(cast):
    by = cast.acting_partner_administrator
    with pytest.raises(Unknown):
        add(by, organisation="AHA")
    with pytest.raises(Blocked):
        add(by, organisation="NMC")
    with pytest.raises(Blocked) as refusal:
        add(by, roles=[Role.DECISION_MAKER])
    assert set(codes(refusal)) == {"role_of_another_kind", "role_above_own"}


def test_an_administrator_who_has_not_just_confirmed_is_blocked(cast):
    with pytest.raises(Blocked, match="Confirm that it is you") as refusal:
        add(unconfirmed(cast.acting_administrator))
    assert codes(refusal) == ("confirmation_needed",)


def test_administration_and_case_content_are_never_given_together(cast):
    roles = [Role.SYSTEM_ADMINISTRATOR, Role.OFFICER]
    with pytest.raises(Blocked, match="cannot be held together") as refusal:
        add(cast.acting_administrator, organisation="NMC", roles=roles)
    assert codes(refusal) == ("roles_kept_apart",)


def test_a_person_may_start_in_a_unit_that_exists(cast):
    agencies.add_unit(code="WBC", name="Hub", by=cast.acting_administrator, at=AT)
    account, _password = add(
        operator(at=AT), person=Person(name="Lena", work_email="l@wexcombe.example", unit="Hub")
    )
    assert account.unit.name == "Hub"
    with pytest.raises(Unknown):
        actions.move_unit(username=account.username, unit="Away", by=cast.acting_administrator, at=AT)
    with pytest.raises(Conflict, match="already there"):
        actions.move_unit(username=account.username, unit="Hub", by=cast.acting_administrator, at=AT)


def test_a_system_gets_no_password(cast):
    account = system(cast.council, "case-system", Role.PARTNER_USER)
    assert account.is_system
    assert not account.has_usable_password()
    assert not account.has_first_password


# --- roles and trust -------------------------------------------------------------------------


def test_a_role_is_granted_and_withdrawn_once(cast):
    by, who = operator(at=AT), cast.officer.username
    change = {"username": who, "role": Role.SUPERVISOR, "reason": "Promoted.", "by": by, "at": AT}
    assert actions.grant_role(**change).roles == ["officer", "supervisor"]
    assert last_act() == "accounts.grant_role"
    with pytest.raises(Conflict, match="already"):
        actions.grant_role(**change)
    assert actions.withdraw_role(**change).roles == ["officer"]
    with pytest.raises(Conflict, match="does not hold"):
        actions.withdraw_role(**change)
    with pytest.raises(Invalid):
        actions.grant_role(**change | {"reason": " "})
    with pytest.raises(Unknown):
        actions.grant_role(**change | {"username": "nobody@nmc"})


def test_an_administrator_cannot_give_themself_anything(cast):
    by = cast.acting_administrator
    for role in Role:
        with pytest.raises(Blocked, match="their own roles") as refusal:
            actions.grant_role(username=cast.administrator.username, role=role, reason="x", by=by, at=AT)
        assert codes(refusal) == ("own_account",)
    assert acting(cast.administrator).roles == {"system_administrator"}


def test_no_administrator_is_given_case_content_by_another_administrator(cast):
    another = person(cast.force, "second.admin", Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(Blocked) as refusal:
        actions.grant_role(
            username=another.username, role=Role.OFFICER, reason="x", by=cast.acting_administrator, at=AT
        )
    assert codes(refusal) == ("roles_kept_apart",)
    with pytest.raises(Blocked) as refusal:
        actions.grant_role(
            username=cast.officer.username,
            role=Role.SYSTEM_ADMINISTRATOR,
            reason="x",
            by=cast.acting_administrator,
            at=AT,
        )
    assert "roles_kept_apart" in codes(refusal)


def test_another_forces_people_are_unknown(cast):
    other = force("OTH", "Other Constabulary")
    by = acting(person(other, "x.admin", Role.SYSTEM_ADMINISTRATOR))
    with pytest.raises(Unknown):
        actions.suspend(username=cast.officer.username, reason="x", by=by, at=AT)
    assert actions.suspend(username=cast.partner.username, reason="x", by=by, at=AT)


def test_a_suspended_person_holds_nothing_until_reinstated(cast):
    by, who = cast.acting_administrator, cast.officer.username
    account = actions.suspend(username=who, reason="Under inquiry.", by=by, at=AT)
    assert (account.suspended_at, account.suspended_by, account.sessions_ended_at) == (AT, by.id, AT)
    assert account.held_roles() == frozenset()
    with pytest.raises(Conflict, match="already done"):
        actions.suspend(username=who, reason="Again.", by=by, at=AT)
    assert actions.reinstate(username=who, reason="Cleared.", by=by, at=AT).held_roles() == {"officer"}
    with pytest.raises(Conflict, match="not suspended"):
        actions.reinstate(username=who, reason="Again.", by=by, at=AT)
    for act in (actions.suspend, actions.reinstate):
        with pytest.raises((Invalid, Conflict)):
            act(username=who, reason="", by=by, at=AT)


def test_roles_count_for_nothing_while_the_organisation_is_inactive(cast):
    agencies.deactivate_organisation(code="WBC", reason="Left.", by=cast.acting_administrator, at=AT)
    assert acting(cast.partner).roles == frozenset()


def test_training_is_recorded_by_those_who_may(cast):
    until = date(2027, 1, 1)
    record = {"until": until, "evidence": "Certificate seen.", "at": AT}
    for by in (cast.acting_information_manager, cast.acting_partner_administrator, operator(at=AT)):
        account = actions.record_training(username=cast.partner.username, by=by, **record)
        assert account.training_until == until
    with pytest.raises(Blocked, match="records training") as refusal:
        actions.record_training(username=cast.partner.username, by=cast.acting_officer, **record)
    assert codes(refusal) == ("may_not_record_training",)
    with pytest.raises(Blocked) as refusal:
        actions.record_training(
            username=cast.information_manager.username, by=cast.acting_information_manager, **record
        )
    assert codes(refusal) == ("own_account",)


@pytest.mark.parametrize(
    ("changed", "field"), [({"until": date(2026, 3, 15)}, "until"), ({"evidence": ""}, "evidence")]
)
def test_training_needs_evidence_and_an_end_in_the_future(cast, changed, field):
    record = {"username": cast.officer.username, "until": date(2026, 3, 16), "evidence": "Seen."}
    with pytest.raises(Invalid) as refusal:
        actions.record_training(**record | changed, by=cast.acting_information_manager, at=AT)
    assert [error.field for error in refusal.value.errors] == [field]


def test_clearance_and_vetting_are_recorded_and_withdrawn_by_professional_standards(cast):
    by, who, until = cast.acting_standards, cast.officer.username, date(2030, 1, 1)
    seen = {"username": who, "evidence": "Vetting unit.", "by": by, "at": AT}
    cleared = actions.record_clearance(clearance=Clearance.SC, until=until, **seen)
    assert (cleared.clearance, cleared.clearance_until) == ("sc", until)
    vetted = actions.record_vetting(vetting=Vetting.MV, until=until, **seen)
    assert (vetted.vetting, vetted.vetting_until) == ("mv", until)
    assert actions.record_clearance(clearance=Clearance.NONE, until=until, **seen).clearance_until is None
    assert actions.record_vetting(vetting=Vetting.NONE, until=None, **seen).vetting_until is None
    with pytest.raises(Invalid):
        actions.record_clearance(clearance=Clearance.SC, until=None, **seen)
    with pytest.raises(Blocked) as refusal:
        actions.record_vetting(
            vetting=Vetting.MV, until=until, **seen | {"by": cast.acting_information_manager}
        )
    assert codes(refusal) == ("may_not_record_vetting",)


# --- keys and tokens -------------------------------------------------------------------------


def test_a_person_sets_their_own_package_key(cast):
    recipient = new_identity().recipient
    by = cast.acting_partner
    assert actions.set_age_recipient(recipient=recipient, by=by, at=AT).age_recipient == recipient
    assert actions.set_age_recipient(recipient="", by=by, at=AT).age_recipient == ""
    with pytest.raises(Invalid):
        actions.set_age_recipient(recipient="age1nothing", by=by, at=AT)
    with pytest.raises(Blocked) as refusal:
        actions.set_age_recipient(recipient=recipient, by=unconfirmed(by), at=AT)
    assert codes(refusal) == ("confirmation_needed",)


def test_nobody_sets_anothers_package_key_but_an_administrator_a_systems(cast):
    recipient = new_identity().recipient
    by = cast.acting_partner_administrator
    with pytest.raises(Blocked, match="Only the person themself") as refusal:
        actions.set_age_recipient(recipient=recipient, system=cast.partner.username, by=by, at=AT)
    assert codes(refusal) == ("not_ones_own",)
    feed = system(cast.council, "feed", Role.PARTNER_USER)
    assert actions.set_age_recipient(recipient=recipient, system=feed.username, by=by, at=AT)


def issue(username: str, by: Any, **changed: Any) -> tuple[ApiToken, str]:
    usual = {"label": "script", "expires_at": AT + timedelta(days=30)}
    return actions.add_token(username=username, **usual | changed, by=by, at=AT)


def test_a_token_is_shown_once_and_kept_as_a_hash(cast):
    token, secret = issue(cast.partner.username, cast.acting_partner)
    assert token.hash == token_hash(secret)
    assert secret not in str(ApiToken.objects.values().get())
    assert str(token) == "script"
    assert last_act() == "accounts.add_token"


def test_tokens_are_issued_by_oneself_by_a_systems_administrator_or_at_the_command_line(cast):
    feed = system(cast.council, "feed", Role.PARTNER_USER)
    assert issue(feed.username, cast.acting_partner_administrator)
    assert issue(cast.officer.username, operator(at=AT))
    with pytest.raises(Blocked) as refusal:
        issue(cast.officer.username, cast.acting_administrator)
    assert codes(refusal) == ("not_ones_own",)
    with pytest.raises(Blocked) as refusal:
        issue(cast.officer.username, unconfirmed(cast.acting_officer))
    assert codes(refusal) == ("confirmation_needed",)


def test_a_token_has_a_label_and_ends_in_time(cast):
    with pytest.raises(Invalid):
        issue(cast.officer.username, cast.acting_officer, label=" ")
    with pytest.raises(Blocked) as refusal:
        issue(cast.officer.username, cast.acting_officer, expires_at=AT + timedelta(days=91))
    assert codes(refusal) == ("token_too_long",)


def test_a_token_is_revoked_once_by_its_owner_or_an_administrator(cast):
    token, _secret = issue(cast.partner.username, cast.acting_partner)
    with pytest.raises(Unknown):
        actions.revoke_token(token_id=token.id, by=cast.acting_outsider, at=AT)
    with pytest.raises(Blocked):
        actions.revoke_token(token_id=token.id, by=cast.acting_officer, at=AT)
    with pytest.raises(Unknown):
        actions.revoke_token(token_id=uuid4(), by=cast.acting_partner, at=AT)
    by = unconfirmed(cast.acting_administrator)
    assert actions.revoke_token(token_id=token.id, by=by, at=AT).revoked_by == by.id
    with pytest.raises(Conflict):
        actions.revoke_token(token_id=token.id, by=cast.acting_partner, at=AT)


# --- proving who one is ----------------------------------------------------------------------


def test_a_password_is_long_uncommon_and_ones_own(cast):
    by = cast.acting_officer
    account = actions.change_password(password=LONG, by=by, at=AT)
    assert account.check_password(LONG)
    assert not account.has_first_password
    for weak in ("short", "passwordpassword", "password12345678", "t.verma@nmc.2026"):
        with pytest.raises(Invalid) as refusal:
            actions.change_password(password=weak, by=by, at=AT)
        assert refusal.value.errors[0].field == "password"
    with pytest.raises(Unknown):
        actions.change_password(password=LONG, by=operator(at=AT), at=AT)


def test_a_second_factor_is_enrolled_once_with_its_seed_sealed(cast):
    by = cast.acting_officer
    actions.enrol_second_factor(seed="JBSWY3DPEHPK3PXP", by=by, at=AT)
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=cast.officer)}
    assert "JBSWY3DPEHPK3PXP" not in str(kept)
    assert open_seed(cast.officer.id, kept["totp"]["secret"]) == "JBSWY3DPEHPK3PXP"
    with pytest.raises(Conflict, match="already set up"):
        actions.enrol_second_factor(seed="JBSWY3DPEHPK3PXP", by=by, at=AT)


def test_new_recovery_codes_replace_the_old(cast):
    by = cast.acting_officer
    actions.enrol_second_factor(seed="JBSWY3DPEHPK3PXP", by=by, at=AT)
    before = Authenticator.objects.get(user=cast.officer, type="recovery_codes").data
    actions.renew_recovery_codes(by=by, at=AT)
    assert Authenticator.objects.get(user=cast.officer, type="recovery_codes").data != before
    with pytest.raises(Blocked) as refusal:
        actions.renew_recovery_codes(by=unconfirmed(by), at=AT)
    assert codes(refusal) == ("confirmation_needed",)


def test_a_reset_takes_the_second_factor_away_and_ends_every_session(cast):
    actions.enrol_second_factor(seed="JBSWY3DPEHPK3PXP", by=cast.acting_officer, at=AT)
    before = Account.objects.get(pk=cast.officer.pk).get_session_auth_hash()
    by, who = operator(at=AT), cast.officer.username
    with pytest.raises(Blocked, match="Invite the person instead"):
        actions.reset_sign_in(username=who, reason="Lost phone.", by=cast.acting_administrator, at=AT)
    password = actions.reset_sign_in(username=who, reason="Lost phone.", by=by, at=AT)
    account = Account.objects.get(pk=cast.officer.pk)
    assert account.check_password(password)
    assert account.has_first_password
    assert account.get_session_auth_hash() != before
    assert not Authenticator.objects.filter(user=cast.officer).exists()
    with pytest.raises(Invalid):
        actions.reset_sign_in(username=who, reason=" ", by=by, at=AT)


def test_ending_sessions_changes_what_sessions_are_bound_to(cast):
    before = Account.objects.get(pk=cast.officer.pk).get_session_auth_hash()
    by, who = cast.acting_administrator, cast.officer.username
    assert (
        actions.end_sessions(username=who, reason="Left open.", by=by, at=AT).get_session_auth_hash()
        != before
    )
    with pytest.raises(Invalid):
        actions.end_sessions(username=who, reason="", by=by, at=AT)


def test_signing_in_and_out_and_failing_to_leave_entries(cast):
    by = cast.acting_officer
    for act in (actions.sign_in, actions.confirm, actions.note_failed_code, actions.sign_out):
        act(by=by, at=AT)
        assert last_act() == f"accounts.{act.__name__}"
    for username in (cast.officer.username, "a password typed here"):
        actions.note_failed_sign_in(username=username, by=by, at=AT)
        assert last_act() == "accounts.note_failed_sign_in"
