from datetime import date, timedelta
from uuid import uuid4

import pytest

from needshare.accounts import rules
from needshare.accounts.terms import (
    CASE_CONTENT,
    FORCE_ROLES,
    PARTNER_ROLES,
    USER_ADMINISTRATION,
    Clearance,
    Role,
    Vetting,
)
from needshare.kernel import Actor, Channel
from needshare.kernel.actors import NOBODY, worker
from tests.cast import AT

HOME, ELSEWHERE = uuid4(), uuid4()
FIVE_MINUTES = timedelta(minutes=5)


def actor(*roles: Role, owner=HOME, is_force=True, **rest):
    return Actor(id=uuid4(), owner=owner, roles=frozenset(roles), is_force=is_force, **rest)


def test_every_role_is_of_one_kind_and_on_one_side():
    assert set(Role) == CASE_CONTENT | USER_ADMINISTRATION
    assert not CASE_CONTENT & USER_ADMINISTRATION
    assert set(Role) == FORCE_ROLES | PARTNER_ROLES
    assert not FORCE_ROLES & PARTNER_ROLES


@pytest.mark.parametrize("administration", sorted(USER_ADMINISTRATION))
@pytest.mark.parametrize("other", sorted(set(Role)))
def test_nobody_holds_administration_and_anything_else(administration, other):
    finding = rules.roles_are_kept_apart({administration, other})
    assert finding.is_met is (administration == other)
    assert finding.code == ("" if finding.is_met else "roles_kept_apart")


def test_case_roles_go_together():
    assert rules.roles_are_kept_apart({Role.OFFICER, Role.DECISION_MAKER}).is_met
    assert rules.roles_are_kept_apart(set()).is_met


@pytest.mark.parametrize(
    ("role", "is_force", "fits"),
    [
        (Role.OFFICER, True, True),
        (Role.OFFICER, False, False),
        (Role.PARTNER_USER, True, False),
        (Role.PARTNER_USER, False, True),
        (Role.SYSTEM_ADMINISTRATOR, False, False),
    ],
)
def test_roles_fit_the_kind_of_organisation(role, is_force, fits):
    finding = rules.roles_fit_the_organisation({role}, is_force=is_force)
    assert finding.is_met is fits
    assert finding.code == ("" if fits else "role_of_another_kind")


@pytest.mark.parametrize(
    ("by", "organisation", "is_force", "may"),
    [
        (actor(Role.SYSTEM_ADMINISTRATOR), HOME, True, True),
        (actor(Role.SYSTEM_ADMINISTRATOR), ELSEWHERE, False, True),
        (actor(Role.SYSTEM_ADMINISTRATOR), ELSEWHERE, True, False),  # another force
        (actor(Role.SYSTEM_ADMINISTRATOR, is_force=False), ELSEWHERE, False, False),
        (actor(Role.PARTNER_ADMINISTRATOR, is_force=False), HOME, False, True),
        (actor(Role.PARTNER_ADMINISTRATOR, is_force=False), ELSEWHERE, False, False),
        (actor(Role.OFFICER), HOME, True, False),
        (rules.operator(at=AT), ELSEWHERE, True, True),
        (worker(), HOME, True, False),
    ],
)
def test_administrators_keep_to_their_bounds(by, organisation, is_force, may):
    finding = rules.may_administer(by, organisation=organisation, is_force=is_force)
    assert finding.is_met is may
    assert finding.code == ("" if may else "not_an_administrator_here")


def test_nobody_changes_what_they_themselves_are_trusted_with():
    by = actor(Role.SYSTEM_ADMINISTRATOR)
    assert rules.not_oneself(by, by.id).code == "own_account"
    assert rules.not_oneself(by, uuid4()).is_met


def test_a_partners_administrator_gives_partner_roles_only():
    by = actor(Role.PARTNER_ADMINISTRATOR, is_force=False)
    assert rules.may_give(by, Role.PARTNER_ADMINISTRATOR).is_met
    assert rules.may_give(by, Role.DECISION_MAKER).code == "role_above_own"
    assert rules.may_give(actor(Role.SYSTEM_ADMINISTRATOR), Role.DECISION_MAKER).is_met


@pytest.mark.parametrize(
    ("age", "fresh"),
    [
        (timedelta(0), True),
        (FIVE_MINUTES, True),
        (FIVE_MINUTES + timedelta(microseconds=1), False),
        (-timedelta(seconds=1), False),  # from the future
        (None, False),
    ],
)
def test_a_confirmation_is_fresh_for_five_minutes(age, fresh):
    by = actor(confirmed_at=None if age is None else AT - age)
    finding = rules.is_confirmed(by, at=AT, within=FIVE_MINUTES)
    assert finding.is_met is fresh
    assert finding.code == ("" if fresh else "confirmation_needed")


@pytest.mark.parametrize(
    ("days", "is_system", "may"),
    [(90, False, True), (91, False, False), (91, True, True), (367, True, False), (0, False, False)],
)
def test_a_token_ends_in_time(days, is_system, may):
    finding = rules.token_ends_in_time(at=AT, expires_at=AT + timedelta(days=days), is_system=is_system)
    assert finding.is_met is may
    assert finding.code == ("" if may else "token_too_long")


def test_clearance_and_vetting_end_with_their_last_day():
    last, after = date(2026, 3, 16), date(2026, 3, 17)
    assert rules.clearance_on("sc", last, on=last) is Clearance.SC
    assert rules.clearance_on("sc", last, on=after) is Clearance.NONE
    assert rules.vetting_on("nppv3", last, on=last) is Vetting.NPPV3
    assert rules.vetting_on("nppv3", None, on=last) is Vetting.NONE


def test_the_operator_administers_and_sees_no_case():
    by = rules.operator(at=AT)
    assert by.id == NOBODY
    assert by.channel is Channel.COMMAND
    assert not by.roles & CASE_CONTENT
