"""What a person is told they may do is what the engine that judges acts would answer them."""

import pytest

from needshare.decision.rules import decider_has_authority
from needshare.policy import assess, check, codes_on, current_pack, resource
from needshare.policy.own_part import own_decisions, own_markings, own_verbs
from tests.policy.cases import changed
from tests.policy.test_authority import needed
from tests.policy.test_permission import FORCE, PARTNER, ROLES, SUBJECTS, THINGS, person

PACK = current_pack()
ROWS = {
    "routine_within_agreement": {},
    "one_off": {"item__category": "photo"},
    "sensitive": {"item__category": "health"},
    "public_protection": {"request__purpose": "public_protection_disclosure"},
    "privileged_or_controlled": {"item__blocks": ["b06"]},
    "bulk": {"request__subjects": 101},
    "overseas": {"request__is_international": True},
}


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda each: f"{each.owner} {sorted(each.roles)}")
def test_who_is_told_no_is_refused_everything_and_who_is_told_yes_is_let_to_something(subject):
    told = {each.id: each for each in own_verbs(PACK, subject)}
    assert list(told) == list(PACK.verbs)
    for verb, each in told.items():
        met = any(check(PACK, verb, subject, thing).is_met for thing in THINGS)
        assert met <= each.may, f"{verb}: let do what the page says is not for them"


def test_most_of_what_the_page_grants_is_granted_to_something_in_the_corpus():
    granted = [(each.id, who) for who in SUBJECTS for each in own_verbs(PACK, who) if each.may]
    real = [each for each in granted if any(check(PACK, each[0], each[1], thing).is_met for thing in THINGS)]
    assert len(real) > 0.8 * len(granted) > 100


def test_who_may_not_is_told_whom_to_ask_and_those_may():
    officer = person("officer")
    told = {each.id: each for each in own_verbs(PACK, officer)}
    assert not told["package.release"].may
    assert told["package.release"].roles == ("disclosure_officer", "information_management")
    for each in told.values():
        for role in each.roles:
            assert next(one for one in own_verbs(PACK, person(role)) if one.id == each.id).may


def test_a_partner_is_not_told_to_ask_for_what_only_the_force_does():
    told = {each.id: each for each in own_verbs(PACK, person("partner_user", owner="council"))}
    assert told["request.submit"].may
    assert not told["case.decide"].may
    assert not told["case.decide"].roles


@pytest.mark.parametrize("role", [each for each in ROLES if each not in PARTNER])
def test_the_decisions_one_is_told_are_ones_own_are_those_the_authority_table_gives(role):
    subject = person(role)
    told = {each.row.id: each.may for each in own_decisions(PACK, subject, verb="case.decide")}
    for row, change in ROWS.items():
        found = needed(**change)
        assert found.row.id == row
        thing = resource(owner=FORCE, escalated_to=found.roles)
        authority = decider_has_authority(held=subject.roles, needed=found.roles, minimum="").is_met
        assert told[row] == (authority and check(PACK, "case.decide", subject, thing).is_met), row


def test_the_methods_told_for_a_marking_are_those_the_assessment_lets_carry_it():
    stops = {"method_forbidden", "method_insufficient"}
    for each in own_markings(PACK, person("officer"), verb="marking.handle", thing={"owner": FORCE}):
        told = {method.id for method in each.methods}
        for method in PACK.words("method"):
            facts = changed(request__method=method, item__marking=each.id, agreement__methods=[method])
            found = assess(PACK, facts)
            codes = set(codes_on(found, found.bases[0]))
            assert (method in told) == (not stops & codes), (method, each.id)
